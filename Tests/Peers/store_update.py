"""The updates of the strict stand-in: $set, $unset, $push and $pull on dotted paths; everything else stays byte for byte."""
import functools

from bson_messages import ARRAY, DOCUMENT
from store_filter import Field, Filter, is_operators, path_of
from store_values import (
    MOST_BYTES, NULL, REGEX, Refused, Value, WriteFault, array_of, check, comparable, document_of, fields, first,
    values)

# What an act returns for a field that is to go.
GONE = object()


class Update:
    """What one statement does to a document. Throws Refused for what is not understood."""

    def __init__(self, document, collation):
        self.acts = []
        for name, value in fields(document):
            make = {b"$set": set_to, b"$unset": lambda *_: unset, b"$push": push, b"$pull": pull}.get(name)
            if make is None or value.kind != DOCUMENT:
                raise Refused(f"the update {name.decode()} is not understood here")
            for path, operand in fields(value.raw):
                self.acts.append((path_of(path), make(operand, collation)))
        if not fields(document):
            raise Refused("an update without operators is not understood here")
        # A server adds new fields in this order, whatever the order in the command.
        self.acts.sort(key=lambda act: functools.cmp_to_key(in_order)(act[0]))

    def conflict(self):
        """Throws WriteFault where two acts meet."""
        for (one, _), (other, _) in zip(self.acts, self.acts[1:]):
            if other[:len(one)] == one:
                path = b".".join(other).decode()
                raise WriteFault(40, f"Updating the path '{path}' would create a conflict at '{path}'")

    def applied(self, document):
        """The document afterwards; throws WriteFault where it cannot be done."""
        self.conflict()
        after = document
        for path, act in self.acts:
            after = changed(Value(DOCUMENT, after), path, act)
        if first(after, b"_id") != first(document, b"_id"):
            raise WriteFault(
                66, "Performing an update on the path '_id' would modify the immutable field '_id'")
        if len(after) > MOST_BYTES:
            raise WriteFault(17419, "Resulting document after update is larger than 16777216")
        check(after)
        return after


def in_order(one, other):
    """Numbers as numbers, other names by their bytes; a path before those below it."""
    for left, right in zip(one, other):
        if left != right:
            if left.isdigit() and right.isdigit():
                left, right = int(left), int(right)
            return -1 if left < right else 1
    return len(one) - len(other)


def changed(container, path, act):
    """The bytes of a document or an array after an act at the end of the path."""
    name, rest = path[0], path[1:]
    pairs = fields(container.raw)
    place = next((at for at, (each, _) in enumerate(pairs) if each == name), None)
    if container.kind == ARRAY and (not name.isdigit() or place is None and int(name) != len(pairs)):
        # Beyond the end a server fills up with null.
        if not name.isdigit():
            return not_viable(container, name, act)
        raise Refused("a place beyond the end of a list is not understood here")
    old = None if place is None else pairs[place][1]
    if not rest:
        new = act(old, name)
    elif old is None:
        new = nested(rest, act)
    elif old.kind in (DOCUMENT, ARRAY):
        new = Value(old.kind, changed(old, rest, act))
    else:
        not_viable(old, rest[0], act)
        new = old
    if new is GONE and place is not None:
        if container.kind == ARRAY:
            pairs[place] = (name, Value(NULL, b""))
        else:
            del pairs[place]
    elif new is not GONE and place is None:
        pairs.append((name, new))
    elif new is not GONE:
        if new == old:
            return container.raw
        pairs[place] = (name, new)
    else:
        return container.raw
    return document_of(pairs)


def nested(path, act):
    """What stands where nothing was on the way; GONE where the act makes nothing."""
    value = act(None, path[-1])
    if value is GONE:
        return GONE
    for name in reversed(path):
        value = Value(DOCUMENT, document_of([(name, value)]))
    return value


def not_viable(container, name, act):
    """What takes something away passes by a path that leads nowhere; what sets something cannot."""
    if act is unset or getattr(act, "takes_away", False):
        return container.raw
    raise WriteFault(28, f"Cannot create field '{name.decode()}' in element of type {container.kind}")


def set_to(value, _):
    return lambda old, name: value


def unset(old, name):
    return GONE


def push(operand, _):
    added = [operand]
    if is_operators(operand):
        if [name for name, _ in fields(operand.raw)] != [b"$each"]:
            raise Refused("$push with anything but $each is not understood here")
        each = first(operand.raw, b"$each")
        if each.kind != ARRAY:
            raise Refused("$each needs a list", 2)
        added = values(each.raw)

    def act(old, name):
        if old is not None and old.kind != ARRAY:
            raise WriteFault(2, f"The field '{name.decode()}' must be an array but is of type {old.kind}")
        return Value(ARRAY, array_of((values(old.raw) if old else []) + added))

    return act


def pull(operand, collation):
    goes = pulled(operand, collation)

    def act(old, name):
        if old is None:
            return GONE
        if old.kind != ARRAY:
            raise WriteFault(2, "Cannot apply $pull to a non-array value")
        before = values(old.raw)
        after = [value for value in before if not goes(value)]
        return old if len(after) == len(before) else Value(ARRAY, array_of(after))

    act.takes_away = True
    return act


def pulled(operand, collation):
    """Which members go: those equal to a value, those for which operators hold, the documents that a filter matches."""
    if operand.kind == REGEX:
        raise Refused("$pull by a regular expression is not understood here")
    if is_operators(operand):
        test = Field(b"member", operand, collation).test
        return lambda value: test([value])
    if operand.kind == DOCUMENT:
        wanted = Filter(operand.raw, collation)
        return lambda value: value.kind == DOCUMENT and wanted.matches(value.raw)
    equal = comparable(operand, collation)
    return lambda value: comparable(value, collation) == equal
