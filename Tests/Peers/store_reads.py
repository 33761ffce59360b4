"""What the strict stand-in's reads send: the fields that a projection takes, and batches by a cursor."""
import itertools

from bson_messages import ARRAY, BOOL, DOCUMENT, DOUBLE, INT32, INT64, Raw, encode
from store_filter import path_of
from store_values import MOST_BYTES, Refused, Value, array_of, document_of, fields, values

FIRST_BATCH = 101
EMPTY = encode({})


class Projection:
    """Whole fields or dotted ones: those that are taken, or those that are left out."""

    def __init__(self, document):
        self.tree, takes = {}, set()
        for name, value in fields(document):
            if value.kind not in (BOOL, INT32, INT64, DOUBLE):
                raise Refused(f"the projection of {name.decode()} is not understood here")
            wanted = bool(value.plain())
            if name == b"_id":
                continue
            takes.add(wanted)
            node = self.tree
            *way, last = path_of(name)
            for part in way:
                node = node.setdefault(part, {})
                if node is True:
                    raise Refused("Path collision", 31249)
            if node.setdefault(last, True) is not True:
                raise Refused("Path collision", 31249)
        if len(takes) > 1:
            raise Refused("Cannot do inclusion and exclusion in one projection", 31254)
        named = dict(fields(document)).get(b"_id")
        self.takes = takes.pop() if takes else named is not None and bool(named.plain())
        if named is None:
            self.tree |= {b"_id": True} if self.takes else {}
        elif bool(named.plain()) == self.takes:
            self.tree[b"_id"] = True
        self.all = not fields(document)

    def of(self, document):
        return document if self.all else self.part(document, self.tree)

    def part(self, document, tree):
        pairs = []
        for name, value in fields(document):
            node = tree.get(name)
            if isinstance(node, dict):
                value = self.below(value, node)
            elif (node is True) != self.takes:
                value = None
            if value is not None:
                pairs.append((name, value))
        return document_of(pairs)

    def below(self, value, tree):
        """What is left of a value that a dotted name leads into; a scalar has nothing that could be taken."""
        if value.kind == DOCUMENT:
            return Value(DOCUMENT, self.part(value.raw, tree))
        if value.kind == ARRAY:
            left = [self.below(each, tree) for each in values(value.raw)]
            return Value(ARRAY, array_of([each for each in left if each is not None]))
        return None if self.takes else value


class Cursors:
    """The reads in progress: each gives the documents that there were when it began."""

    def __init__(self):
        self.open, self.numbers = {}, itertools.count(1001)

    def begin(self, space, documents, size, is_single):
        """The cursor's part of the first reply; a size of None is a server's own for it."""
        batch, rest = cut(documents, FIRST_BATCH if size is None else size)
        return self.reply(space, "firstBatch", batch, [] if is_single else rest, next(self.numbers))

    def more(self, number, space, size):
        of, documents = self.open.get(number, (None, None))
        if documents is None:
            raise Refused(f"cursor id {number} not found", 43)
        if of != space:
            raise Refused(f"cursor id {number} is of {of}", 13)
        del self.open[number]
        batch, rest = cut(documents, size or len(documents))
        return self.reply(space, "nextBatch", batch, rest, number)

    def reply(self, space, field, batch, rest, number):
        if rest:
            self.open[number] = space, rest
        return {"cursor": {field: [Raw(each) for each in batch], "id": number if rest else 0, "ns": space}, "ok": 1.0}

    def kill(self, number):
        return self.open.pop(number, None) is not None


def cut(documents, size):
    """So many of the documents, and fewer where they would be more bytes than a server sends; and the rest."""
    count = held = 0
    for document in documents[:size]:
        held += len(document)
        if count and held > MOST_BYTES:
            break
        count += 1
    return documents[:count], documents[count:]
