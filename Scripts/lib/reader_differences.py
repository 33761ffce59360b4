"""Where our reader of Extended JSON and PyMongo's may differ: one takes a text that the other refuses.

Each entry has its argument and a condition on the text, independent of both readers; a difference that
no entry has is a fault. No entry allows two values for one text.
"""
import json
import re

NUMBERS = {
    "$numberInt": r"-?[0-9]+",
    "$numberLong": r"-?[0-9]+",
    "$numberDouble": r"NaN|-?Infinity|[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?",
    "$numberDecimal": r"(?i:[+-]?(inf|infinity|nan)|[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?)",
}
ALONE = {
    "$oid", "$date", "$uuid", "$regularExpression", "$symbol", "$timestamp", "$minKey", "$maxKey",
    "$undefined", "$dbPointer", *NUMBERS,
}
WRAPPERS = ALONE | {"$binary", "$regex", "$code"}
DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,3}0*)?"
    r"(Z|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)", re.ASCII)
BASE64 = re.compile(r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Text:
    """A text as plain JSON, with what PyMongo's hooks would hide."""

    def __init__(self, data):
        self.objects, self.words, self.integers, self.decimals = [], [], [], []
        self.strings = []
        try:
            self.root = json.loads(
                data.decode(errors="surrogateescape"), object_pairs_hook=self.hook,
                parse_constant=self.words.append, parse_int=self.integer, parse_float=self.decimal)
        except (ValueError, RecursionError):
            self.root = None

    def hook(self, pairs):
        self.objects.append(pairs)
        self.strings += [name for name, _ in pairs]
        for _, value in pairs:
            self.note(value)
        return Pairs(pairs)

    def note(self, value):
        """Keeps the strings of a value; those of objects within it are kept already."""
        if isinstance(value, str):
            self.strings.append(value)
        elif isinstance(value, list) and not isinstance(value, Pairs):
            for element in value:
                self.note(element)

    def integer(self, digits):
        self.integers.append(digits)
        return Number(digits)

    def decimal(self, digits):
        self.decimals.append(digits)
        return Number(digits)

    def wrapped(self, *names):
        """The values of members with these names, each with its object's pairs."""
        return [(n, v, p) for p in self.objects for n, v in p if not names or n in names]


class Pairs(list):
    """An object."""


class Number(str):
    """A literal."""


def is_text(value):
    return isinstance(value, str) and not isinstance(value, Number)


def beyond_64_bits(text):
    return any(not -(1 << 63) <= int(digits[:400]) < 1 << 63 for digits in text.integers)


def far_number(text):
    far = [d for d in text.decimals if abs(float(d)) == float("inf")]
    for name, value, _ in text.wrapped("$numberInt", "$numberDouble"):
        if is_text(value) and re.fullmatch(NUMBERS[name], value):
            if name == "$numberInt":
                far += [value] if not -(1 << 31) <= int(value) < 1 << 31 else []
            elif "I" not in value and abs(float(value)) == float("inf"):
                far.append(value)
    return bool(far)


def loose_number(text):
    return any(
        not is_text(value) or not re.fullmatch(NUMBERS[name], value)
        for name, value, _ in text.wrapped(*NUMBERS))


def loose_date(text):
    for _, value, _ in text.wrapped("$date"):
        wide = isinstance(value, Pairs) and [name for name, _ in value] == ["$numberLong"]
        if not wide and not (is_text(value) and DATE.fullmatch(value)):
            return True
    return False


def loose_binary(text):
    for name, value, pairs in text.wrapped("$binary", "$uuid"):
        if name == "$uuid":
            if is_text(value) and not UUID.fullmatch(value):
                return True
            continue
        inner = dict(value) if isinstance(value, Pairs) else {}
        outer = dict(pairs)
        for data in (value, inner.get("base64")):
            if is_text(data) and not BASE64.fullmatch(data):
                return True
        for kind in (outer.get("$type"), inner.get("subType")):
            if kind is not None and not (
                is_text(kind) and re.fullmatch("[0-9a-fA-F]{1,2}|[fF]{6}[0-9a-fA-F]{2}", kind)
            ):
                return True
    return False


def loose_regex(text):
    for name, value, pairs in text.wrapped("$regularExpression", "$regex"):
        inner = dict(value) if isinstance(value, Pairs) else dict(pairs)
        options = inner.get("options", inner.get("$options", ""))
        if not is_text(options) or set(options) - set("ilmsux") or len(set(options)) != len(options):
            return True
        if "pattern" in inner and not is_text(inner["pattern"]):
            return True
    return False


def beside(text):
    for pairs in text.objects:
        names = [name for name, _ in pairs]
        if set(names) & ALONE and len(names) > 1:
            return True
        for name, allowed in [
            ("$binary", {"$binary", "$type"}), ("$regex", {"$regex", "$options"}),
            ("$code", {"$code", "$scope"}),
        ]:
            if name in names and (set(names) - allowed or len(set(names)) != len(names)):
                return True
        inner = [v for n, v in pairs if n in {"$timestamp", "$binary", "$regularExpression", "$dbPointer"}]
        if any(isinstance(v, Pairs) and len(v) != 2 for v in inner):
            return True
    return False


def loose_type(text):
    for name, value, pairs in text.wrapped("$oid", "$symbol", "$undefined", "$code", "$timestamp", "$minKey", "$maxKey"):
        if name in {"$oid", "$symbol", "$code"} and not is_text(value):
            return True
        if name == "$undefined" and value is not True:
            return True
        if name == "$code" and not isinstance(dict(pairs).get("$scope", Pairs()), Pairs):
            return True
        if name == "$timestamp" and isinstance(value, Pairs):
            if any(not isinstance(v, Number) or not re.fullmatch("-?[0-9]+", v) for _, v in value):
                return True
        if name in {"$minKey", "$maxKey"} and isinstance(value, Pairs):
            return True
    return False


def wrapper_within(text):
    """A wrapper in a part of another, as {"$uuid": {"$symbol": "…"}}."""
    for pairs in text.objects:
        if not WRAPPERS & {name for name, _ in pairs}:
            continue
        for _, value in pairs:
            parts = [value] + ([v for _, v in value] if isinstance(value, Pairs) else [])
            if any(isinstance(p, Pairs) and WRAPPERS & {name for name, _ in p} for p in parts):
                return True
    return False


def half_pair(text):
    return any("\ud800" <= c <= "\udfff" for s in text.strings for c in s)


def reference(text):
    return any(name == "$ref" for name, _, _ in text.wrapped())


def date_at_the_edge(text):
    return any(
        is_text(v) and v[:4] in {"0001", "9999"} for _, v, _ in text.wrapped("$date"))


def value_as_root(text):
    return isinstance(text.root, Pairs) and bool(WRAPPERS & {name for name, _ in text.root})


# (condition, argument): PyMongo takes the text and we refuse it.
WE_REFUSE = [
    (lambda t: bool(t.words), "NaN, Infinity and -Infinity are no JSON, but Python's"),
    (far_number, "a number that its type does not have: PyMongo makes Infinity of 1e400 and an int64 of a"
     " $numberInt of three thousand millions; a value would change on its way"),
    (loose_number, "what int(), float() and Decimal() take beyond the specification: blanks, underscores,"
     " digits of other scripts, 'infinity', sNaN; and numbers that are no text, which the corpus refuses"),
    (loose_date, "what strptime takes beyond RFC 3339 (months of one digit, no time zone, microseconds"
     " that are cut off), and numbers, which the corpus refuses"),
    (loose_binary, "b64decode drops bytes that are not base64, and int(…, 16) and UUID() take blanks, signs"
     " and braces: what is stored would be a guess"),
    (loose_regex, "PyMongo drops options that there are not"),
    (beside, "PyMongo drops what stands beside the value: nothing is dropped here"),
    (loose_type, "a value of another type than the wrapper's, which PyMongo converts, takes for null or"
     " (an ObjectId) makes up"),
    (wrapper_within, "a symbol or code in the place of a text: PyMongo makes a str of either first"),
]
# (condition, argument): we take the text and PyMongo refuses it.
THEY_REFUSE = [
    (beyond_64_bits, "an integer literal beyond 64 bits is a double, as every JavaScript program reads it"),
    (half_pair, "half of a surrogate pair, and a byte that is not UTF-8, is passed on as it is: the record"
     " is rejected with the field where the text is used, as one of a dump is"),
    (reference, "a document with $ref and $id stays one: PyMongo makes a DBRef, which cannot be a root or a"
     " scope, nor have members named as its own parameters"),
    (date_at_the_edge, "Python has no time before year 1 or after 9999 in UTC"),
    (loose_type, "$minKey and $timestamp hold an integer of either width"),
    (value_as_root, "a query operator as a record's own member"),
]


def argument(data, we_refuse):
    """Why the readers may differ on the text; None when they may not."""
    text = Text(data)
    for condition, reason in WE_REFUSE if we_refuse else THEY_REFUSE:
        if condition(text):
            return reason
    return None
