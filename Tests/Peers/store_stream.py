"""Change streams of the strict stand-in: the events of all writes, and the cursors that wait for them.

An event has the fields of `SHOWN` and no others, so a stream has to project those that it wants.
"""
import struct
import time

from bson_messages import DOCUMENT, Raw, encode
from store_filter import Filter
from store_reads import Projection
from store_values import SIMPLE, Refused, Value, document_of, fields, first, values

SHOWN = {b"_id", b"operationType", b"clusterTime", b"wallTime", b"ns", b"documentKey"}
OPTIONS = {b"resumeAfter", b"startAfter", b"startAtOperationTime", b"fullDocument"}
DATE, TIMESTAMP, STRING = 9, 17, 2
FIRST_BATCH = 101
# What a token of an event that ended its stream begins with, and the others.
LAST, TOKEN = "ee", "82"


class Event:
    """One change: its number, from 1, its time in milliseconds, what happened, where, and to which `_id`."""

    def __init__(self, number, at, kind, space, identity=None):
        self.number, self.at, self.kind, self.space, self.identity = number, at, kind, space, identity

    @property
    def time(self):
        return stamp(self.at // 1000, self.number)

    def document(self):
        database, _, name = self.space.partition(".")
        whole = {
            b"_id": document(token(self.number, self.kind == "invalidate")), b"operationType": text(self.kind),
            b"clusterTime": Value(TIMESTAMP, self.time), b"wallTime": Value(DATE, struct.pack("<q", self.at)),
            b"ns": document(encode({"db": database, "coll": name}))}
        if self.identity:
            whole[b"documentKey"] = document(document_of([(b"_id", self.identity)]))
        return document_of(whole.items())


class Events:
    """All changes in their order; those up to `forgotten` are told to nobody any more."""

    def __init__(self):
        self.all, self.forgotten = [], 0

    def add(self, kind, space, identity=None, at=None):
        at = int(time.time() * 1000) if at is None else at
        self.all.append(Event(len(self.all) + 1, at, kind, space, identity))
        return at

    @property
    def time(self):
        """A time after that of every event so far, and not after that of the next one."""
        return stamp(int(time.time()), len(self.all)) if self.all else stamp(1, 0)

    def after(self, number, space):
        """The events behind this number that a stream of this collection sees."""
        return [event for event in self.all[number:] if event.space == space]


class Stream:
    """A stream of one collection: where it has got to, and what it shows."""

    def __init__(self, space, pipeline, events):
        stages = [dict(fields(stage.raw)) for stage in values(pipeline.raw)]
        names = [list(stage) for stage in stages]
        if names != [[b"$changeStream"], [b"$match"], [b"$project"]]:
            raise Refused("a pipeline is $changeStream, $match and $project here")
        self.space, self.events, self.is_over = space, events, False
        self.wanted = stages[1][b"$match"].raw
        if {name for name, _ in fields(self.wanted)} != {b"operationType"}:
            raise Refused("a stream is asked for by operationType alone here")
        self.wanted = Filter(self.wanted, SIMPLE)
        project = stages[2][b"$project"].raw
        self.projection = Projection(project)
        if not self.projection.takes or {name for name, _ in fields(project)} - SHOWN or (
                b"_id" not in self.projection.tree):
            raise Refused("a stream shows the fields that it takes here, and always _id")
        self.number = self.start(dict(fields(stages[0][b"$changeStream"].raw)))

    def start(self, options):
        """The number of the last event that is not shown."""
        if options.keys() - OPTIONS or options.get(b"fullDocument", text("default")) != text("default"):
            raise Refused("such a change stream is not understood here")
        given = [name for name in (b"resumeAfter", b"startAfter", b"startAtOperationTime") if name in options]
        if len(given) > 1:
            raise Refused("a stream starts at one place", 40674)
        if not given:
            return len(self.events.all)
        value = options[given[0]]
        if given[0] == b"startAtOperationTime":
            number = next((each.number - 1 for each in self.events.all if later(each.time, value.raw)), len(self.events.all))
        else:
            number = self.resumed(value, given[0] == b"startAfter")
        if number < self.events.forgotten:
            raise Refused("Resume of change stream was not possible, as the resume point may no longer be in the oplog.", 286)
        return number

    def resumed(self, value, may_be_last):
        """The number that a token of ours stands for."""
        data = first(value.raw, b"_data") if value.kind == DOCUMENT else None
        digits = data.plain() if data and data.kind == STRING else ""
        kind, number = digits[:2], digits[2:]
        if kind not in (LAST, TOKEN) or len(number) != 16 or int(number, 16) > len(self.events.all):
            raise Refused("Attempting to resume a change stream using a token that is none", 260)
        if kind == LAST and not may_be_last:
            raise Refused("Attempting to resume a change stream using 'resumeAfter' from an invalidate", 260)
        return int(number, 16)

    def next(self, size):
        """The next events as bytes; the stream is over after one that takes its collection away."""
        if self.number < self.events.forgotten:
            raise Refused("the events that come next are no longer in the oplog", 286)
        shown = []
        for event in self.events.after(self.number, self.space):
            self.number, whole = event.number, event.document()
            if self.wanted.matches(whole):
                shown.append(self.projection.of(whole))
            if event.kind == "invalidate":
                self.is_over = True
            if self.is_over or len(shown) == size:
                return shown
        self.number = len(self.events.all)
        return shown

    def reply(self, field, batch, number):
        return {"cursor": {
            field: [Raw(each) for each in batch], "id": 0 if self.is_over else number, "ns": self.space,
            "postBatchResumeToken": Raw(token(self.number, self.is_over))}, "ok": 1.0}


def token(number, is_last):
    return encode({"_data": f"{LAST if is_last else TOKEN}{number:016x}"})


def text(string):
    data = string.encode() + b"\0"
    return Value(STRING, struct.pack("<i", len(data)) + data)


def document(raw):
    return Value(DOCUMENT, raw)


def stamp(seconds, number):
    return struct.pack("<II", number, seconds)


def later(one, other):
    """True of a time that is not before the other."""
    return struct.unpack("<Q", one) >= struct.unpack("<Q", other)
