"""What happens to names and values between two systems."""

import random
import re

KEYBOARD = {
    a: b
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890")
    for a, b in zip(row, row[1:] + row[-2])
}


def words_of(name):
    """The words of a name, in lower case."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    return [w for w in re.split(r"[^A-Za-z0-9]+", spaced.lower()) if w]


STYLES = [
    lambda w: "_".join(w),
    lambda w: "_".join(w),
    lambda w: " ".join(w),
    lambda w: "".join(x.capitalize() for x in w),
    lambda w: w[0] + "".join(x.capitalize() for x in w[1:]),
    lambda w: "_".join(w).upper(),
    lambda w: ".".join(w),
    lambda w: " ".join(x.capitalize() for x in w),
]


def heads(words, rng):
    """The first letters of each word, a number of its own for each."""
    return "".join(w[: rng.randrange(1, 5)].capitalize() for w in words)


def vowels_out(words, rng):
    short = re.sub("[aeiouy]", "", "".join(words))
    return short or words[0][0]


def acronym(words, rng):
    return "".join(w[0] for w in words) if len(words) > 1 else words[0][:4]


def some_short(words, rng):
    """Some words lose their vowels, some their ends; separators stay."""
    out = []
    for w in words:
        pick = rng.random()
        if len(w) > 4 and pick < 0.4:
            w = w[0] + re.sub("[aeiouy]", "", w[1:])
        elif len(w) > 5 and pick < 0.7:
            w = w[: rng.randrange(3, 5)]
        out.append(w)
    return "_".join(out)


def word_order(words, rng):
    words = list(words)
    if len(words) > 2 and rng.random() < 0.5:
        words.pop(rng.randrange(len(words)))
    rng.shuffle(words)
    return "_".join(words)


# Ways to rename a whole table: the column-wise shortening, and how many of the columns it meets.
RENAMINGS = {
    "same": (None, 0),
    "heads": (heads, 1),
    "vowels": (vowels_out, 1),
    "short": (some_short, 0.8),
    "acronym": (acronym, 0.3),
    "order": (word_order, 0.6),
    "mixed": (None, 0.6),
}
MIXED = [heads, vowels_out, some_short, word_order]


def rename(names, how, rng, prefix):
    """New names, no two alike."""
    change, share = RENAMINGS[how]
    style = rng.choice(STYLES)
    out = []
    for name in names:
        words = words_of(name) or ["x"]
        if rng.random() < share:
            new = (change or rng.choice(MIXED))(words, rng)
        else:
            new = style(words) if rng.random() < 0.9 else name
        new = prefix + new
        while new in out:
            new += str(rng.randrange(2, 9))
        out.append(new)
    return out


def typo(text, rng):
    if len(text) < 3:
        return text
    i = rng.randrange(len(text))
    c = text[i]
    return rng.choice(
        [
            text[:i] + KEYBOARD.get(c.lower(), c) + text[i + 1 :],
            text[:i] + text[i + 1 :],
            text[:i] + c + text[i:],
        ]
    )


def number_noise(values, rng):
    """Other numbers of the same distribution."""
    numbers = [float(v) for v in values if v]
    if not numbers:
        return values
    spread = (max(numbers) - min(numbers)) or 1
    whole = all(n == int(n) for n in numbers)
    out = []
    for v in values:
        n = float(v) + rng.gauss(0, 0.1 * spread) if v else None
        out.append("" if n is None else str(int(n)) if whole else f"{n:.4g}")
    return out


def is_number(text):
    try:
        float(text)
        return True
    except ValueError:
        return False


def value_noise(cells, rng, strength):
    """The cells of a column with typing errors, or other numbers of the kind."""
    filled = [c for c in cells if c]
    if filled and all(is_number(c) for c in filled):
        return number_noise(cells, rng)
    return [typo(c, rng) if c and rng.random() < strength else c for c in cells]
