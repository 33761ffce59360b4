"""BSON values as their bytes: what is well formed, what MongoDB holds for equal, and documents made of given bytes."""
import decimal
import math
import struct
import typing

from bson_messages import ARRAY, BOOL, DOCUMENT, DOUBLE, INT32, INT64, STRING, decode_value
from replay_stream import FIXED, PREFIXED, elements

UNDEFINED, NULL, REGEX, SYMBOL, DECIMAL = 6, 10, 11, 14, 19
KINDS = FIXED.keys() | PREFIXED.keys() | {REGEX}
# The most bytes of a document, and the deepest nesting, as a server has them.
MOST_BYTES, DEEPEST = 16 << 20, 180
NOT_IMPLEMENTED = 238


class Refused(Exception):
    """What a command asks for that is not understood here, or that no server does: the whole command's error."""

    def __init__(self, text, code=NOT_IMPLEMENTED):
        super().__init__(text)
        self.code = code


class WriteFault(Exception):
    """Why one statement of a write cannot be carried out; `facts` are further fields of its error."""

    def __init__(self, code, text, facts=None):
        super().__init__(text)
        self.code, self.facts = code, facts or {}


class Value(typing.NamedTuple):
    """A value: its type and its bytes."""

    kind: int
    raw: bytes

    def plain(self):
        """As Python has it, for the types that commands hold."""
        return decode_value(self.kind, self.raw, 0)[0]


def fields(document):
    """The names, as bytes, and values of a document or an array, in its order."""
    return [(name, Value(kind, document[value:end])) for name, kind, _, value, end in elements(document)]


def values(array):
    return [value for _, value in fields(array)]


def first(document, name):
    """The value of a field; None where there is none."""
    for each, kind, _, value, end in elements(document):
        if each == name:
            return Value(kind, document[value:end])
    return None


def document_of(pairs):
    """A document of names and values."""
    body = b"".join([bytes([value.kind]) + name + b"\0" + value.raw for name, value in pairs])
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def array_of(members):
    return document_of([(b"%d" % number, value) for number, value in enumerate(members)])


def check(document, depth=0):
    """Throws Refused unless these bytes are one document with all that is in it."""
    try:
        last, size = 4, len(document)
        if size < 5 or struct.unpack_from("<i", document)[0] != size or document[-1] != 0 or depth > DEEPEST:
            raise ValueError
        for _, kind, _, value, end in elements(document):
            if kind not in KINDS or not value <= end < size:
                raise ValueError
            check_value(kind, document[value:end], depth)
            last = end
        if last != size - 1:
            raise ValueError
    except (ValueError, IndexError, struct.error):
        raise Refused("these bytes are no BSON", 22) from None


def check_value(kind, raw, depth):
    if kind in (DOCUMENT, ARRAY):
        check(raw, depth + 1)
    elif kind in (STRING, 13, SYMBOL) and (len(raw) < 5 or raw[-1] != 0):
        raise ValueError
    elif kind == BOOL and raw not in (b"\0", b"\1"):
        raise ValueError


def number(value):
    """What a number counts; NaN is equal to itself here, and -0 to 0."""
    kind, raw = value
    if kind == INT32:
        return struct.unpack("<i", raw)[0]
    if kind == INT64:
        return struct.unpack("<q", raw)[0]
    counted = struct.unpack("<d", raw)[0] if kind == DOUBLE else decimal_of(raw)
    return "NaN" if math.isnan(counted) else counted


def decimal_of(raw):
    """A Decimal128, exactly."""
    low, high = struct.unpack("<QQ", raw)
    sign = high >> 63
    if high >> 58 & 31 == 31:
        return decimal.Decimal("NaN")
    if high >> 58 & 31 == 30:
        return decimal.Decimal("-Infinity" if sign else "Infinity")
    if high >> 61 & 3 == 3:  # Coefficients of this form are too large, and count as 0.
        return decimal.Decimal(0)
    coefficient = (high & (1 << 49) - 1) << 64 | low
    digits = str(coefficient if coefficient < 10 ** 34 else 0)
    return decimal.Decimal((sign, tuple(map(int, digits)), (high >> 49 & 0x3fff) - 6176))


def comparable(value, collation):
    """The same for two values, and of the same hash, exactly where MongoDB compares them as equal."""
    kind, raw = value
    if kind in (INT32, INT64, DOUBLE, DECIMAL):
        return "number", number(value)
    if kind in (STRING, SYMBOL):
        return "text", collation.fold(raw[4:-1])
    if kind in (DOCUMENT, ARRAY):
        # The order of fields counts, their names are compared as they are.
        return kind, tuple((name, comparable(each, collation)) for name, each in fields(raw))
    return kind, raw


class Simple:
    """Texts compare byte by byte."""

    def fold(self, text):
        return text


class IgnoringCase:
    """English at strength 2, as far as that is sure without its tables: of printable ASCII."""

    def fold(self, text):
        if not all(0x20 <= byte < 0x7f for byte in text):
            raise Refused("a collation that ignores case compares nothing but printable ASCII here")
        return text.lower()


SIMPLE, IGNORING_CASE = Simple(), IgnoringCase()


def collation_of(value, default):
    """The collation that an operation names; the default where it names none."""
    if value is None:
        return default
    asked = value.plain()
    if asked == {"locale": "simple"}:
        return SIMPLE
    if asked == {"locale": "en", "strength": 2}:
        return IGNORING_CASE
    raise Refused(f"the collation {asked} is not understood here")
