#!/usr/bin/env python3
"""Compares our reader of Extended JSON with PyMongo's on mutated documents.

  compare_readers.py --probe PROGRAM --corpus FOLDER --documents N [--seed N]

PROGRAM is the built ReaderProbe, FOLDER the specifications' BSON corpus. No value may differ, and what
one refuses the other must refuse, but for what reader_differences.py lists. Prints a count for each of
its arguments and ends with 1 at the first other difference, which it shows.
"""
import argparse
import collections
import json
import pathlib
import random
import re
import struct
import subprocess
import sys
import threading
import warnings

import bson
from bson import json_util
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions, DatetimeConversion

import reader_differences

BATCH = 2_000
CODEC = CodecOptions(
    datetime_conversion=DatetimeConversion.DATETIME_MS, tz_aware=True,
    uuid_representation=UuidRepresentation.UNSPECIFIED)
OPTIONS = json_util.JSONOptions(
    datetime_conversion=DatetimeConversion.DATETIME_MS, tz_aware=True,
    uuid_representation=UuidRepresentation.UNSPECIFIED)
TOKENS = [
    "0", "-0", "1", "-1", "2147483647", "2147483648", "-2147483649", "9223372036854775807",
    "9223372036854775808", "-9223372036854775809", "18446744073709551616", "100000000000000000000",
    "1e400", "-1e400", "5e-324", "1e-400", "0.1", "1.", ".5", "01", "+1", "1e", "NaN", "Infinity",
    "-Infinity", "true", "false", "null", '""', '"a"', '"\\u0000"', '"\\ud800"', '"\\ud83d\\ude00"', "{}",
    "[]", "{", "}", "[", "]", ",", ":", '"', "\\", "\n", "\t", " ", "\0", "\x1f", "\xe9", "é", "☆", "😀",
    '"$oid"', '"$date"', '"$numberInt"', '"$numberLong"', '"$numberDouble"', '"$numberDecimal"',
    '"$binary"', '"$type"', '"base64"', '"subType"', '"$uuid"', '"$regex"', '"$options"',
    '"$regularExpression"', '"pattern"', '"options"', '"$code"', '"$scope"', '"$symbol"', '"$timestamp"',
    '"t"', '"i"', '"$minKey"', '"$maxKey"', '"$undefined"', '"$ref"', '"$id"', '"$db"', '"$dbPointer"',
    '"2021-02-29T12:00:00Z"', '"2024-02-29T12:00:00.123Z"', '"1970-01-01T00:00:00+0100"', '"im"', '"00"',
    '{"$numberLong":"5"}', '{"$oid":"56e1fc72e0c917e9c4714161"}', '{"$date":"2012-12-24T12:15:30.501Z"}',
]
CLIENT = (
    '{"_id":{"$oid":"5f0000000000000000000001"},"name":"Zoë \\"Z\\" 王","email":"zoe@example.com",'
    '"phone":34600100200,"protected":false,"roles":["client",{"since":{"$date":"2020-01-02T03:04:05.678Z"}}],'
    '"address":{"street":"Łódzka","number":12,"geo":{"lat":51.759248,"lon":-19.455983},'
    '"credit":{"$numberDecimal":"12.50"}},"createdAt":{"$date":{"$numberLong":"1577934245678"}}}'
)


class Probe:
    """Our reader, as a process that answers texts in their order."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, texts):
        data = b"".join(struct.pack("<I", len(text)) + text for text in texts)
        writer = threading.Thread(target=self.write, args=(data,))
        writer.start()
        answers = [self.answer() for _ in texts]
        writer.join()
        return answers

    def write(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def answer(self):
        """The BSON, or why the text is refused."""
        found = self.read()
        return found or self.read().decode()

    def read(self):
        (length,) = struct.unpack("<I", self.process.stdout.read(4))
        return self.process.stdout.read(length)


def seeds(folder):
    """The corpus's texts, good and bad ones, and a client."""
    found = [CLIENT] * 20
    for path in sorted(folder.glob("*.json")):
        suite = json.loads(path.read_text())
        for valid in suite.get("valid", []):
            found += [valid[k] for k in valid if k.endswith("extjson")]
        for broken in suite.get("parseErrors", []):
            text = broken["string"]
            found.append(text if text.startswith("{") else json.dumps({"d": {"$numberDecimal": text}}))
    return [text.encode() for text in found]


def mutate(text, texts, source):
    """The text with one to four of its bytes, tokens or parts changed; now and then as it is."""
    data = bytearray(text)
    for _ in range(source.choice([0, 1, 1, 1, 2, 2, 3, 4])):
        at = source.randrange(len(data) + 1)
        end = min(len(data), at + source.choice([0, 1, 1, 2, 4, 8]))
        kind = source.choice([0, 1, 2, 3, 4, 4, 4, 4, 4, 4, 5, 6])
        if kind == 0:
            data[at:end] = b""
        elif kind == 1:
            data[at:at] = data[at:end] * 2
        elif kind == 2:
            data[at:end] = bytes([source.choice(b'{}[],:"\\0123456789.eE+-$ntfu \n') ])
        elif kind == 3 and data:
            data[at % len(data)] ^= 1 << source.randrange(8)
        elif kind == 4:
            # A whole number, name or text in the place of another.
            pieces = [m.span() for m in PIECE.finditer(data)]
            if pieces:
                first, last = source.choice(pieces)
                data[first:last] = source.choice(TOKENS).encode()
        elif kind == 5:
            data[at:end] = source.choice(TOKENS).encode()
        else:
            other = source.choice(texts)
            first = source.randrange(len(other))
            data[at:end] = other[first : first + source.randrange(40)]
    return bytes(data)


PIECE = re.compile(rb'"[^"]*"|-?[0-9][0-9.eE+-]*|[a-z]+')


def theirs(text):
    """PyMongo's BSON, or None where it refuses the text."""
    try:
        value = json_util.loads(text.decode(), json_options=OPTIONS)
        return bson.encode(value, codec_options=CODEC) if isinstance(value, dict) else None
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
            bson.errors.BSONError):
        return None


def same(ours, others):
    """True for BSON that PyMongo takes for the same; types that Python does not tell apart are one."""
    return ours == others or normal(ours) == normal(others)


def normal(data):
    """What PyMongo makes of it: undefined is null, a symbol a text, a DBPointer a DBRef; None where it cannot
    read it."""
    try:
        return bson.encode(bson.decode(data, CODEC), codec_options=CODEC)
    except bson.errors.InvalidBSON:
        return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--probe", required=True)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    parser.add_argument("--documents", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    source, texts, probe = random.Random(options.seed), seeds(options.corpus), Probe(options.probe)
    counts = collections.Counter()
    for start in range(0, options.documents, BATCH):
        size = min(BATCH, options.documents - start)
        batch = [mutate(source.choice(texts), texts, source) for _ in range(size)]
        for text, ours in zip(batch, probe.ask(batch)):
            other = theirs(text)
            taken = isinstance(ours, bytes)
            if taken and ours != other and normal(ours) is None:
                # A dict keeps the last of several members of a name, and may so be rid of the fault.
                other = None
            if taken and other is not None:
                counts["both take"] += 1
                if not same(ours, other):
                    return fault("the values differ", text, normal(ours).hex(), normal(other).hex())
            elif taken or other is not None:
                reason = reader_differences.argument(text, we_refuse=not taken)
                if reason is None:
                    return fault("one refuses", text, ours, other)
                counts[f"{'PyMongo' if taken else 'we'} refuse: {reason}"] += 1
            else:
                counts["both refuse"] += 1
    for reason, count in counts.most_common():
        print(f"{count:9} {reason}")
    print(f"compare_readers: {options.documents} documents, no other difference")
    return 0


def fault(what, text, ours, others):
    print(f"compare_readers: {what}\n  text {text!r}\n  ours {ours!r}\n  PyMongo's {others!r}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
