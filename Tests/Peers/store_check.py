#!/usr/bin/env python3
"""Says whether mongo_store.py matches, projects and updates as MongoDB's documentation says, and refuses the rest.

Prints every difference, and ends with 1 if there is one. Documents are JSON as store_json.py has it.
"""
import sys
import tempfile

import store_json
from bson_messages import ARRAY, DOCUMENT
from store_cases import FILTERS, HELD, PROJECTIONS, REFUSED, REFUSED_FILTERS, STATEMENT_FAULTS, UPDATES
from store_client import Store, Wire
from store_values import Value, array_of, check, document_of, fields, first, values

faults = []


def expect(holds, what):
    if not holds:
        faults.append(what)


class Server:
    def __init__(self, wire):
        self.wire = wire

    def run(self, command):
        return self.wire.run(command)

    def ask(self, text):
        """The reply to a command of JSON, in database app."""
        command = store_json.document(text)
        return self.run(document_of([*fields(command), *fields(store_json.document('{"$db": "app"}'))]))

    def insert(self, collection, documents):
        listed = ", ".join(documents)
        reply = self.ask(f'{{"insert": "{collection}", "documents": [{listed}]}}')
        expect(first(reply, b"ok").plain() == 1 and not first(reply, b"writeErrors"), store_json.text(reply))

    def find(self, collection, more="{}"):
        """The documents of one batch; None where the find is refused."""
        command = store_json.document(f'{{"find": "{collection}", "batchSize": 1000000, "$db": "app"}}')
        reply = self.run(document_of([*fields(command), *fields(store_json.document(more))]))
        if first(reply, b"ok").plain() != 1:
            return None
        return [each.raw for each in values(first(first(reply, b"cursor").raw, b"firstBatch").raw)]


def check_filters(server):
    server.insert("held", HELD)
    for text, expected in FILTERS:
        found = server.find("held", f'{{"filter": {text}}}')
        got = None if found is None else [first(each, b"_id").plain() for each in found]
        expect(got == expected, f"{text} matches {got}, not {expected}")
    for text in REFUSED_FILTERS:
        expect(server.find("held", f'{{"filter": {text}}}') is None, f"{text} is not refused")


def check_projections(server):
    for number, (held, projection, expected) in enumerate(PROJECTIONS):
        server.insert(f"projected{number}", [held])
        found = server.find(f"projected{number}", f'{{"projection": {projection}}}')
        got = found and store_json.text(found[0])
        expect(got == store_json.text(store_json.document(expected)), f"{projection} of {held} is {got}")


def check_updates(server):
    for number, (before, update, expected, modified) in enumerate(UPDATES):
        name = f"updated{number}"
        server.insert(name, [before])
        reply = server.ask(f'{{"update": "{name}", "updates": [{{"q": {{}}, "u": {update}}}]}}')
        counts = [first(reply, each) and first(reply, each).plain() for each in (b"n", b"nModified")]
        got = store_json.text(server.find(name)[0])
        expect(counts == [1, modified], f"{update} of {before}: {store_json.text(reply)}")
        expect(got == store_json.text(store_json.document(expected)), f"{update} of {before} is {got}")
    for number, (before, update, code) in enumerate(STATEMENT_FAULTS):
        name = f"faulty{number}"
        server.insert(name, [before])
        reply = server.ask(f'{{"update": "{name}", "updates": [{{"q": {{}}, "u": {update}}}]}}')
        errors = first(reply, b"writeErrors")
        got = errors and first(values(errors.raw)[0].raw, b"code").plain()
        expect(got == code, f"{update} of {before}: {got}, not {code}")
        expect(server.find(name) == [store_json.document(before)], f"{update} changed {before}")


def check_refusals(server):
    server.insert("kept", ['{"_id": 1, "a": 1}'])
    for text in REFUSED:
        reply = server.ask(text)
        expect(first(reply, b"ok").plain() == 0, f"{text} is not refused: {store_json.text(reply)}")
    expect(server.find("kept") == [store_json.document('{"_id": 1, "a": 1}')], "a refused command has written")


def check_collation(server):
    """A collection whose texts ignore case, where an operation names no collation of its own."""
    server.ask('{"create": "folded", "collation": {"locale": "en", "strength": 2}}')
    server.insert("folded", ['{"_id": "A", "a": "Ann"}', '{"_id": "B", "a": ["x", "ANN"]}'])
    found = server.find("folded", '{"filter": {"a": "ann"}}')
    expect(len(found) == 2, "the collection's collation does not apply")
    expect(len(server.find("folded", '{"filter": {"_id": "a"}}')) == 1, "nor to _id")
    simple = '"collation": {"locale": "simple"}'
    expect(server.find("folded", f'{{"filter": {{"a": "ann"}}, {simple}}}') == [], "simple is not simple")
    expect(len(server.find("folded", f'{{"filter": {{"a": "ANN"}}, {simple}}}')) == 1, "simple finds too little")
    for more, count in (("", 1), (f", {simple}", 0)):
        update = f'{{"q": {{"_id": "a", "a": "aNN"}}, "u": {{"$set": {{"b": 1}}}}{more}}}'
        reply = server.ask(f'{{"update": "folded", "updates": [{update}]}}')
        expect(first(reply, b"n").plain() == count, f"the update{more} finds {first(reply, b'n').plain()}")
    reply = server.ask('{"insert": "folded", "documents": [{"_id": "a"}]}')
    expect(first(reply, b"writeErrors"), "the _id does not ignore case")


def check_unique(server):
    server.insert("unique", ['{"_id": 1, "email": "a"}', '{"_id": 2, "email": ["b", "c"]}', '{"_id": 3}'])
    index = '{"key": {"email": 1}, "name": "email_1", "unique": true%s}'
    reply = server.ask(f'{{"createIndexes": "unique", "indexes": [{index % ""}]}}')
    expect(first(reply, b"numIndexesAfter").plain() == 2, store_json.text(reply))
    for text, is_refused in (('"a"', True), ('"c"', True), ("null", True), ('"d"', False), ('["e", "b"]', True)):
        reply = server.ask(f'{{"insert": "unique", "documents": [{{"_id": {text.__hash__()}, "email": {text}}}]}}')
        errors = first(reply, b"writeErrors")
        expect(bool(errors) == is_refused, f"a second {text}: {store_json.text(reply)}")
        if errors:
            fault = values(errors.raw)[0].raw
            expect(first(fault, b"code").plain() == 11000 and first(fault, b"keyPattern").plain() == {"email": 1},
                   store_json.text(reply))
    reply = server.ask('{"update": "unique", "updates": [{"q": {"_id": 2}, "u": {"$set": {"email": "a"}}},'
                       ' {"q": {"_id": 1}, "u": {"$set": {"email": "z"}}},'
                       ' {"q": {"_id": 2}, "u": {"$set": {"email": "a"}}}], "ordered": false}')
    codes = [(first(each.raw, b"index").plain(), first(each.raw, b"code").plain())
             for each in values(first(reply, b"writeErrors").raw)]
    expect(codes == [(0, 11000)] and first(reply, b"n").plain() == 2, store_json.text(reply))
    server.insert("twice", ['{"_id": 1, "email": "a"}', '{"_id": 2, "email": "a"}', '{"_id": 3}', '{"_id": 4}'])
    for more, is_made in (("", False), (', "sparse": true', False),
                          (', "partialFilterExpression": {"email": {"$type": "int"}}', True)):
        reply = server.ask(f'{{"createIndexes": "twice", "indexes": [{index % more}]}}')
        expect(first(reply, b"ok").plain() == is_made, f"unique{more} on twice: {store_json.text(reply)}")


def check_reads(server):
    """Batches, the end of cursors, and documents beside a command as drivers send them."""
    documents = [f'{{"_id": {number}, "text": "{"x" * 100_000}"}}' for number in range(400)]
    server.insert("many", documents[:200])
    server.insert("many", documents[200:])
    reply = server.ask('{"find": "many"}')
    sizes, cursor = [], first(reply, b"cursor").raw
    while True:
        batch = first(cursor, b"firstBatch") or first(cursor, b"nextBatch")
        sizes.append(len(values(batch.raw)))
        number = first(cursor, b"id").plain()
        if not number:
            break
        reply = server.ask(f'{{"getMore": {{"$numberLong": "{number}"}}, "collection": "many"}}')
        cursor = first(reply, b"cursor").raw
    expect(sizes == [101, 167, 132], f"batches of {sizes}")
    for text, count in (('{"count": "many"}', 400), ('{"count": "many", "limit": 7}', 7),
                        ('{"count": "many", "query": {"_id": {"$in": [1, 2, 1000]}}}', 2), ('{"count": "no"}', 0)):
        expect(first(server.ask(text), b"n").plain() == count, text)
    reply = server.ask('{"find": "many", "batchSize": 1, "limit": 2, "singleBatch": true}')
    expect(first(first(reply, b"cursor").raw, b"id").plain() == 0, "a single batch has a cursor")
    number = first(first(server.ask('{"find": "many", "batchSize": 0}'), b"cursor").raw, b"id").plain()
    kill = f'{{"killCursors": "many", "cursors": [{{"$numberLong": "{number}"}}]}}'
    expect(first(server.ask(kill), b"cursorsKilled").plain() == [number], "a cursor is not killed")
    expect(first(server.ask(kill), b"cursorsNotFound").plain() == [number], "a cursor is killed twice")
    more = server.ask(f'{{"getMore": {{"$numberLong": "{number}"}}, "collection": "many"}}')
    expect(first(more, b"code").plain() == 43, "a dead cursor gives more")


def check_bytes(server, everything):
    """What went in comes out, whatever is done beside it."""
    check(everything)
    name, update = "bytes", '{"q": {}, "u": {"$set": {"new": 1}, "$unset": {"gone": 1}}}'
    held = document_of([(b"_id", Value(*store_json.value(1))), *fields(everything)])
    command = document_of([*fields(store_json.document(f'{{"insert": "{name}"}}')),
                           (b"documents", Value(ARRAY, array_of([Value(DOCUMENT, held)]))),
                           *fields(store_json.document('{"$db": "app"}'))])
    expect(first(server.run(command), b"n").plain() == 1, "the insert of every type")
    expect(server.find(name) == [held], "bytes change on their way")
    server.ask(f'{{"update": "{name}", "updates": [{update}]}}')
    after = document_of([*fields(held), (b"new", store_json.value(1))])
    expect(server.find(name) == [after], "an update changes other bytes")


def main():
    everything = b"".join(open(path, "rb").read() for path in sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder)
        server = Server(Wire(store.port))
        for part in (check_filters, check_projections, check_updates, check_refusals, check_collation, check_unique,
                     check_reads):
            part(server)
        if everything:
            check_bytes(server, everything)
        store.stop()
    print("\n".join(faults))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
