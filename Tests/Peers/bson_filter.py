"""The filters that a find may come with, as far as they are of texts; the others are refused."""
import re

from bson_messages import STRING, Other
from replay_stream import elements


class Filter:
    """Conditions on the fields at the top of a document, which must all hold."""

    def __init__(self, wanted):
        """Throws ValueError for what it does not understand."""
        self.alternatives, self.fields = [], {}
        for name, condition in wanted.items():
            if name == "$or":
                self.alternatives.append([Filter(each) for each in condition])
            elif name.startswith("$") or "." in name:
                raise ValueError(f"a filter on {name} is not understood here")
            else:
                self.fields[name.encode()] = tests(condition)

    def matches(self, document):
        texts = {name: document[value + 4:end - 1]
                 for name, kind, _, value, end in elements(document) if kind == STRING}
        return self.holds(texts)

    def holds(self, texts):
        return all(
            name in texts and all(test(texts[name]) for test in wanted)
            for name, wanted in self.fields.items()
        ) and all(any(each.holds(texts) for each in group) for group in self.alternatives)


def tests(condition):
    """What a field's text has to pass."""
    if not isinstance(condition, dict):
        condition = {"$eq": condition}
    return [test(operator, value) for operator, value in condition.items()]


def test(operator, value):
    if operator == "$eq":
        return encoded(value).__eq__
    if operator == "$in":
        return frozenset(map(encoded, value)).__contains__
    if operator == "$regex":
        return re.compile(encoded(value)).search
    raise ValueError(f"{operator} is not understood here")


def encoded(value):
    if not isinstance(value, str) or isinstance(value, Other):
        raise ValueError("a filter is of texts here")
    return value.encode()
