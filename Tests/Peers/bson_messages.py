"""As much BSON as the commands and replies of a scripted server need."""
import struct

DOCUMENT, ARRAY, INT32, INT64, DOUBLE, STRING, BOOL = 3, 4, 16, 18, 1, 2, 8


class Raw(bytes):
    """A whole document that is already BSON."""


class Other(str):
    """What stands for a value of another type than those that commands hold."""


def encode(value):
    """A dictionary as BSON; whole numbers are int32 when they fit."""
    body = b"".join(element(str(key), item) for key, item in value.items())
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def element(key, value):
    name = key.encode() + b"\0"
    if isinstance(value, tuple):  # A type and the bytes of a value.
        return value[0].to_bytes() + name + value[1]
    if isinstance(value, Raw):
        return bytes([DOCUMENT]) + name + value
    if isinstance(value, bool):
        return bytes([BOOL]) + name + bytes([value])
    if isinstance(value, int):
        small = -2**31 <= value < 2**31 and key != "id"  # A cursor's id is always int64.
        return (bytes([INT32]) + name + struct.pack("<i", value) if small
                else bytes([INT64]) + name + struct.pack("<q", value))
    if isinstance(value, float):
        return bytes([DOUBLE]) + name + struct.pack("<d", value)
    if isinstance(value, str):
        text = value.encode() + b"\0"
        return bytes([STRING]) + name + struct.pack("<i", len(text)) + text
    if isinstance(value, list):
        return bytes([ARRAY]) + name + encode(dict(enumerate(value)))
    return bytes([DOCUMENT]) + name + encode(value)


def decode(data, start=0):
    """BSON as a dictionary, for the types that commands hold; a text for the others."""
    end = start + struct.unpack_from("<i", data, start)[0] - 1
    at, result = start + 4, {}
    while at < end:
        kind = data[at]
        stop = data.index(0, at + 1)
        key, at = data[at + 1:stop].decode(), stop + 1
        result[key], at = decode_value(kind, data, at)
    return result


def decode_value(kind, data, at):
    if kind in (DOCUMENT, ARRAY):
        value = decode(data, at)
        size = struct.unpack_from("<i", data, at)[0]
        return (list(value.values()) if kind == ARRAY else value), at + size
    if kind in (STRING, 13, 14):
        size = struct.unpack_from("<i", data, at)[0]
        return data[at + 4:at + 3 + size].decode(), at + 4 + size
    if kind == 5:
        size = struct.unpack_from("<i", data, at)[0]
        return Other("binary"), at + 5 + size
    if kind == 11:
        first = data.index(0, at)
        second = data.index(0, first + 1)
        return Other(f"/{data[at:first].decode()}/{data[first + 1:second].decode()}"), second + 1
    if kind == BOOL:
        return bool(data[at]), at + 1
    if kind == INT32:
        return struct.unpack_from("<i", data, at)[0], at + 4
    sizes = {DOUBLE: 8, 9: 8, 17: 8, INT64: 8, 7: 12, 19: 16}
    if kind in (DOUBLE, INT64):
        return struct.unpack_from("<d" if kind == DOUBLE else "<q", data, at)[0], at + 8
    return Other(f"type {kind}"), at + sizes.get(kind, 0)
