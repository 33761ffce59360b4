#!/usr/bin/env python3
"""Writes the clients of make_clients.py as mongoexport does: relaxed Extended JSON, one a line.

  bson_to_json.py FILE.bson FILE.json
"""
import datetime
import json
import struct
import sys


def when(milliseconds):
    """A date as relaxed Extended JSON has it: those here are after 1970."""
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=milliseconds)
    fraction = f".{milliseconds % 1000:03}" if milliseconds % 1000 else ""
    return {"$date": moment.strftime("%Y-%m-%dT%H:%M:%S") + fraction + "Z"}


def members(data, at, end):
    """The members of the document from `at` to its NUL at `end`, of the types that clients have."""
    while at < end:
        kind, name_end = data[at], data.index(0, at + 1)
        name, at = data[at + 1 : name_end].decode(), name_end + 1
        if kind in (2, 3, 4):
            (length,) = struct.unpack_from("<i", data, at)
        if kind == 2:
            value, at = data[at + 4 : at + 3 + length].decode(), at + 4 + length
        elif kind in (3, 4):
            inner = dict(members(data, at + 4, at + length - 1))
            value, at = inner if kind == 3 else list(inner.values()), at + length
        elif kind == 7:
            value, at = {"$oid": data[at : at + 12].hex()}, at + 12
        elif kind == 8:
            value, at = data[at] == 1, at + 1
        elif kind == 9:
            value, at = when(struct.unpack_from("<q", data, at)[0]), at + 8
        elif kind == 10:
            value = None
        elif kind == 1:
            value, at = struct.unpack_from("<d", data, at)[0], at + 8
        elif kind == 16:
            value, at = struct.unpack_from("<i", data, at)[0], at + 4
        elif kind == 18:
            value, at = struct.unpack_from("<q", data, at)[0], at + 8
        else:
            raise SystemExit(f"bson_to_json: type {kind} is none that a client has")
        yield name, value


def main():
    with open(sys.argv[1], "rb") as bson, open(sys.argv[2], "w", encoding="utf-8") as text:
        while head := bson.read(4):
            (length,) = struct.unpack("<i", head)
            data = head + bson.read(length - 4)
            record = dict(members(data, 4, length - 1))
            text.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
