"""cognate serve, answered by a real process over real sockets."""

import base64
import http.client
import math
import os
import pathlib
import signal
import socket
import struct
import subprocess
import threading
import time
import unittest

from server import Server, ask, in_threads, read_all, status_of
from support import Case, environment, needs_model, run

MODEL = "all-MiniLM-L6-v2"


def floats(text):
    data = base64.b64decode(text)
    return list(struct.unpack(f"<{len(data) // 4}f", data))


class Serving(Case):
    """Tests that share one server without keys."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server("--model-names", "text-embedding-3-small,org/name").wait_until_ready()

    @classmethod
    def tearDownClass(cls):
        code = cls.server.stop()
        log = cls.server.log()
        cls.server.close()
        assert code == 0, f"the server ended with {code}:\n{log[-2000:]}"

    def ask(self, method, target, body=None, headers=None, status=200):
        answer = self.server.ask(method, target, body, headers)
        self.assertEqual(answer.status, status, answer.body)
        return answer


@needs_model
class OpenAI(Serving):
    def embeddings(self, status=200, **body):
        return self.ask("POST", "/v1/embeddings", body, status=status)

    def test_a_text_gives_a_vector_of_length_one(self):
        answer = self.embeddings(input="date of birth", model=MODEL).json()
        self.assertEqual((answer["object"], answer["model"]), ("list", MODEL))
        self.assertEqual(answer["usage"], {"prompt_tokens": 5, "total_tokens": 5})
        self.assertEqual(len(answer["data"]), 1)
        self.assertEqual((answer["data"][0]["object"], answer["data"][0]["index"]),
                         ("embedding", 0))
        self.assertAlmostEqual(math.hypot(*answer["data"][0]["embedding"]), 1, places=5)

    def test_both_forms_hold_the_bits_that_embed_gives(self):
        texts = ["date of birth", "Straße 東京 😀", "date of birth"]
        plain = self.embeddings(input=texts).json()["data"]
        coded = self.embeddings(input=texts, encoding_format="base64").json()["data"]
        path = self.write("texts.txt", "\n".join(texts) + "\n")
        done = self.succeed("embed", path, "--out", self.folder / "x.npy")
        self.assertEqual(done.returncode, 0)
        numbers = struct.unpack("<1152f", (self.folder / "x.npy").read_bytes()[-4 * 1152:])
        for i in range(3):
            wanted = list(numbers[384 * i:384 * (i + 1)])
            self.assertEqual(floats(coded[i]["embedding"]), wanted)
            shorts = [struct.unpack("<f", struct.pack("<f", x))[0] for x in plain[i]["embedding"]]
            self.assertEqual(shorts, wanted)

    def test_token_ids_of_the_model_are_read_as_their_text(self):
        ids = [7592, 7861, 8270, 4667, 2015]
        text = self.embeddings(input="hello embeddings").json()["data"][0]
        self.assertEqual(self.embeddings(input=ids).json()["data"][0], text)
        both = self.embeddings(input=[ids, [101] + ids + [102]]).json()["data"]
        self.assertEqual([row["embedding"] for row in both], 2 * [text["embedding"]])
        refused = self.embeddings(input=[[1, 100257]], status=400).json()["error"]
        self.assertEqual(refused["param"], "input")
        self.assertIn("tokenizer", refused["message"])

    def test_dimensions_are_cut_and_brought_back_to_length_one(self):
        whole = self.embeddings(input="a").json()["data"][0]["embedding"]
        cut = self.embeddings(input="a", dimensions=8).json()["data"][0]["embedding"]
        length = math.hypot(*whole[:8])
        self.assertEqual(len(cut), 8)
        for x, y in zip(cut, whole):
            self.assertAlmostEqual(x, y / length, places=6)

    def test_models_are_listed_and_others_are_not_there(self):
        names = [row["id"] for row in self.ask("GET", "/v1/models").json()["data"]]
        self.assertEqual(names, [MODEL, "text-embedding-3-small", "org/name"])
        self.assertEqual(self.ask("GET", "/v1/models/org%2Fname").json()["id"], "org/name")
        self.ask("GET", "/v1/models/gpt", status=404)
        self.embeddings(input="a", model="text-embedding-3-small")
        error = self.embeddings(input="a", model="/etc/passwd", status=404).json()["error"]
        self.assertEqual((error["code"], error["param"], error["type"]),
                         ("model_not_found", "model", "invalid_request_error"))

    def test_every_wrong_field_is_named(self):
        wrong = [
            ("input", {}), ("input", {"input": None}), ("input", {"input": ""}),
            ("input", {"input": []}), ("input", {"input": {}}), ("input", {"input": True}),
            ("input", {"input": 3}), ("input", {"input": ["a", ""]}),
            ("input", {"input": ["a", 1]}), ("input", {"input": [[1.5]]}),
            ("input", {"input": [1, "a"]}), ("input", {"input": [[]]}),
            ("input", {"input": [-1]}), ("input", {"input": [1e300]}), ("input", {"input": [None]}),
            ("input", {"input": [["a"]]}), ("input", {"input": ["a"] * 2049}),
            ("model", {"input": "a", "model": 3}), ("model", {"input": "a", "model": []}),
            ("encoding_format", {"input": "a", "encoding_format": "int8"}),
            ("encoding_format", {"input": "a", "encoding_format": 1}),
            ("dimensions", {"input": "a", "dimensions": 0}),
            ("dimensions", {"input": "a", "dimensions": 385}),
            ("dimensions", {"input": "a", "dimensions": "8"}),
            ("dimensions", {"input": "a", "dimensions": 1.5}),
            ("input_type", {"input": "a", "input_type": "song"}),
            ("user", {"input": "a", "user": 1}),
        ]
        for field, body in wrong:
            error = self.embeddings(status=400, **body).json()["error"]
            self.assertEqual((error["param"], error["type"]), (field, "invalid_request_error"),
                             (body, error))
        self.embeddings(input="a", unknown={"deep": [1]}, encoding_format=None, dimensions=None)

    def test_bodies_that_are_no_json_are_refused(self):
        deep = b'{"input":' + b"[" * 10_000 + b"]" * 10_000 + b"}"
        for body in (b"", b"{", b"[]", b'"a"', b"null", b'{"input":NaN}', b'{"input":"\xff"}',
                     b'{"input":"\\ud800"}', b'{"input":"a"} x', b'{"input":"a\n"}', b"\x00" * 50,
                     deep, b'{"input":"' + b"a" * 100_000):
            answer = self.ask("POST", "/v1/embeddings", body, status=400)
            self.assertEqual(answer.json()["error"]["code"], "invalid_argument", body[:40])

    def test_a_long_list_comes_back_in_order(self):
        texts = [f"text {i % 700}" for i in range(2048)]
        data = self.embeddings(input=texts, encoding_format="base64").json()["data"]
        self.assertEqual([row["index"] for row in data], list(range(2048)))
        for i in (0, 1, 699, 700, 2047):
            self.assertEqual(data[i]["embedding"], data[i % 700]["embedding"])

    def test_ids_and_traces_come_back(self):
        trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        answer = self.ask("GET", "/livez", headers={"X-Request-Id": "mine-1", "traceparent": trace})
        self.assertEqual(answer.headers["x-request-id"], "mine-1")
        self.assertEqual(answer.headers["traceparent"][:36], trace[:36])
        self.assertIn("request id=mine-1 trace=0af7651916cd43dd8448eb211c80319c",
                      self.server.log())

    def test_the_log_has_no_texts(self):
        self.embeddings(input="a very secret text")
        self.assertNotIn("secret", self.server.log())


@needs_model
class TextEmbeddingsInference(Serving):
    def post(self, route, body, status=200):
        return self.ask("POST", route, body, status=status).json()

    def test_embed_gives_a_list_of_lists(self):
        one = self.post("/embed", {"inputs": "hello"})
        self.assertEqual((len(one), len(one[0])), (1, 384))
        two = self.post("/embed", {"inputs": ["hello", [7592]], "truncate": None})
        self.assertEqual(two, [one[0], one[0]])

    def test_long_texts_are_cut_unless_that_is_forbidden(self):
        text = "word " * 1000
        self.post("/embed", {"inputs": text})
        error = self.post("/embed", {"inputs": text, "truncate": False}, status=422)
        self.assertEqual(error["error_type"], "Validation")
        self.assertIn("256 tokens", error["error"])

    def test_rerank_puts_the_nearest_first(self):
        body = {"query": "capital of France", "texts": ["a stone", "Paris", "Berlin is in Germany"],
                "return_text": True}
        ranks = self.post("/rerank", body)
        self.assertEqual(sorted(row["index"] for row in ranks), [0, 1, 2])
        self.assertEqual(ranks[0]["text"], "Paris")
        scores = [row["score"] for row in ranks]
        self.assertEqual(scores, sorted(scores, reverse=True))
        raw = self.post("/rerank", {**body, "raw_scores": True})
        for a, b in zip(ranks, raw):
            self.assertAlmostEqual(a["score"], (1 + b["score"]) / 2)

    def test_similarity_is_the_cosine(self):
        inputs = {"source_sentence": "hello", "sentences": ["hello", "stone"]}
        same, other = self.post("/similarity", {"inputs": inputs})
        self.assertAlmostEqual(same, 1, places=5)
        a, b = self.post("/embed", {"inputs": ["hello", "stone"]})
        self.assertAlmostEqual(other, sum(x * y for x, y in zip(a, b)), places=5)

    def test_tokens_go_there_and_back(self):
        tokens = self.post("/tokenize", {"inputs": ["Hello, embeddings!"]})[0]
        self.assertEqual([(t["text"], t["special"]) for t in tokens[:2]],
                         [("[CLS]", True), ("hello", False)])
        ids = [token["id"] for token in tokens]
        self.assertEqual(self.post("/decode", {"ids": ids}), ["hello, embeddings!"])
        self.assertEqual(self.post("/decode", {"ids": [ids], "skip_special_tokens": False}),
                         ["[CLS] hello, embeddings! [SEP]"])
        bare = self.post("/tokenize", {"inputs": "Hello, embeddings!", "add_special_tokens": False})
        self.assertEqual([t["id"] for t in bare[0]], ids[1:-1])

    def test_every_wrong_field_is_refused(self):
        wrong = [
            ("/embed", {}), ("/embed", {"inputs": ""}), ("/embed", {"inputs": 1}),
            ("/embed", {"inputs": "a", "truncate": "yes"}),
            ("/embed", {"inputs": "a", "truncation_direction": "Left"}),
            ("/embed", {"inputs": "a", "normalize": False}),
            ("/embed", {"inputs": "a", "prompt_name": "none"}),
            ("/embed", {"inputs": "a", "dimensions": -1}),
            ("/rerank", {"query": "a"}), ("/rerank", {"texts": ["a"]}),
            ("/rerank", {"query": ["a", "b"], "texts": ["a"]}),
            ("/rerank", {"query": "a", "texts": []}), ("/rerank", {"query": "a", "texts": [1]}),
            ("/rerank", {"query": "a", "texts": ["a"], "raw_scores": 1}),
            ("/similarity", {}), ("/similarity", {"inputs": "a"}),
            ("/similarity", {"inputs": {"source_sentence": "a"}}),
            ("/similarity", {"inputs": {"source_sentence": "a", "sentences": [""]}}),
            ("/tokenize", {}), ("/tokenize", {"inputs": [[1]]}),
            ("/decode", {}), ("/decode", {"ids": []}), ("/decode", {"ids": ["a"]}),
            ("/decode", {"ids": [[1], 2]}), ("/decode", {"ids": [1 << 40]}),
            ("/decode", {"ids": [30522]}),
        ]
        for route, body in wrong:
            error = self.post(route, body, status=422)
            self.assertEqual(error["error_type"], "Validation", (route, body))

    def test_info_says_what_runs(self):
        info = self.ask("GET", "/info").json()
        self.assertEqual((info["model_id"], info["max_input_length"]), (MODEL, 256))
        self.assertEqual(self.ask("GET", "/health").body, b"")


@needs_model
class Watching(Serving):
    def test_health_and_the_manual_answer(self):
        for target in ("/livez", "/readyz", "/healthz", "/alerts", "/", "/openapi.json"):
            self.assertIsInstance(self.ask("GET", target).json(), dict)
        self.assertIn(b"<!doctype html>", self.ask("GET", "/docs").body)
        self.assertEqual(self.ask("HEAD", "/livez").body, b"")

    def test_metrics_count_requests_by_route(self):
        self.ask("POST", "/v1/embeddings", {"input": "a"})
        self.ask("GET", "/nowhere", status=404)
        text = self.ask("GET", "/metrics").body.decode()
        for line in ('cognate_http_requests_total{route="/v1/embeddings",method="POST",code="200"}',
                     'cognate_http_requests_total{route="other",method="OTHER",code="404"}',
                     "cognate_embedding_texts_total", "te_queue_size", "te_request_count"):
            self.assertIn("\n" + line, text)

    def test_unknown_paths_and_methods(self):
        self.assertEqual(self.ask("GET", "/v1/embeddings", status=405).headers["allow"], "POST")
        self.assertEqual(self.ask("POST", "/livez", b"", status=405).headers["allow"], "GET, HEAD")
        self.ask("PATCH", "/v1/models/x", status=405)
        self.ask("GET", "/v1/../../etc/passwd", status=404)
        self.ask("GET", "/%00", status=400)


@needs_model
class Hostile(Serving):
    def lives(self):
        self.ask("GET", "/livez")

    def test_requests_sent_ahead_are_answered_in_order(self):
        one = b"GET /v1/models/%d HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: n%d\r\n\r\n"
        data = self.server.raw(b"".join(one % (i, i) for i in range(200))
                               + b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        ids = [line for line in data.split(b"\r\n") if line.startswith(b"x-request-id: n")]
        self.assertEqual(ids, [b"x-request-id: n%d" % i for i in range(200)])

    def test_bytes_that_are_no_request_are_refused_and_the_connection_ends(self):
        for data, status in (
                (b"hello\r\n\r\n", 400), (b"\x16\x03\x01\x02\x00\r\n\r\n", 400),
                (b"GET / HTTP/1.1\r\n\r\n", 400),
                (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
                (b"POST /embed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n"
                 b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n", 400),
                (b"GET / HTTP/1.1\r\nHost: localhost\r\nA: " + b"x" * 9000 + b"\r\n\r\n", 431),
                (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"A: b\r\n" * 200 + b"\r\n", 431),
                (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"A: b\r\n" * 100_000, 431),
                (b"POST /embed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 104857600\r\n\r\n"
                 + b"[" * 1_000_000, 413),
                (b"POST /embed HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                 + b"FFFFFFFFFFFFFFFF\r\n", 413),
                (b"POST /embed HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                 + b"1;" + b"x" * 100_000 + b"\r\n", 400),
                (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"
                 b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 421)):
            answer = self.server.raw(data)
            self.assertEqual(status_of(answer), status, (data[:80], answer[:200]))
        self.lives()

    def test_names_that_a_page_could_fake_are_refused(self):
        for host, status in (("localhost", 200), ("127.0.0.1:1", 200), ("[::1]", 200),
                             ("localhost.evil.example", 421), ("evil.example:80", 421)):
            self.ask("GET", "/livez", headers={"Host": host}, status=status)

    def test_chunks_are_a_body_too(self):
        text = b'{"input":"date of birth"}'
        chunks = b"".join(b"1\r\n%c\r\n" % c for c in text) + b"0\r\n\r\n"
        head = (b"POST /v1/embeddings HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                b"Transfer-Encoding: chunked\r\n\r\n")
        self.assertEqual(status_of(self.server.raw(head + chunks, piece=7)), 200)

    def test_a_client_may_ask_before_it_sends_the_body(self):
        with self.server.socket() as stream:
            stream.sendall(b"POST /embed HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                           b"Content-Length: 14\r\nExpect: 100-continue\r\n\r\n")
            self.assertEqual(stream.recv(100), b"HTTP/1.1 100 Continue\r\n\r\n")
            stream.sendall(b'{"inputs":"a"}')
            self.assertEqual(status_of(read_all(stream)), 200)

    def test_half_a_body_and_a_lost_client_harm_nobody(self):
        for _ in range(20):
            with self.server.socket() as stream:
                stream.sendall(b"POST /embed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n"
                               b"\r\n{\"inputs\":")
            with self.server.socket() as stream:
                stream.sendall(b"POST /embed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 14\r\n"
                               b"\r\n{\"inputs\":\"b\"}")
        self.lives()

    def test_the_longest_body_is_read_and_no_longer_one(self):
        most = 32 << 20
        text = b'{"inputs":"a","x":"' + b"y" * (most - 21) + b'"}'
        self.assertEqual(len(text), most)
        self.ask("POST", "/embed", text)
        self.assertEqual(status_of(self.server.raw(
            b"POST /embed HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % (most + 1)
            + text)), 413)

    def test_many_idle_connections_leave_room_for_others(self):
        idle = [self.server.socket() for _ in range(400)]
        try:
            self.lives()
        finally:
            for stream in idle:
                stream.close()

    def test_a_unix_socket_answers_too(self):
        connection = http.client.HTTPConnection("localhost")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(self.server.path)
        self.assertEqual(ask(connection, "GET", "/readyz").status, 200)
        connection.close()


@needs_model
class Lives(Case):
    """Tests that have a server each."""

    def start(self, *arguments, **options):
        server = Server(*arguments, **options)
        self.addCleanup(server.close)
        return server

    def test_whoever_is_slow_is_told_and_cut_off(self):
        server = self.start().wait_until_ready()
        streams = [server.socket() for _ in range(20)]
        for stream in streams:
            stream.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        start = time.monotonic()
        while time.monotonic() - start < 9:
            for stream in streams:
                stream.sendall(b"a")
            self.assertEqual(server.ask("GET", "/livez").status, 200)
            time.sleep(0.5)
        for stream in streams:
            self.assertEqual(status_of(read_all(stream)), 408)
            stream.close()
        self.assertLess(time.monotonic() - start, 30)

    def test_every_request_that_was_accepted_is_answered_when_it_is_told_to_stop(self):
        server = self.start().wait_until_ready()
        counts = {"answered": 0, "refused": 0}
        lock = threading.Lock()
        lost = []
        stop = time.monotonic() + 20

        def client(number):
            i = 0
            while time.monotonic() < stop:
                connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
                try:
                    connection.connect()
                except ConnectionRefusedError:
                    with lock:
                        counts["refused"] += 1
                    return
                first = True
                try:
                    while time.monotonic() < stop:
                        i += 1
                        answer = ask(connection, "POST", "/embed", {"inputs": f"{number} {i}"})
                        assert answer.status == 200, answer.body
                        assert len(answer.json()[0]) == 384
                        with lock:
                            counts["answered"] += 1
                        first = False
                        if answer.headers.get("connection") == "close":
                            break
                except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                    # A connection that idled may end just when a request is on its way; every
                    # client tries such a one again. On a new connection nothing may be lost.
                    if first:
                        lost.append((number, i))
                finally:
                    connection.close()

        threads = [threading.Thread(target=client, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        time.sleep(1.5)
        code = server.stop()
        for thread in threads:
            thread.join()
        self.assertEqual(code, 0, server.log()[-2000:])
        self.assertEqual(lost, [])
        self.assertEqual(counts["refused"], 8, "each saw the end as a refused connection")
        self.assertGreater(counts["answered"], 50)
        self.assertIn("draining: ", server.log())

    def test_a_missing_model_ends_it(self):
        self.refuse_to_start(3, "nothing", "--model", str(self.folder / "nothing"))

    def refuse_to_start(self, code, message, *arguments, listen="127.0.0.1:0"):
        done = run("serve", "--listen", listen, "--keys-file", self.folder / "keys", *arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(message, done.stderr)

    def test_it_listens_beyond_this_machine_only_with_keys_and_tls(self):
        self.refuse_to_start(2, "neither keys nor TLS", listen="0.0.0.0:0")
        self.succeed("key", "create", "a", "--keys-file", self.folder / "keys")
        self.refuse_to_start(2, "there is no TLS", listen="0.0.0.0:0")
        self.refuse_to_start(2, "TLS needs both", "--tls-key", "x")
        server = self.start("--insecure", listen="0.0.0.0:0").wait_until_ready()
        self.assertEqual(server.ask("GET", "/livez").status, 200)

    def test_an_address_that_is_taken_is_an_error(self):
        server = self.start()
        self.refuse_to_start(8, "cannot listen", listen=f"127.0.0.1:{server.port}")
        self.refuse_to_start(8, "another server", listen=f"unix:{server.path}")
        self.refuse_to_start(2, "HOST:PORT", listen="nowhere")


@needs_model
class Keys(Case):
    def setUp(self):
        super().setUp()
        self.server = Server()
        self.addCleanup(self.server.close)
        self.server.wait_until_ready()

    def key(self, *arguments):
        return self.succeed("key", *arguments, "--keys-file", self.server.keys).stdout

    def status(self, method, target, key=None, body=None, header="Authorization"):
        value = f"Bearer {key}" if header == "Authorization" else key
        return self.server.ask(method, target, body, {header: value} if key else {}).status

    def wait_for_status(self, status, *question):
        end = time.monotonic() + 20
        while self.status(*question) != status and time.monotonic() < end:
            time.sleep(0.05)
        self.assertEqual(self.status(*question), status)

    def test_keys_open_what_their_role_says_and_are_taken_back(self):
        self.assertEqual(self.status("GET", "/metrics"), 200)
        keys = {role: self.key("create", role, "--role", role).strip()
                for role in ("reader", "writer", "admin", "metrics")}
        body = {"input": "a"}
        # The last key that was made is known: so are all.
        self.wait_for_status(403, "POST", "/v1/embeddings", keys["metrics"], body)
        self.assertEqual(self.status("GET", "/metrics"), 401)
        self.assertEqual(self.status("GET", "/livez"), 200)
        for role, embed, metrics in (("reader", 200, 403), ("writer", 200, 403),
                                     ("admin", 200, 200), ("metrics", 403, 200)):
            self.assertEqual(self.status("POST", "/v1/embeddings", keys[role], body), embed, role)
            self.assertEqual(self.status("GET", "/metrics", keys[role]), metrics, role)
            self.assertEqual(self.status("GET", "/metrics", keys[role], None, "X-Api-Key"), metrics)
        for wrong in ("sk-test", keys["admin"] + "0", keys["admin"][:-1], "x" * 77):
            self.assertEqual(self.status("POST", "/v1/embeddings", wrong, body), 401)
        rows = [line.split() for line in self.key("list").splitlines()]
        self.assertEqual(sorted(row[1] for row in rows), ["admin", "metrics", "reader", "writer"])
        for row in rows:
            self.key("revoke", row[0])
        self.wait_for_status(401, "POST", "/v1/embeddings", keys["admin"], body)
        self.assertNotIn(keys["admin"][13:], self.server.log())
        self.assertEqual(self.key("list"), "")

    def test_without_a_key_the_body_is_not_even_read(self):
        self.key("create", "a")
        self.wait_for_status(401, "GET", "/metrics")
        start = time.monotonic()
        with self.server.socket() as stream:
            stream.sendall(b"POST /embed HTTP/1.1\r\nHost: localhost\r\n"
                           b"Content-Length: 1000000\r\n\r\n")
            self.assertEqual(status_of(stream.recv(1000)), 401)
        self.assertLess(time.monotonic() - start, 8)


@needs_model
class Tls(Case):
    def certificate(self, name):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost",
                        "-keyout", self.folder / "key.pem", "-out", self.folder / "cert.pem"],
                       check=True, capture_output=True)

    def test_tls_answers_and_takes_a_new_certificate_at_sighup(self):
        import ssl  # pylint: disable=import-outside-toplevel
        self.certificate("first")
        server = Server("--tls-certificate", self.folder / "cert.pem", "--tls-key",
                        self.folder / "key.pem")
        self.addCleanup(server.close)
        server.wait_until_ready()

        def ask_with(certificate):
            context = ssl.create_default_context(cadata=certificate)
            connection = http.client.HTTPSConnection("localhost", server.port, timeout=60,
                                                     context=context)
            try:
                status = ask(connection, "POST", "/embed", {"inputs": ["a"] * 50}).status
                return status, connection.sock.version()
            finally:
                connection.close()

        first = (self.folder / "cert.pem").read_text()
        self.assertEqual(ask_with(first), (200, "TLSv1.3"))
        self.certificate("second")
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("were read again")
        self.assertEqual(ask_with((self.folder / "cert.pem").read_text())[0], 200)
        with self.assertRaises(ssl.SSLCertVerificationError):
            ask_with(first)
        (self.folder / "cert.pem").write_text("nonsense")
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("the certificate stays as it was")
        self.assertEqual(status_of(server.raw(b"GET / HTTP/1.1\r\n\r\n")), None, "plain on TLS")
        self.assertEqual(server.stop(), 0)


@needs_model
class Clients(Serving):
    """Programs of others, as their users get them."""

    def run_client(self, words, missing):
        if not os.path.exists(words[0]):
            self.skipTest(missing)
        done = subprocess.run([*words, f"http://127.0.0.1:{self.server.port}"], check=False,
                              capture_output=True, text=True, timeout=120, env=environment())
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_python_client_of_openai(self):
        home = os.environ.get("COGNATE_HOME") or os.path.join(
            os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "cognate")
        here = pathlib.Path(__file__).parent
        self.run_client([os.path.join(home, "clients-venv/bin/python"),
                         str(here / "clients/openai_client.py")],
                        "the client `openai` is not there; tools/test.sh fetches it")


if __name__ == "__main__":
    unittest.main()
