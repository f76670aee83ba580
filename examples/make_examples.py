#!/usr/bin/env python3
"""Writes the three example pairs beside this file: orders, fleet (64 columns a side), staff (hard).

Each folder gets source.csv, target.csv and truth.csv (header source,target). All rows are invented;
the two sides of a pair show different rows. Equal runs write equal bytes: the only randomness is
random.random() of a fixed seed, which Python keeps stable. Usage: make_examples.py [--check]
"""

import csv
import io
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).parent


class Dice:
    """Draws values; one for each table, so that tables do not move each other."""

    def __init__(self, seed):
        self.random = random.Random(seed).random
        self.drawn = None  # what `one` gave last

    def number(self, low, high):
        return low + int(self.random() * (high - low + 1))

    def decimal(self, low, high, places=2):
        return f"{low + self.random() * (high - low):.{places}f}"

    def one(self, values):
        self.drawn = values[int(self.random() * len(values))]
        return self.drawn

    def day(self, first=2015, last=2025):
        return self.number(first, last), self.number(1, 12), self.number(1, 28)

    def digits(self, count):
        return "".join(str(self.number(0, 9)) for _ in range(count))


def iso(day):
    return "{:04d}-{:02d}-{:02d}".format(*day)


def german(day):
    return "{2:02d}.{1:02d}.{0:04d}".format(*day)


def american(day):
    return "{1:02d}/{2:02d}/{0:04d}".format(*day)


FIRST = ["Anna", "Ben", "Clara", "David", "Elif", "Felix", "Greta", "Hassan", "Ida", "Jonas",
         "Katja", "Luis", "Mara", "Nils", "Olga", "Paul", "Rosa", "Sven", "Tara", "Viktor"]
LAST = ["Arslan", "Berger", "Costa", "Dietrich", "Evans", "Fischer", "Garcia", "Hansen", "Ito",
        "Jansen", "Kowalski", "Lindner", "Moreau", "Novak", "Okafor", "Peters", "Rossi", "Schmidt"]
CITY = [("Hamburg", "Germany", "DE"), ("Lyon", "France", "FR"), ("Porto", "Portugal", "PT"),
        ("Graz", "Austria", "AT"), ("Leeds", "United Kingdom", "GB"), ("Turin", "Italy", "IT"),
        ("Gdansk", "Poland", "PL"), ("Malmo", "Sweden", "SE"), ("Ghent", "Belgium", "BE")]
PRODUCT = ["desk lamp", "oak shelf", "garden chair", "wool blanket", "coffee grinder", "wall clock",
           "bread knife", "floor mat", "tea pot", "picture frame", "waste bin", "folding table"]
STREET = ["Mill Lane", "Station Road", "Park Avenue", "Harbour Street", "Church Hill"]
STRASSE = ["Lindenweg", "Bahnhofstr.", "Am Markt", "Gartenstr.", "Schulweg", "Hauptstr."]
BRAND = {"Volkswagen": "Caddy", "Ford": "Transit", "Renault": "Kangoo", "Fiat": "Ducato",
         "Mercedes-Benz": "Sprinter", "Toyota": "Proace", "Peugeot": "Expert"}


def person(dice):
    return dice.one(FIRST), dice.one(LAST)


def mail(first, last, host):
    return f"{first}.{last}@{host}".lower()


# --- orders: a shop's export onto a warehouse's intake -------------------------------------------

ORDERS = [  # source, target: an empty name stands for "no partner"
    ("order_id", "purchase_number"), ("customer_name", "buyer"), ("email", "e_mail_address"),
    ("phone", "telephone"), ("order_date", "purchased_on"), ("ship_street", "delivery_address"),
    ("ship_city", "town"), ("ship_country", "destination_country"), ("product", "article"),
    ("quantity", "units"), ("total_price", "amount"), ("currency", "currency_code"),
    ("gift_wrap", ""), ("newsletter", ""), ("", "shelf"), ("", "picked_by"),
]


def order(dice, shop):
    first, last = person(dice)
    city, country, code = dice.one(CITY)
    day = dice.day(2023)
    return [
        f"SO-{dice.digits(6)}" if shop else dice.number(10_000, 99_999),
        f"{first} {last}" if shop else f"{last}, {first}",
        mail(first, last, dice.one(["example.com", "example.org"])),
        f"+49 40 {dice.digits(7)}" if shop else f"040-{dice.digits(6)}",
        iso(day) if shop else american(day),
        f"{dice.number(1, 120)} {dice.one(STREET)}", city, country if shop else code,
        dice.one(PRODUCT), dice.number(1, 12), dice.decimal(5, 400),
        dice.one(["EUR", "EUR", "EUR", "GBP", "SEK", "PLN"]),
        dice.one(["yes", "no"]), dice.one(["true", "false"]),
        f"{dice.one('ABCDEF')}{dice.number(1, 40)}", dice.one(FIRST),
    ]


# --- fleet: 64 columns of a leasing company's register onto 64 of an insurer's --------------------

PARTS = [("front left", "fl"), ("front right", "fr"), ("rear left", "rl"), ("rear right", "rr")]


def plain(make):
    return lambda dice, source: make(dice)


def dated(first, last):
    return lambda dice, source: (iso if source else german)(dice.day(first, last))


def coded(pairs):
    return lambda dice, source: dice.one(pairs)[0 if source else 1]


def vehicle_columns():
    """What the vehicle is: rows (source name, target name, value(dice, source side))."""
    rows = [
        ("vehicle_identification_number", "chassis_no",
         plain(lambda d: "WVZ" + d.digits(14))),
        ("license_plate", "registration_mark",
         plain(lambda d: f"HH-{d.one('ABCDEK')}{d.one('LMNPQR')} {d.digits(3)}")),
        ("manufacturer", "make", plain(lambda d: d.one(list(BRAND)))),
        ("model_name", "model", plain(lambda d: BRAND[d.drawn])),
        ("model_year", "year_of_manufacture", plain(lambda d: d.number(2012, 2025))),
        ("body_style", "body_type", plain(lambda d: d.one(["van", "estate", "pickup", "minibus"]))),
        ("exterior_color", "paint", plain(lambda d: d.one(["white", "grey", "blue", "red"]))),
        ("fuel_type", "propulsion", coded([("diesel", "D"), ("petrol", "P"), ("electric", "E")])),
        ("transmission", "gearbox", coded([("manual", "MAN"), ("automatic", "AUT")])),
        ("engine_displacement_cc", "cubic_capacity", plain(lambda d: d.number(9, 30) * 100)),
        ("engine_power_kw", "power_kw", plain(lambda d: d.number(50, 150))),
        ("number_of_seats", "seats", plain(lambda d: d.number(2, 9))),
        ("number_of_doors", "door_count", plain(lambda d: d.number(3, 5))),
        ("curb_weight_kg", "empty_weight", plain(lambda d: d.number(1200, 2600))),
        ("gross_weight_kg", "max_permitted_weight", plain(lambda d: d.number(2700, 3500))),
        ("payload_kg", "loading_capacity", plain(lambda d: d.number(400, 1400))),
        ("length_mm", "overall_length", plain(lambda d: d.number(4200, 6900))),
        ("width_mm", "overall_width", plain(lambda d: d.number(1700, 2200))),
        ("height_mm", "overall_height", plain(lambda d: d.number(1500, 2800))),
        ("wheelbase_mm", "axle_distance", plain(lambda d: d.number(2600, 4300))),
        ("fuel_tank_liters", "tank_volume", plain(lambda d: d.number(45, 100))),
        ("battery_capacity_kwh", "traction_battery_kwh", plain(lambda d: d.decimal(30, 90, 1))),
        ("co2_emissions_g_km", "carbon_dioxide", plain(lambda d: d.number(0, 240))),
        ("emission_class", "pollutant_standard", plain(lambda d: f"Euro {d.number(4, 6)}")),
    ]
    for long_name, short in PARTS:
        rows.append((f"tire_pressure_{long_name.replace(' ', '_')}", f"tyre_bar_{short}",
                     plain(lambda d: d.decimal(2.1, 4.2, 1))))
        rows.append((f"tread_depth_{long_name.replace(' ', '_')}", f"profile_mm_{short}",
                     plain(lambda d: d.decimal(1.6, 8.5, 1))))
    return rows


def contract_columns():
    """Who uses it, on what terms."""
    return [
        ("odometer_km", "mileage", plain(lambda d: d.number(100, 290_000))),
        ("odometer_read_at", "mileage_date", dated(2024, 2025)),
        ("first_registration", "date_of_first_admission", dated(2012, 2024)),
        ("purchase_date", "acquired", dated(2012, 2024)),
        ("purchase_price", "list_price", plain(lambda d: d.decimal(14_000, 62_000))),
        ("residual_value", "current_value", plain(lambda d: d.decimal(2_000, 30_000))),
        ("lease_start", "contract_begin", dated(2019, 2023)),
        ("lease_end", "contract_expiry", dated(2024, 2028)),
        ("monthly_rate", "instalment", plain(lambda d: d.decimal(180, 900))),
        ("annual_mileage_limit", "agreed_km_per_year", plain(lambda d: d.number(10, 40) * 1000)),
        ("insurance_policy_number", "policy_no", plain(lambda d: f"KH{d.digits(8)}")),
        ("deductible", "excess_amount", plain(lambda d: d.one([150, 300, 500, 1000]))),
        ("no_claims_class", "bonus_class", plain(lambda d: f"SF{d.number(0, 35)}")),
        ("last_inspection", "inspected_on", dated(2022, 2024)),
        ("next_inspection_due", "inspection_deadline", dated(2025, 2027)),
        ("last_oil_change", "oil_changed", dated(2023, 2025)),
        ("open_recalls", "pending_recalls", plain(lambda d: d.number(0, 3))),
        ("accident_count", "claims", plain(lambda d: d.number(0, 4))),
        ("driver_name", "main_user", plain(lambda d: " ".join(person(d)))),
        ("driver_email", "user_mail", plain(lambda d: mail(*person(d), "example.net"))),
        ("driver_license_class", "permit_category", plain(lambda d: d.one(["B", "BE", "C1"]))),
        ("home_depot", "garage_town", plain(lambda d: d.one(CITY)[0])),
        ("cost_center", "accounting_unit", plain(lambda d: f"CC{d.digits(4)}")),
        ("latitude", "geo_lat", plain(lambda d: d.decimal(47, 55, 5))),
        ("longitude", "geo_lon", plain(lambda d: d.decimal(6, 15, 5))),
        ("winter_tires_fitted", "on_winter_tyres", coded([("true", "Y"), ("false", "N")])),
        ("telematics_device_id", "", plain(lambda d: "TD" + d.digits(9))),
        ("fuel_card_number", "", plain(lambda d: d.digits(16))),
        ("parking_permit_zone", "", plain(lambda d: d.one("ABCD"))),
        ("toll_box_serial", "", plain(lambda d: "TB" + d.digits(7))),
        ("radio_code", "", plain(lambda d: d.digits(4))),
        ("spare_keys", "", plain(lambda d: d.number(1, 3))),
        ("", "underwriter", plain(lambda d: " ".join(person(d)))),
        ("", "risk_zone", plain(lambda d: d.number(1, 12))),
        ("", "broker_commission_pct", plain(lambda d: d.decimal(2, 12, 1))),
        ("", "tariff_generation", plain(lambda d: f"T{d.number(2018, 2025)}")),
        ("", "reinsurance_treaty", plain(lambda d: f"RT-{d.digits(3)}")),
        ("", "sanction_check", plain(lambda d: d.one(["passed", "open"]))),
    ]


# --- staff: a German payroll extract, abbreviated and coded, onto an English personnel table ------

STAFF = [
    ("PERSNR", "employee_number"), ("NNAM", "last_name"), ("VNAM", "first_name"),
    ("GEBDAT", "date_of_birth"), ("GESCHL", "gender"), ("FAMST", "marital_status"),
    ("STR_HNR", "street"), ("PLZ", "postal_code"), ("ORT", "city"), ("EINTR_DAT", "hired_on"),
    ("AUSTR_DAT", "left_on"), ("ABT", "department"), ("KST", "cost_centre"),
    ("GEHALT_MTL", "monthly_salary"), ("WAEHR", "currency"), ("WAZ_STD", "weekly_hours"),
    ("URL_TG", "vacation_days"), ("TEL_DST", "work_phone"), ("EMAIL_DST", "work_email"),
    ("STKL", "tax_class"), ("BANK_IBAN", "bank_account"), ("KONF", ""), ("LOHNKZ", ""),
    ("", "manager"), ("", "badge_id"),
]
GENDER = [("w", "female"), ("m", "male"), ("d", "diverse")]
MARITAL = [("LD", "single"), ("VH", "married"), ("GS", "divorced"), ("VW", "widowed")]
DEPARTMENT = [("Vertrieb", "Sales"), ("Einkauf", "Purchasing"), ("Buchh.", "Accounting"),
              ("Lager", "Warehouse"), ("Entw.", "Engineering"), ("Personal", "Human Resources")]


def employee(dice, payroll):
    side = 0 if payroll else 1
    first, last = person(dice)
    date = german if payroll else iso
    salary = dice.decimal(2400, 7200)
    street = f"{dice.one(STRASSE)} {dice.number(1, 90)}" if payroll else \
        f"{dice.number(1, 90)} {dice.one(STREET)}"
    left = date(dice.day(2020, 2025)) if dice.number(1, 5) == 1 else ""
    return [
        dice.digits(8) if payroll else f"E{dice.digits(5)}", last, first,
        date(dice.day(1960, 2003)), dice.one(GENDER)[side], dice.one(MARITAL)[side], street,
        dice.digits(5), dice.one(CITY)[0], date(dice.day(2001, 2024)), left,
        dice.one(DEPARTMENT)[side], dice.number(1000, 9999),
        salary.replace(".", ",") if payroll else salary, "EUR",
        dice.one(["38,5", "40", "35", "20"] if payroll else ["38.5", "40", "35", "20"]),
        dice.number(24, 32), f"0{dice.digits(3)}/{dice.digits(6)}",
        mail(first, last, "example.com"), dice.number(1, 6), f"DE{dice.digits(20)}",
        dice.one(["ev", "rk", "--"]), f"L{dice.number(1, 9)}",
        " ".join(person(dice)), f"B-{dice.digits(4)}",
    ]


# --- writing --------------------------------------------------------------------------------------

def table(names, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return text.getvalue()


def pair(pairs, make_row, seed, rows):
    """The three files of a pair: name -> text. make_row gives a value for every row of `pairs`."""
    files = {}
    for side, name in enumerate(("source", "target")):
        dice = Dice(seed + side)
        kept = [n for n, names in enumerate(pairs) if names[side]]
        if side == 1:  # the target has an order of its own
            kept.sort(key=lambda n: (n * 7 + 3) % len(pairs))
        made = [make_row(dice, side == 0) for _ in range(rows)]
        files[f"{name}.csv"] = table([pairs[n][side] for n in kept],
                                     [[row[n] for n in kept] for row in made])
    files["truth.csv"] = table(("source", "target"), [names for names in pairs if all(names)])
    return files


def examples():
    fleet = vehicle_columns() + contract_columns()
    yield "orders", pair(ORDERS, order, 11, 60)
    yield "fleet", pair([row[:2] for row in fleet],
                        lambda dice, source: [row[2](dice, source) for row in fleet], 22, 50)
    yield "staff", pair(STAFF, employee, 33, 60)


def main():
    check = sys.argv[1:] == ["--check"]
    wrong = []
    for name, files in examples():
        for file, text in files.items():
            path = HERE / name / file
            if not check:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
            elif not path.is_file() or path.read_bytes() != text.encode():
                wrong.append(f"{path.relative_to(HERE)} is not what make_examples.py writes")
    print("\n".join(wrong) or ("examples are as made" if check else "examples written"))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
