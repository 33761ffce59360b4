"""The commands of the strict stand-in. What a command is not understood to mean here is answered with an error."""
import threading
import time

from bson_messages import STRING, Raw, encode
from store_arguments import failure, number, part, space_of, truth
from store_faults import NONE
from store_filter import Filter
from store_reads import Cursors, Projection
from store_rows import Collection, DataFile
from store_server import ServerCommands
from store_stream import FIRST_BATCH, TIMESTAMP, Events, Stream
from store_values import Refused, WriteFault, collation_of, fields, first, values
from store_writes import Writes

# What every command may have beside its own; a driver adds it.
COMMON = {"$db", "lsid", "$clusterTime", "$readPreference", "comment", "maxTimeMS"}
READ, WRITE = {"readConcern"}, {"writeConcern", "ordered", "txnNumber"}


class Commands:
    """All collections, and what is done with them, one command at a time."""

    def __init__(self, options):
        self.options, self.collections, self.cursors, self.streams = options, {}, Cursors(), {}
        # What a majority still has of a collection.
        self.lagging = {}
        # Held while a command is carried out; a stream that waits for events gives it away.
        self.turn = threading.Condition()
        self.file, self.events = DataFile(options.data), Events()
        self.writes = Writes(self.file, options.max_write_batch, self.events)
        # By name: what does it, and which fields it understands.
        self.table = ServerCommands(options, self.collections).table | {
            "aggregate": (self.aggregate, READ | {"pipeline", "cursor"}),
            "drop": (self.drop, {"writeConcern"}), "dropDatabase": (self.drop_database, {"writeConcern"}),
            "find": (self.find, READ | {
                "filter", "projection", "batchSize", "limit", "singleBatch", "noCursorTimeout", "collation"}),
            "getMore": (self.get_more, {"collection", "batchSize"}),
            "killCursors": (self.kill_cursors, {"cursors"}),
            "count": (self.count, READ | {"query", "limit", "collation"}),
            "insert": (self.write, WRITE | {"documents"}), "update": (self.write, WRITE | {"updates"}),
            "delete": (self.write, WRITE | {"deletes"}),
            "create": (self.create, {"collation", "writeConcern"}),
            "createIndexes": (self.create_indexes, {"indexes", "writeConcern"}),
        }
        for record in self.file.records():
            self.remember(record)

    def run(self, command, fault=NONE):
        """The reply to a command, whose name comes first."""
        with self.turn:
            return self.answer(command, fault)

    def answer(self, command, fault):
        pairs = [(name.decode(), value) for name, value in fields(command)]
        given = dict(pairs)
        name = pairs[0][0] if pairs else ""
        act, own = self.table.get(name, (None, ()))
        try:
            if act is None:
                raise Refused(f"no such command: '{name}'", 59)
            strange = [each for each in given if each != name and each not in COMMON and each not in own]
            if strange or len(given) < len(pairs) or given.get("$db", (0,))[0] != STRING:
                raise Refused(f"{name} with {', '.join(strange) or 'such names'} is not understood here")
            concern = self.concern(given)
            before = len(self.events.all)
            reply = act(name, given, fault)
            if len(self.events.all) > before:
                self.turn.notify_all()
            if not self.options.standalone:
                reply["operationTime"] = TIMESTAMP, self.events.time
            return reply | ({"writeConcernError": concern} if concern else {})
        except Refused as refusal:
            return failure(refusal.code, str(refusal))
        except WriteFault as refusal:
            return failure(refusal.code, str(refusal)) | refusal.facts
        except (ValueError, TypeError, KeyError, AttributeError) as fault:
            return failure(238, f"{name} is not understood here: {fault!r}")

    # What commands share

    def concern(self, given):
        """Refuses a concern that no server has; the error where it cannot be met, None where it can."""
        read, write = (dict(fields(given[name].raw)) if name in given else {} for name in ("readConcern", "writeConcern"))
        levels = ("local", "available", "majority")
        if read.keys() - {b"level", b"afterClusterTime"} or b"level" in read and read[b"level"].plain() not in levels:
            raise Refused("such a read concern is not understood here")
        if write.keys() - {b"w", b"j", b"wtimeout"}:
            raise Refused("such a write concern is not understood here")
        members = write[b"w"].plain() if b"w" in write else 1
        if members == "majority" or members in (0, 1):
            return None
        if isinstance(members, str):
            return {"code": 79, "codeName": "UnknownReplWriteConcern", "errmsg": f"No write concern mode named '{members}'"}
        return {"code": 100, "codeName": "UnsatisfiableWriteConcern", "errmsg": "Not enough data-bearing nodes"}

    def collection(self, space, makes=False):
        """An empty one where there is none, which lasts if it is to be made."""
        if space in self.collections:
            return self.collections[space]
        collection = Collection(space)
        if makes:
            self.file.add({"space": space, "create": {}})
            self.collections[space] = collection
        return collection

    def remember(self, record):
        """Carries out a record of the file."""
        if b"create" in record:
            space = record[b"space"].plain()
            self.collections[space] = Collection(space, record[b"create"].raw)
        elif b"index" in record:
            self.collections[record[b"space"].plain()].add_index(record[b"index"].raw)
        elif b"row" in record:
            collection, row = self.collections[record[b"space"].plain()], record[b"row"].plain()
            document = record[b"document"].raw if b"document" in record else None
            identity = first(document or collection.rows[row], b"_id")
            self.events.add(record[b"kind"].plain(), collection.space, identity, record[b"at"].plain())
            collection.put(row, document)
        elif b"drop" in record:
            self.dropped(record[b"space"].plain(), record[b"drop"].plain())
        if b"mark" in record:
            self.writes.remember(record[b"mark"].raw)

    # Reads

    def find(self, name, given, fault):
        space = space_of(name, given)
        wanted = Projection(part(given, "projection"))
        found = [wanted.of(document) for document in self.matching(space, given, "filter")]
        limit, size = number(given, "limit"), number(given, "batchSize", None)
        return self.cursors.begin(space, found[:limit or None], size, truth(given, "singleBatch"))

    def count(self, name, given, fault):
        found = len(self.matching(space_of(name, given), given, "query"))
        return {"n": min(number(given, "limit") or found, found), "ok": 1.0}

    def matching(self, space, given, filter_name):
        collection = self.collection(space)
        collation = collation_of(given.get("collation"), collection.collation)
        wanted = Filter(part(given, filter_name), collation)
        level = first(part(given, "readConcern"), b"level")
        if space in self.lagging and level and level.plain() == "majority":
            return [document for document in self.lagging[space] if wanted.matches(document)]
        return [document for _, document in collection.found(wanted, collation)]

    def lag(self, command):
        """A majority has the command's collection as it is now, until it catches up."""
        given = {name.decode(): value for name, value in fields(command)}
        space = space_of(next(iter(given)), given)
        self.lagging.setdefault(space, list(self.collection(space).rows.values()))

    def catch_up(self):
        with self.turn:
            self.lagging = {}

    def get_more(self, name, given, fault):
        cursor, space, size = number(given, name), space_of("collection", given), number(given, "batchSize")
        if cursor in self.streams:
            return self.more_events(cursor, size or FIRST_BATCH, number(given, "maxTimeMS", 1000) / 1000)
        return self.cursors.more(cursor, space, size)

    def kill_cursors(self, name, given, fault):
        asked = [value.plain() for value in values(given["cursors"].raw)]
        killed = [each for each in asked if self.cursors.kill(each) or self.streams.pop(each, None)]
        return {"cursorsKilled": killed, "cursorsNotFound": [each for each in asked if each not in killed],
                "cursorsAlive": [], "cursorsUnknown": [], "ok": 1.0}

    # Streams

    def aggregate(self, name, given, fault):
        if self.options.standalone:
            raise Refused("The $changeStream stage is only supported on replica sets", 40573)
        cursor = dict(fields(part(given, "cursor")))
        if cursor.keys() - {b"batchSize"}:
            raise Refused("such a cursor is not understood here")
        stream, key = Stream(space_of(name, given), given["pipeline"], self.events), next(self.cursors.numbers)
        batch = stream.next(cursor[b"batchSize"].plain() if b"batchSize" in cursor else FIRST_BATCH)
        if not stream.is_over:
            self.streams[key] = stream
        return stream.reply("firstBatch", batch, key)

    def more_events(self, key, size, seconds):
        """Waits for the next events, and lets others have their turn meanwhile."""
        stream, end = self.streams[key], time.monotonic() + seconds
        while not (batch := stream.next(size)) and not stream.is_over:
            left = end - time.monotonic()
            if left <= 0:
                break
            self.turn.wait(left)
            if key not in self.streams:
                raise Refused(f"cursor id {key} not found", 43)
        if stream.is_over:
            del self.streams[key]
        return stream.reply("nextBatch", batch, key)

    # Writes

    def write(self, name, given, fault):
        if "txnNumber" in given and self.options.standalone:
            raise Refused("Transaction numbers are only allowed on a replica set member or mongos", 20)
        collection = self.collection(space_of(name, given), makes=name == "insert")
        return self.writes.run(name, given, collection, fault)

    def create(self, name, given, fault):
        space = space_of(name, given)
        if space in self.collections:
            raise Refused(f"Collection {space} already exists.", 48)
        options = encode({"collation": Raw(part(given, "collation"))} if "collation" in given else {})
        self.collections[space] = Collection(space, options)
        self.file.add({"space": space, "create": Raw(options)})
        return {"ok": 1.0}

    def drop(self, name, given, fault):
        space = space_of(name, given)
        if space not in self.collections:
            raise Refused("ns not found", 26)
        self.file.add({"space": space, "drop": self.dropped(space)})
        return {"ns": space, "ok": 1.0}

    def drop_database(self, name, given, fault):
        database = given["$db"].plain()
        for space in [each for each in self.collections if each.partition(".")[0] == database]:
            self.file.add({"space": space, "drop": self.dropped(space)})
        return {"dropped": database, "ok": 1.0}

    def dropped(self, space, at=None):
        """Takes a collection away, which ends its streams; the time of the last event."""
        del self.collections[space]
        at = self.events.add("drop", space, at=at)
        return self.events.add("invalidate", space, at=at)

    def create_indexes(self, name, given, fault):
        collection = self.collection(space_of(name, given), makes=True)
        before = len(collection.indexes)
        for definition in values(given["indexes"].raw):
            if collection.add_index(definition.raw):
                self.file.add({"space": collection.space, "index": Raw(definition.raw)})
        return {"numIndexesBefore": before, "numIndexesAfter": len(collection.indexes), "ok": 1.0}
