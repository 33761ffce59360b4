"""The documents of one collection in their natural order, what is unique in it, and the file that outlives a kill."""
import itertools
import os

from bson_messages import ARRAY, DOCUMENT, Raw, decode, encode
from store_filter import Filter, ends, path_of
from store_values import (
    MOST_BYTES, NULL, REGEX, SIMPLE, UNDEFINED, Refused, Value, WriteFault, collation_of, comparable,
    document_of, fields, first, values)


class Index:
    """One index; only a unique one is kept."""

    def __init__(self, definition, default):
        given = dict(fields(definition))
        strange = given.keys() - {b"key", b"name", b"unique", b"sparse", b"partialFilterExpression", b"collation", b"v"}
        if strange or not {b"key", b"name"} <= given.keys():
            raise Refused(f"an index with {sorted(strange)} is not understood here")
        self.definition, self.key = definition, given[b"key"].raw
        self.name = given[b"name"].plain()
        self.unique, self.sparse = (given[name].plain() if name in given else False for name in (b"unique", b"sparse"))
        self.collation = collation_of(given.get(b"collation"), default)
        partial = given.get(b"partialFilterExpression")
        self.partial = Filter(partial.raw, self.collation) if partial else None
        for _, direction in fields(self.key):
            if direction.plain() not in (1, -1):
                raise Refused("an index that is not ascending or descending is not understood here")
        self.paths = [path_of(name) for name, _ in fields(self.key)]
        self.held = {}

    def entries(self, document):
        """What the document is held under: of an array, each member."""
        if not self.unique or self.partial and not self.partial.matches(document):
            return frozenset()
        each = [list(ends(DOCUMENT, document, path)) for path in self.paths]
        if self.sparse and not any(value for found in each for value in found):
            return frozenset()
        return frozenset(itertools.product(*[self.parts(found) for found in each]))

    def parts(self, found):
        for value in found or [None]:
            members = values(value.raw) if value and value.kind == ARRAY else [value]
            # An empty array is held as undefined, and what is absent as null.
            for member in members or [Value(UNDEFINED, b"")]:
                yield comparable(member or Value(NULL, b""), self.collation)

    def check(self, document, row, space):
        """Throws WriteFault where another document has what this one would have."""
        for entry in self.entries(document):
            if self.held.get(entry, row) != row:
                value = document_of([
                    (name, next((each for each in ends(DOCUMENT, document, path_of(name)) if each), Value(NULL, b"")))
                    for name, _ in fields(self.key)])
                raise WriteFault(
                    11000, f"E11000 duplicate key error collection: {space} index: {self.name} "
                    f"dup key: {decode(value)}", {"keyPattern": Raw(self.key), "keyValue": Raw(value)})

    def change(self, row, before, after):
        for entry in self.entries(before) if before else ():
            self.held.pop(entry, None)
        for entry in self.entries(after) if after else ():
            self.held[entry] = row


class Collection:
    """Documents under numbers that grow; `collation` is what an operation has that names none."""

    def __init__(self, space, options=None):
        given = dict(fields(options)) if options else {}
        if given.keys() - {b"collation"}:
            raise Refused(f"a collection with {sorted(given)} is not understood here")
        self.space, self.rows, self.next = space, {}, 1
        self.options = options
        self.collation = collation_of(given.get(b"collation"), SIMPLE)
        self.indexes = []
        self.add_index(encode({"v": 2, "key": {"_id": 1}, "name": "_id_", "unique": True}))
        self.ids = self.indexes[0].held

    def add_index(self, definition):
        """False where there is the same already; throws WriteFault where the documents are not so."""
        index = Index(definition, self.collation)
        if any(each.definition == definition for each in self.indexes):
            return False
        if any(each.name == index.name or each.key == index.key for each in self.indexes):
            raise Refused("another index has this name or this key", 86)
        for row, document in self.rows.items():
            index.check(document, row, self.space)
            index.change(row, None, document)
        self.indexes.append(index)
        return True

    def found(self, wanted, collation):
        """The numbers and documents that a filter matches."""
        if wanted.ids is not None and collation is self.collation:
            rows = sorted(self.ids[(each,)] for each in wanted.ids if (each,) in self.ids)
        else:
            rows = list(self.rows)
        return [(row, self.rows[row]) for row in rows if wanted.matches(self.rows[row])]

    def check(self, document, row):
        """Throws WriteFault where the document may not be in this row."""
        if first(document, b"_id").kind in (ARRAY, REGEX, UNDEFINED):
            raise WriteFault(53, "The '_id' value cannot be of this type")
        if len(document) > MOST_BYTES:
            raise WriteFault(10334, "BSONObj size is invalid (larger than 16777216 bytes)")
        for index in self.indexes:
            index.check(document, row, self.space)

    def put(self, row, document):
        """Puts a document that was checked into its row; None takes it out."""
        before = self.rows.get(row)
        for index in self.indexes:
            index.change(row, before, document)
        if document is None:
            self.rows.pop(row, None)
        else:
            self.rows[row] = document
            self.next = max(self.next, row + 1)


class DataFile:
    """Records, one behind the other, each written before the write that it stands for is acknowledged."""

    def __init__(self, path):
        self.path = path
        self.file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600) if path else None

    def records(self):
        """What an earlier life has left; half a record at the end, of a kill in its middle, is cut off."""
        if self.file is None:
            return
        with open(self.path, "rb") as file:
            data = file.read()
        at = 0
        while at + 4 <= len(data):
            end = at + int.from_bytes(data[at:at + 4], "little")
            if end > len(data):
                break
            yield dict(fields(data[at:end]))
            at = end
        os.truncate(self.file, at)

    def add(self, record):
        """A dictionary; whole bytes are values as they are."""
        if self.file is not None:
            whole = memoryview(encode(record))
            while whole:
                whole = whole[os.write(self.file, whole):]


def row_record(space, row, document):
    """What the file says of a row; without a document it was taken out."""
    return {"space": space, "row": row} | ({} if document is None else {"document": Raw(document)})
