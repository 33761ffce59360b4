"""BSON as the JSON that tests write and read: Extended JSON, whose types all show.

A whole number is an int32, or an int64 where it does not fit; a number with a fraction is a double. A value of a type
that has no name here reads as {"$bson": [TYPE, BASE64]}, and is written so.
"""
import base64
import json
import struct

from bson_messages import ARRAY, BOOL, DOCUMENT, DOUBLE, INT32, INT64, STRING
from store_values import NULL, Value, array_of, document_of, fields, values

OBJECT_ID, DATE = 7, 9


def document(given):
    """The bytes of a document, from an object or its text; base64 of BSON is taken as it is."""
    if isinstance(given, str):
        return document(json.loads(given)) if given.startswith("{") else base64.b64decode(given)
    return document_of([(name.encode(), value(each)) for name, each in given.items()])


def value(given):
    if given is None:
        return Value(NULL, b"")
    if isinstance(given, bool):
        return Value(BOOL, bytes([given]))
    if isinstance(given, int):
        small = -2**31 <= given < 2**31
        return Value(INT32, struct.pack("<i", given)) if small else Value(INT64, struct.pack("<q", given))
    if isinstance(given, float):
        return Value(DOUBLE, struct.pack("<d", given))
    if isinstance(given, str):
        text = given.encode() + b"\0"
        return Value(STRING, struct.pack("<i", len(text)) + text)
    if isinstance(given, list):
        return Value(ARRAY, array_of([value(each) for each in given]))
    return wrapped(given) or Value(DOCUMENT, document(given))


def wrapped(given):
    """The value that a wrapper of Extended JSON stands for; None for a document."""
    name, inner = next(iter(given.items())) if len(given) == 1 else (None, None)
    if name == "$oid":
        return Value(OBJECT_ID, bytes.fromhex(inner))
    if name == "$numberInt":
        return Value(INT32, struct.pack("<i", int(inner)))
    if name == "$numberLong":
        return Value(INT64, struct.pack("<q", int(inner)))
    if name == "$numberDouble":
        return Value(DOUBLE, struct.pack("<d", float(inner)))
    if name == "$date":
        return Value(DATE, struct.pack("<q", int(inner["$numberLong"])))
    if name == "$bson":
        return Value(inner[0], base64.b64decode(inner[1]))
    return None


def text(data):
    """A document for a person to read, in its own order."""
    return json.dumps(shown(data), separators=(",", ":"), ensure_ascii=False)


def shown(data):
    return {name.decode(errors="replace"): shown_value(each) for name, each in fields(data)}


def shown_value(each):
    kind, raw = each
    if kind in (NULL, BOOL, INT32, STRING):
        return None if kind == NULL else each.plain()
    if kind == DOCUMENT:
        return shown(raw)
    if kind == ARRAY:
        return [shown_value(member) for member in values(raw)]
    if kind == OBJECT_ID:
        return {"$oid": raw.hex()}
    if kind == INT64:
        return {"$numberLong": str(each.plain())}
    if kind == DOUBLE:
        return {"$numberDouble": repr(each.plain())}
    if kind == DATE:
        return {"$date": {"$numberLong": str(struct.unpack("<q", raw)[0])}}
    return {"$bson": [kind, base64.b64encode(raw).decode()]}
