#!/usr/bin/env python3
"""Says whether replay_peer.py serves what a file holds, by PyMongo: each document once, byte by byte, in order.

Prints every difference, and ends with 1 if there is one.
"""
import pathlib
import random
import subprocess
import sys
import tempfile

import bson
import pymongo
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument

PEER = pathlib.Path(__file__).with_name("replay_peer.py")
RAW = CodecOptions(document_class=RawBSONDocument)
MOST_BYTES = 16 << 20
PROJECTION = {"name": 1, "email": 1}
faults = []


def expect(holds, what):
    if not holds:
        faults.append(what)


def made():
    """Small documents, some with every other type, and large ones, of which few fit into a batch."""
    draw = random.Random(7)
    everything = {
        "double": 1.5, "list": [1, {"a": None}], "binary": b"\0\1", "id": bson.ObjectId(), "yes": True,
        "code": bson.Code("f()"), "scoped": bson.Code("f()", {"a": 1}), "regex": bson.Regex("a", "i"),
        "long": bson.Int64(1 << 40), "decimal": bson.Decimal128("1.5"), "least": bson.MinKey(),
        "stamp": bson.Timestamp(1, 2), "none": None,
    }
    for number in range(3000):
        document = {"_id": number, "name": "n" * draw.randrange(40), "email": f"{number}@x.de"}
        if number % 7 == 0:
            document |= everything
        if number % 500 == 499:
            document["blob"] = bytes(draw.randrange(1 << 20, 9 << 20))
        yield bson.encode(document)


def batches(database, name, first, **options):
    """The documents of each batch of a read, as bytes."""
    reply = database.command("find", name, codec_options=RAW, **first)
    cursor = reply["cursor"]
    yield [document.raw for document in cursor["firstBatch"]]
    while cursor["id"]:
        reply = database.command("getMore", cursor["id"], collection=name, codec_options=RAW, **options)
        cursor = reply["cursor"]
        yield [document.raw for document in cursor["nextBatch"]]


def check_batches(database, documents):
    for size in (None, 1, 7, 1000, 3000, 1_000_000):
        option = {"batchSize": size} if size else {}
        given = list(batches(database, "clients", option, **option))
        expect([one for batch in given for one in batch] == documents, f"batchSize {size}: other documents")
        most = max(len(batch) for batch in given)
        expect(most <= (size or len(documents)), f"batchSize {size}: a batch of {most}")
        expect(size or len(given[0]) == 101, f"a first batch of {len(given[0])}")
        bytes_of = [sum(map(len, batch)) for batch in given]
        expect(max(bytes_of) <= MOST_BYTES, f"batchSize {size}: a batch of {max(bytes_of)} bytes")
    expect(list(batches(database, "none", {})) == [[]], "an empty file has documents")


def check_questions(clients, documents):
    def found(*words, **options):
        return [one.raw for one in clients.find(*words, **options)]

    whole = [bson.decode(one) for one in documents]
    short = [bson.encode({key: one[key] for key in ("_id", *PROJECTION)}) for one in whole]
    expect(found({}, PROJECTION) == short, "a projection sends other fields")
    expect(found({}, PROJECTION | {"_id": 0}) == [
        bson.encode({key: one[key] for key in PROJECTION}) for one in whole], "_id is sent unasked")
    for wanted in (
        {"email": "7@x.de"}, {"email": {"$in": ["7@x.de", "none"]}}, {"email": {"$eq": "7@x.de"}},
        {"email": {"$regex": r"^[ \t\n\x0b\f\r]*(?:7\@[xX]\.de)[ \t\n\x0b\f\r]*$"}},
        {"$or": [{"email": "none"}, {"email": "7@x.de"}]},
    ):
        expect(found(wanted) == documents[7:8], f"{wanted} finds others")
    expect(found({}, limit=5) == documents[:5] and found({}, limit=-5) == documents[:5], "limit")
    for strange in ({"a.b": "1"}, {"email": {"$gt": ""}}, {"email": 3}, {"email": bson.Regex("7")}):
        try:
            expect(False, f"{strange} finds {len(found(strange))} instead of being refused")
        except pymongo.errors.OperationFailure:
            pass


def main():
    documents = list(made())
    with tempfile.TemporaryDirectory() as folder:
        whole, empty = (pathlib.Path(folder, name) for name in ("whole.bson", "empty.bson"))
        whole.write_bytes(b"".join(documents))
        empty.touch()
        for keep in ([], ["--keep"], ["--keep"]):
            peer = subprocess.Popen(
                [sys.executable, PEER, *keep, whole, f"none={empty}"], stdout=subprocess.PIPE, text=True)
            try:
                port = int(peer.stdout.readline().split()[1])
                client = pymongo.MongoClient("127.0.0.1", port, document_class=RawBSONDocument)
                check_batches(client.bench, documents)
                check_questions(client.bench.clients, documents)
            finally:
                peer.terminate()
                peer.wait()
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
