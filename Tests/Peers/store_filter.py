"""The filters of the strict stand-in: they match as MongoDB's documentation says, or they are refused."""
import re

from bson_messages import ARRAY, DOCUMENT, STRING
from store_values import NULL, REGEX, UNDEFINED, Refused, comparable, fields, first, values

ALIASES = {
    "double": 1, "string": 2, "object": 3, "array": 4, "binData": 5, "undefined": 6, "objectId": 7, "bool": 8,
    "date": 9, "null": 10, "regex": 11, "dbPointer": 12, "javascript": 13, "symbol": 14,
    "javascriptWithScope": 15, "int": 16, "timestamp": 17, "long": 18, "decimal": 19, "minKey": 255, "maxKey": 127,
}


class Filter:
    """Conditions that must all hold of a document.

    `ids` are the comparable values of which `_id` must be one, where the filter says so at its top.
    """

    def __init__(self, document, collation):
        self.ids, self.tests = None, []
        for name, value in fields(document):
            if name in (b"$and", b"$or", b"$nor"):
                self.tests.append(group(name, value, collation))
            elif name.startswith(b"$"):
                raise Refused(f"{name.decode()} in a filter is not understood here")
            else:
                field = Field(name, value, collation)
                self.tests.append(field.holds)
                if name == b"_id" and field.ids is not None:
                    self.ids = field.ids if self.ids is None else self.ids & field.ids

    def matches(self, document):
        return all(test(document) for test in self.tests)


def group(name, value, collation):
    parts = [Filter(each.raw, collation) for each in values(value.raw) if each.kind == DOCUMENT]
    if value.kind != ARRAY or not parts or len(parts) != len(values(value.raw)):
        raise Refused(f"{name.decode()} needs a list of documents", 2)
    if name == b"$and":
        return lambda document: all(part.matches(document) for part in parts)
    if name == b"$or":
        return lambda document: any(part.matches(document) for part in parts)
    return lambda document: not any(part.matches(document) for part in parts)


class Field:
    """What is asked of one field."""

    def __init__(self, name, value, collation):
        self.path, self.collation, self.ids, self.asks_null = path_of(name), collation, None, False
        self.test = self.condition(value)

    def holds(self, document):
        return self.test(list(ends(DOCUMENT, document, self.path, not self.asks_null)))

    def condition(self, value):
        if is_operators(value):
            tests = [self.operator(name.decode(), operand) for name, operand in fields(value.raw)]
            return lambda found: all(test(found) for test in tests)
        self.ids = frozenset([comparable(value, self.collation)])
        return self.equals([value])

    def operator(self, name, operand):
        if name == "$eq":
            self.ids = frozenset([comparable(operand, self.collation)])
            return self.equals([operand], is_literal=True)
        if name == "$in":
            wanted = listed(name, operand)
            self.ids = frozenset(comparable(value, self.collation) for value in wanted)
            return self.equals(wanted)
        if name in ("$ne", "$nin"):
            test = self.equals(listed(name, operand) if name == "$nin" else [operand])
            return lambda found: not test(found)
        if name == "$exists":
            wanted = truth(operand)
            return lambda found: any(value is not None for value in found) == wanted
        if name == "$type":
            kinds = frozenset(map(kind_of, values(operand.raw) if operand.kind == ARRAY else [operand]))
            return lambda found: any(value.kind in kinds for value in spread(found))
        if name == "$regex" and operand.kind == STRING:
            search = re.compile(operand.raw[4:-1]).search
            return lambda found: any(
                value.kind == STRING and search(value.raw[4:-1]) for value in spread(found))
        if name == "$not" and is_operators(operand):
            ids, test = self.ids, self.condition(operand)
            self.ids = ids
            return lambda found: not test(found)
        raise Refused(f"{name} with a value of type {operand.kind} is not understood here")

    def equals(self, wanted, is_literal=False):
        """Equal to one of these, or an array with such a member; by itself a regular expression is a pattern elsewhere."""
        if any(value.kind == UNDEFINED or value.kind == REGEX and not is_literal for value in wanted):
            raise Refused("equality with a regular expression or with undefined is not understood here")
        accepted = frozenset(comparable(value, self.collation) for value in wanted)
        asks_null = any(value.kind == NULL for value in wanted)
        self.asks_null |= asks_null

        def test(found):
            if asks_null and any(value and value.kind == UNDEFINED for value in found):
                raise Refused("whether undefined equals null depends on the server's version")
            if asks_null and None in found:
                return True
            return any(comparable(value, self.collation) in accepted for value in spread(found))

        return test


def is_operators(value):
    """True of a document of operators; a document as a value has names without $ alone."""
    if value.kind != DOCUMENT:
        return False
    signs = [name.startswith(b"$") for name, _ in fields(value.raw)]
    if any(signs) and not all(signs):
        raise Refused("a document with operators and other names is not understood here")
    return any(signs)


def path_of(name):
    """The components of a dotted name."""
    parts = name.split(b".")
    if b"" in parts:
        raise Refused("a name with an empty component", 56)
    if any(part.startswith(b"$") for part in parts):
        raise Refused(f"the name {name.decode()} is not understood here")
    return parts


def ends(kind, raw, path, through_lists=True):
    """The values at the end of a path; None wherever an object on the way lacks the next component."""
    from_here, rest = path[0], path[1:]
    if kind == DOCUMENT:
        value = first(raw, from_here)
        if value is None or not rest:
            yield value
        else:
            yield from ends(*value, rest, through_lists)
    elif kind == ARRAY:
        if from_here.isdigit() or not through_lists:
            raise Refused("places in a list, and null behind one, are not understood here")
        for value in values(raw):
            if value.kind == DOCUMENT:
                yield from ends(*value, path, through_lists)
    else:
        yield None


def spread(found):
    """The values that are there, and the members of those that are arrays."""
    for value in found:
        if value is not None:
            yield value
            if value.kind == ARRAY:
                yield from values(value.raw)


def listed(name, operand):
    if operand.kind != ARRAY:
        raise Refused(f"{name} needs a list", 2)
    return values(operand.raw)


def truth(operand):
    plain = operand.plain()
    if not isinstance(plain, (bool, int, float)):
        raise Refused("$exists needs true or false")
    return bool(plain)


def kind_of(operand):
    """The type that a number or a name means."""
    plain = operand.plain()
    if plain in (None, "number") or isinstance(plain, bool):
        raise Refused(f"$type: {plain} is not understood here")
    kind = ALIASES.get(plain) if isinstance(plain, str) else plain
    kind = 255 if kind == -1 else kind
    if kind not in ALIASES.values():
        raise Refused(f"$type: {plain} is no type", 2)
    return int(kind)
