"""cognate match and evaluate on tables that are in order."""

import csv
import io
import json
import math
import unittest

from support import ORDERS, ROOT, Case, mapping_schema, needs_model, schema_errors


def columns_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return next(csv.reader(file))


@needs_model
class MatchJson(Case):
    def mapping(self, *arguments):
        done = self.succeed("match", *ORDERS, "--json", *arguments)
        self.assertEqual(done.stderr, "")
        mapping = json.loads(done.stdout)
        schema = mapping_schema()
        self.assertEqual(list(schema_errors(mapping, schema, schema)), [])
        return mapping

    def test_every_column_is_matched_once_or_unmatched(self):
        mapping = self.mapping()
        for side, path in zip(("source", "target"), ORDERS):
            matched = [match[side] for match in mapping["matches"]]
            self.assertCountEqual(matched + mapping[f"unmatched_{side}"], columns_of(path))
        self.assertGreater(len(mapping["matches"]), 3)

    def test_matches_come_best_first_with_reasons_that_add_up(self):
        matches = self.mapping()["matches"]
        scores = [match["score"] for match in matches]
        self.assertEqual(scores, sorted(scores, reverse=True))
        for match in matches:
            total = sum(reason["share"] for reason in match["reasons"])
            self.assertAlmostEqual(total, match["score"], places=3, msg=match)

    def test_most_of_what_it_finds_is_true(self):
        with open(ROOT / "examples/orders/truth.csv", newline="", encoding="utf-8") as file:
            truth = {(row["source"], row["target"]) for row in csv.DictReader(file)}
        found = [(match["source"], match["target"]) for match in self.mapping()["matches"]]
        right = sum(pair in truth for pair in found)
        self.assertGreater(right, len(found) / 2, found)

    def test_candidates_are_given_when_asked_for(self):
        self.assertEqual(self.mapping()["candidates"], [])
        every = self.mapping("--all-candidates")["candidates"]
        source, target = map(columns_of, ORDERS)
        self.assertEqual({(each["source"], each["target"]) for each in every},
                         {(s, t) for s in source for t in target})
        scores = [each["score"] for each in every]
        self.assertEqual(scores, sorted(scores, reverse=True))
        some = self.mapping("--top-k", 2)["candidates"]
        for name in source:
            self.assertLessEqual(sum(each["source"] == name for each in some), 2)
        self.assertGreaterEqual(len(some), len(source))

    def test_a_higher_threshold_gives_fewer_matches(self):
        self.assertLess(len(self.mapping("--threshold", 0.97)["matches"]),
                        len(self.mapping("--threshold", 0.3)["matches"]))

    def test_the_number_of_threads_changes_nothing(self):
        self.assertEqual(self.mapping("--threads", 1), self.mapping("--threads", 3))


@needs_model
class MatchForms(Case):
    def test_a_table_maps_to_itself(self):
        done = self.succeed("match", ORDERS[0], ORDERS[0], "--json")
        for match in json.loads(done.stdout)["matches"]:
            self.assertEqual(match["source"], match["target"])

    def test_the_table_keeps_to_its_width_and_has_no_colours_in_a_pipe(self):
        done = self.succeed("match", *ORDERS)
        self.assertIn("SCORE", done.stdout)
        self.assertNotIn("\x1b", done.stdout)
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 100)

    def test_the_csv_form_holds_every_column(self):
        done = self.succeed("match", *ORDERS, "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        for side, path in zip(("source", "target"), ORDERS):
            self.assertCountEqual([row[side] for row in rows if row[side]], columns_of(path))

    def test_out_takes_its_form_from_the_name_and_replaces_the_old_file(self):
        out = self.write("mapping.json", "old")
        done = self.succeed("match", *ORDERS, "--out", out)
        self.assertEqual(done.stdout, "")
        self.assertIn("matches", json.loads(out.read_text()))
        self.succeed("match", *ORDERS, "--out", self.folder / "mapping.csv")
        self.assertEqual(self.names(), ["mapping.csv", "mapping.json"])


@needs_model
class Wishes(Case):
    """What a person knows goes in by flags and by a file of verdicts."""

    def pairs(self, *arguments):
        """The matches, each with its score."""
        done = self.succeed("match", *ORDERS, "--json", *arguments)
        return {(each["source"], each["target"]): each["score"]
                for each in json.loads(done.stdout)["matches"]}

    def test_locked_pairs_are_matches_and_forbidden_ones_are_none(self):
        free = self.pairs()
        self.assertIn(("quantity", "units"), free)
        self.assertNotIn(("gift_wrap", "shelf"), free)
        told = self.pairs("--lock", "gift_wrap=shelf", "--forbid", "quantity=units",
                          "--forbid", "email=e_mail_address")
        self.assertIn(("gift_wrap", "shelf"), told)
        self.assertNotIn(("quantity", "units"), told)
        self.assertNotIn(("email", "e_mail_address"), told)

    def test_a_mapping_with_verdicts_is_feedback(self):
        path = self.folder / "mapping.csv"
        self.succeed("match", *ORDERS, "--out", path)
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        for row in rows:
            row["verdict"] = {"quantity": "reject", "order_date": "accept"}.get(row["source"], "")
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        free, told = self.pairs(), self.pairs("--feedback", path)
        rejected, accepted = ("quantity", "units"), ("order_date", "purchased_on")
        self.assertLess(told.get(rejected, 0), free[rejected])
        self.assertGreater(told[accepted], free[accepted])

    def test_an_unknown_column_is_answered_with_the_nearest(self):
        self.refuse(3, 'no column "quantty"; nearest: "quantity"', "match", *ORDERS,
                    "--lock", "quantty=units")
        self.refuse(2, "SOURCE=TARGET", "match", *ORDERS, "--forbid", "quantity")


@needs_model
class Explain(Case):
    def test_the_steps_add_up_to_the_score_of_the_mapping(self):
        mapping = json.loads(self.succeed("match", *ORDERS, "--json").stdout)
        match = next(each for each in mapping["matches"] if each["source"] == "order_date")
        told = json.loads(self.succeed("explain", f"{ORDERS[0]}:order_date",
                                       f"{ORDERS[1]}:{match['target']}", "--json").stdout)
        self.assertTrue(told["matched"])
        self.assertAlmostEqual(told["score"], match["score"], places=5)
        total = sum(each["log_odds"] for each in told["contributions"])
        self.assertAlmostEqual(1 / (1 + math.exp(-total)), told["score"], places=3)

    def test_what_a_person_said_counts_as_it_does_in_the_mapping(self):
        pair = (f"{ORDERS[0]}:gift_wrap", f"{ORDERS[1]}:shelf")
        locked = json.loads(self.succeed("explain", *pair, "--json", "--lock",
                                         "gift_wrap=shelf").stdout)
        self.assertTrue(locked["matched"])
        self.assertIn("locked", [each["step"] for each in locked["contributions"]])
        self.refuse(2, "the pair is forbidden", "explain", *pair, "--forbid", "gift_wrap=shelf")
        verdicts = self.write("verdicts.csv", "source,target,verdict\ngift_wrap,shelf,accept\n")
        free = json.loads(self.succeed("explain", *pair, "--json").stdout)
        told = json.loads(self.succeed("explain", *pair, "--json", "--feedback", verdicts).stdout)
        self.assertGreater(told["score"], free["score"])
        self.assertIn("person", [each["step"] for each in told["contributions"]])
        low = self.succeed("explain", f"{ORDERS[0]}:order_date", f"{ORDERS[1]}:purchased_on",
                           "--json", "--threshold", "1")
        self.assertFalse(json.loads(low.stdout)["matched"])

    def test_the_table_ends_in_the_score(self):
        done = self.succeed("explain", f"{ORDERS[0]}:quantity", f"{ORDERS[1]}:shelf")
        self.assertIn("not a match of the mapping", done.stdout)
        self.assertRegex(done.stdout.splitlines()[-1], r"^sum .* score 0\.\d\d$")

    def test_an_unknown_column_is_answered_with_the_nearest(self):
        self.refuse(3, 'no column "quantty"; nearest: "quantity"', "explain",
                    f"{ORDERS[0]}:quantty", f"{ORDERS[1]}:units")
        self.refuse(2, "TABLE:COLUMN", "explain", "quantity", f"{ORDERS[1]}:units")


@needs_model
class Evaluate(Case):
    def evaluation(self):
        return json.loads(self.succeed("evaluate", ROOT / "examples", "--json").stdout)

    def test_gives_every_figure_of_every_set_and_case(self):
        figures = {"recall_at_gt", "mrr", "mrr_adjusted", "precision", "recall", "f1",
                   "no_partner_precision", "no_partner_recall", "no_partner_f1",
                   "seconds_per_pair"}
        evaluation = self.evaluation()
        self.assertEqual(len(evaluation["sets"]), 1)
        for each in evaluation["sets"]:
            self.assertEqual(set(each), figures | {"set", "cases", "ece_matches", "ece_best"})
            self.assertGreater(each["recall_at_gt"], 0)
        self.assertEqual([each["case"] for each in evaluation["cases"]],
                         ["fleet", "orders", "staff"])
        for each in evaluation["cases"]:
            self.assertEqual(set(each), figures | {"set", "case", "source_columns",
                                                   "target_columns"})
        for each in evaluation["calibration"].values():
            self.assertEqual(sum(bin["pairs"] for bin in each["bins"]), each["pairs"])

    def test_a_baseline_names_what_became_worse(self):
        before = self.write("before.json", json.dumps(self.evaluation()))
        same = self.succeed("evaluate", ROOT / "examples", "--baseline", before)
        self.assertIn("Nothing became worse.", same.stdout)
        stricter = self.succeed("evaluate", ROOT / "examples", "--threshold", 0.99, "--cases",
                                "--baseline", before).stdout
        self.assertIn("became worse:", stricter)
        self.assertIn("examples/fleet: Recall", stricter)
        self.refuse(7, "before.json", "evaluate", ROOT / "examples", "--baseline",
                    self.write("before.json", "{}"))

    def test_a_folder_without_cases_is_said(self):
        self.refuse(3, str(self.folder), "evaluate", self.folder)


if __name__ == "__main__":
    unittest.main()
