"""What stands in the columns of concepts.py.

A kind gives plain values and ways to write them. Plain values are drawn once for a case, so that
both tables may hold the same ones, each written in its own way.
"""

import pathlib
import random
import re
import string
import uuid


def _choices():
    """{name: values} of choices.txt."""
    text = pathlib.Path(__file__).with_name("choices.txt").read_text()
    rows = re.sub(r"\n  +", " ", text).splitlines()
    named = [row.split(": ", 1) for row in rows if row and not row.startswith("#")]
    return {name: [v.strip() for v in values.split(",")] for name, values in named}


CHOICES = _choices()

# The same values as different systems write them.
CODED = {
    "gender": [
        "male female".split(),
        "M F".split(),
        "1 2".split(),
        "Male Female".split(),
        "man woman".split(),
    ],
    "marital": [
        "single,married,divorced,widowed".split(","),
        "S,M,D,W".split(","),
        "never married,married,divorced,widow".split(","),
    ],
    "education": [
        "primary,secondary,bachelor,master,doctorate".split(","),
        "1,2,3,4,5".split(","),
        "elementary school,high school,college,graduate,PhD".split(","),
    ],
    "smoking": [
        "never,former,current".split(","),
        "non-smoker,ex-smoker,smoker".split(","),
        "0,1,2".split(","),
    ],
    "stage": [
        "I,II,III,IV".split(","),
        "Stage I,Stage II,Stage III,Stage IV".split(","),
        "1,2,3,4".split(","),
    ],
    "vital": [
        "alive,dead".split(","),
        "0,1".split(","),
        "Alive,Deceased".split(","),
        "living,deceased".split(","),
    ],
    "fuel": [
        "petrol,diesel,electric,hybrid".split(","),
        "P,D,E,H".split(","),
        "gasoline,diesel,battery,hybrid".split(","),
    ],
    "active": [
        "active,inactive,blocked".split(","),
        "A,I,B".split(","),
        "open,closed,locked".split(","),
    ],
}
MAIL = ["example.com", "example.org", "mail.test"]
FLAGS = [("yes", "no"), ("Y", "N"), ("true", "false"), ("1", "0"), ("T", "F"), ("x", "")]
PRODUCT = "red,blue,small,large,wooden,steel,soft,heavy".split(
    ","
), "chair,lamp,knife,clock,bottle,shirt,ball,table,grinder,bag".split(",")
TITLE = "the,a,my,last,first,dark,silent,golden,lost".split(
    ","
), "river,night,king,garden,winter,machine,letter,road,city,sea".split(",")
FIRM = "Alpha,Nordic,Delta,Green,Union,Prime,Blue,Atlas,Vega".split(
    ","
), "Systems,Foods,Energy,Motors,Media,Bank,Labs,Trading".split(",")
FIRM_ENDS = "Ltd,GmbH,Inc,SA,AG".split(",")
SENTENCE = (
    "please call before noon,delivered to neighbour,no remarks,see attached file,"
    "customer asked for refund,checked twice,"
    "values look wrong,waiting for parts,second visit needed,all fine".split(",")
)


def _pattern(rng, pattern):
    return "".join(
        (
            rng.choice(string.digits)
            if c == "#"
            else rng.choice(string.ascii_uppercase) if c == "L" else c
        )
        for c in pattern
    )


def _range(argument):
    low, high = argument.split()
    return float(low), float(high)


def _luhn(digits):
    total = sum(
        sum(divmod(int(d) * (2 if i % 2 == 0 else 1), 10)) for i, d in enumerate(reversed(digits))
    )
    return digits + str(-total % 10)


def _ean(rng):
    digits = "".join(rng.choice(string.digits) for _ in range(12))
    return digits + str(-sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10)


def _iban(rng):
    bban = "".join(rng.choice(string.digits) for _ in range(18))
    return f"DE{98 - int(bban + '131400') % 97:02d}{bban}"


def _email(rng):
    name = f"{rng.choice(CHOICES['first'])}.{rng.choice(CHOICES['last'])}"
    return f"{name}@{rng.choice(MAIL)}".lower()


def _url(rng):
    return f"{rng.choice(FIRM[0])}-{rng.choice(FIRM[1])}.example.com/{rng.randrange(999)}".lower()


def plain(kind, argument, rng, skew):
    """One plain value. `skew` is the case's own draw, 0 to 1, which moves numbers a little."""
    if kind == "code":
        return _pattern(rng, argument)
    if kind == "integer":
        low, high = _range(argument)
        return int(low + (high - low) * rng.random() ** (1 + skew))
    if kind in ("decimal", "money", "percent"):
        low, high = _range(argument)
        return low + (high - low) * rng.random() ** (1 + skew)
    if kind == "date":
        return int(argument), rng.randrange(8), rng.randrange(1, 13), rng.randrange(1, 29), 0
    if kind == "timestamp":
        return (
            int(argument),
            rng.randrange(4),
            rng.randrange(1, 13),
            rng.randrange(1, 29),
            rng.randrange(86400),
        )
    if kind == "choice":
        values = CHOICES[argument]
        return values[int(len(values) * rng.random() ** (1 + skew))]
    if kind == "coded":
        return int(len(CODED[argument][0]) * rng.random() ** (1 + skew))
    if kind == "flag":
        return rng.random() < 0.3 + 0.4 * skew
    simple = {
        "ean": lambda: _ean(rng),
        "iban": lambda: _iban(rng),
        "card": lambda: _luhn("4" + "".join(rng.choice(string.digits) for _ in range(14))),
        "uuid": lambda: str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        "ip": lambda: ".".join(str(rng.randrange(1, 255)) for _ in range(4)),
        "person": lambda: (rng.choice(CHOICES["first"]), rng.choice(CHOICES["last"])),
        "email": lambda: _email(rng),
        "phone": lambda: (
            rng.choice(["20", "30", "40", "89", "212"]),
            rng.randrange(100000, 9999999),
        ),
        "street": lambda: (
            rng.randrange(1, 200),
            rng.choice("Mill,Church,Park,Station,Harbour,King,Garden".split(",")),
            rng.choice("Street,Lane,Avenue,Road".split(",")),
        ),
        "words": lambda: " ".join(
            rng.choice(part) for part in (PRODUCT if argument == "product" else TITLE)
        ),
        "sentence": lambda: rng.choice(SENTENCE),
        "company": lambda: f"{rng.choice(FIRM[0])} {rng.choice(FIRM[1])} {rng.choice(FIRM_ENDS)}",
        "url": lambda: _url(rng),
    }
    return simple[kind]()


def writer(kind, argument, rng):
    """One table's way to write the plain values of a kind."""
    case = rng.choice([str, str, str, str.upper, str.lower])
    if kind in ("decimal", "money"):
        digits = rng.choice([0, 1, 2, 2, 3])
        scale = rng.choice([1, 1, 1, 1, 1, 1000, 0.01]) if kind == "decimal" else 1
        comma = rng.random() < 0.12
        sign = rng.choice(["", "", "", "$", "€ "]) if kind == "money" else ""

        def number(x):
            text = f"{x * scale:.{digits}f}"
            return sign + (text.replace(".", ",") if comma else text)

        return number
    if kind == "percent":
        share, mark = rng.random() < 0.25, rng.choice(["", "", "%", " %"])
        return lambda x: f"{x / 100:.3f}" if share else f"{x:.1f}{mark}"
    if kind in ("date", "timestamp"):
        form = rng.choice(
            [
                "{y}-{m:02d}-{d:02d}",
                "{y}-{m:02d}-{d:02d}",
                "{d:02d}.{m:02d}.{y}",
                "{m}/{d}/{y}",
                "{d:02d}/{m:02d}/{y}",
                "{y}{m:02d}{d:02d}",
            ]
        )
        clock = (
            rng.choice([" {H:02d}:{M:02d}:{S:02d}", "T{H:02d}:{M:02d}:{S:02d}Z"])
            if kind == "timestamp"
            else ""
        )

        def date(x):
            year, more, month, day, second = x
            return (form + clock).format(
                y=year + more, m=month, d=day, H=second // 3600, M=second // 60 % 60, S=second % 60
            )

        return date
    if kind == "coded":
        words = rng.choice(CODED[argument])
        return lambda x: words[x]
    if kind == "flag":
        yes, no = rng.choice(FLAGS)
        return lambda x: yes if x else no
    if kind == "person":
        last_first = rng.random() < 0.3
        return lambda x: f"{x[1]}, {x[0]}" if last_first else f"{x[0]} {x[1]}"
    if kind == "phone":
        form = rng.choice(["+49 {} {}", "0{}-{}", "0{}/{}", "({}) {}", "00{}{}"])
        return lambda x: form.format(*x)
    if kind == "street":
        return (
            (lambda x: f"{x[0]} {x[1]} {x[2]}")
            if rng.random() < 0.6
            else (lambda x: f"{x[1]} {x[2][:2]}. {x[0]}")
        )
    if kind in ("choice", "words", "company"):
        return case
    if kind == "url":
        scheme = rng.choice(["https://", "http://www.", "www."])
        return lambda x: scheme + x
    return str
