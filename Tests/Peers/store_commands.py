"""The commands of the strict stand-in. What a command is not understood to mean here is answered with an error."""
from bson_messages import BOOL, DOCUMENT, DOUBLE, INT32, INT64, STRING, Raw, encode
from store_faults import NONE
from store_filter import Filter
from store_reads import EMPTY, Cursors, Projection
from store_rows import Collection, DataFile
from store_values import Refused, WriteFault, collation_of, fields, values
from store_writes import Writes

# What every command may have beside its own; a driver adds it.
COMMON = {"$db", "lsid", "$clusterTime", "$readPreference", "comment", "maxTimeMS"}
READ, WRITE = {"readConcern"}, {"writeConcern", "ordered", "txnNumber"}
HANDSHAKE = {"helloOk", "client", "compression", "topologyVersion", "maxAwaitTimeMS", "loadBalanced", "backpressure"}
NUMBERS = (INT32, INT64, DOUBLE)


class Commands:
    """All collections, and what is done with them; not for two threads at once."""

    def __init__(self, options):
        self.options, self.collections, self.cursors = options, {}, Cursors()
        self.file = DataFile(options.data)
        self.writes = Writes(self.file, options.max_write_batch)
        # By name: what does it, and which fields it understands.
        self.table = {
            "hello": (self.hello, HANDSHAKE), "isMaster": (self.hello, HANDSHAKE), "ismaster": (self.hello, HANDSHAKE),
            "ping": (self.ping, set()), "endSessions": (self.ping, set()),
            "buildInfo": (self.build_info, set()), "buildinfo": (self.build_info, set()),
            "connectionStatus": (self.connection_status, {"showPrivileges"}),
            "find": (self.find, READ | {
                "filter", "projection", "batchSize", "limit", "singleBatch", "noCursorTimeout", "collation"}),
            "getMore": (self.get_more, {"collection", "batchSize"}),
            "killCursors": (self.kill_cursors, {"cursors"}),
            "count": (self.count, READ | {"query", "limit", "collation"}),
            "insert": (self.write, WRITE | {"documents"}), "update": (self.write, WRITE | {"updates"}),
            "delete": (self.write, WRITE | {"deletes"}),
            "create": (self.create, {"collation", "writeConcern"}),
            "createIndexes": (self.create_indexes, {"indexes", "writeConcern"}),
            "listDatabases": (self.list_databases, {"nameOnly", "authorizedDatabases", "filter"}),
            "listCollections": (self.list_collections, {
                "nameOnly", "authorizedCollections", "filter", "cursor"}),
        }
        for record in self.file.records():
            self.remember(record)

    def run(self, command, fault=NONE):
        """The reply to a command, whose name comes first."""
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
            reply = act(name, given, fault)
            return {"writeConcernError": concern, **reply} if concern else reply
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
        if read.keys() - {b"level"} or any(level.plain() not in levels for level in read.values()):
            raise Refused("such a read concern is not understood here")
        if write.keys() - {b"w", b"j", b"wtimeout"}:
            raise Refused("such a write concern is not understood here")
        members = write[b"w"].plain() if b"w" in write else 1
        if members == "majority" or members in (0, 1):
            return None
        if isinstance(members, str):
            return {"code": 79, "codeName": "UnknownReplWriteConcern", "errmsg": f"No write concern mode named '{members}'"}
        return {"code": 100, "codeName": "UnsatisfiableWriteConcern", "errmsg": "Not enough data-bearing nodes"}

    def space(self, name, given):
        collection = given[name].plain()
        if given[name].kind != STRING or not collection or not given["$db"].plain():
            raise Refused("Invalid namespace specified", 73)
        return f"{given['$db'].plain()}.{collection}"

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
            document = record[b"document"].raw if b"document" in record else None
            self.collections[record[b"space"].plain()].put(record[b"row"].plain(), document)
        if b"mark" in record:
            self.writes.remember(record[b"mark"].raw)

    # The server

    def hello(self, name, given, fault):
        reply = {
            "helloOk": True, "ismaster": True, "isWritablePrimary": True, "maxBsonObjectSize": 16 << 20,
            "maxMessageSizeBytes": 48_000_000, "maxWriteBatchSize": self.options.max_write_batch,
            "minWireVersion": 0, "maxWireVersion": 21, "readOnly": False, "ok": 1.0}
        if not self.options.standalone:
            reply |= {
                "setName": "rs0", "setVersion": 1, "secondary": False, "hosts": [self.options.address],
                "primary": self.options.address, "me": self.options.address, "logicalSessionTimeoutMinutes": 30}
        return reply

    def ping(self, name, given, fault):
        return {"ok": 1.0}

    def build_info(self, name, given, fault):
        return {"version": "7.0.99", "versionArray": [7, 0, 99, 0], "maxBsonObjectSize": 16 << 20, "ok": 1.0}

    def connection_status(self, name, given, fault):
        """Nobody logs in here, so nobody has a name or a privilege."""
        lists = ["authenticatedUsers", "authenticatedUserRoles"]
        if "showPrivileges" in given and given["showPrivileges"].plain():
            lists.append("authenticatedUserPrivileges")
        return {"authInfo": {each: [] for each in lists}, "ok": 1.0}

    # Reads

    def find(self, name, given, fault):
        space = self.space(name, given)
        wanted = Projection(part(given, "projection"))
        found = [wanted.of(document) for document in self.matching(space, given, "filter")]
        limit, size = number(given, "limit"), number(given, "batchSize", None)
        return self.cursors.begin(space, found[:limit or None], size, truth(given, "singleBatch"))

    def count(self, name, given, fault):
        found = len(self.matching(self.space(name, given), given, "query"))
        return {"n": min(number(given, "limit") or found, found), "ok": 1.0}

    def matching(self, space, given, filter_name):
        collection = self.collection(space)
        collation = collation_of(given.get("collation"), collection.collation)
        wanted = Filter(part(given, filter_name), collation)
        return [document for _, document in collection.found(wanted, collation)]

    def get_more(self, name, given, fault):
        return self.cursors.more(
            number(given, name), self.space("collection", given), number(given, "batchSize"))

    def kill_cursors(self, name, given, fault):
        asked = [value.plain() for value in values(given["cursors"].raw)]
        killed = [each for each in asked if self.cursors.kill(each)]
        return {"cursorsKilled": killed, "cursorsNotFound": [each for each in asked if each not in killed],
                "cursorsAlive": [], "cursorsUnknown": [], "ok": 1.0}

    # Writes

    def write(self, name, given, fault):
        if "txnNumber" in given and self.options.standalone:
            raise Refused("Transaction numbers are only allowed on a replica set member or mongos", 20)
        collection = self.collection(self.space(name, given), makes=name == "insert")
        return self.writes.run(name, given, collection, fault)

    def create(self, name, given, fault):
        space = self.space(name, given)
        if space in self.collections:
            raise Refused(f"Collection {space} already exists.", 48)
        options = encode({"collation": Raw(part(given, "collation"))} if "collation" in given else {})
        self.collections[space] = Collection(space, options)
        self.file.add({"space": space, "create": Raw(options)})
        return {"ok": 1.0}

    def create_indexes(self, name, given, fault):
        collection = self.collection(self.space(name, given), makes=True)
        before = len(collection.indexes)
        for definition in values(given["indexes"].raw):
            if collection.add_index(definition.raw):
                self.file.add({"space": collection.space, "index": Raw(definition.raw)})
        return {"numIndexesBefore": before, "numIndexesAfter": len(collection.indexes), "ok": 1.0}

    # Names

    def list_databases(self, name, given, fault):
        if given["$db"].plain() != "admin":
            raise Refused("listDatabases may only be run against the admin database.", 13)
        names = sorted({space.partition(".")[0] for space in self.collections})
        shown = {} if truth(given, "nameOnly") else {"sizeOnDisk": 4096, "empty": False}
        return {"databases": self.listed([{"name": each} | shown for each in names], given), "ok": 1.0}

    def list_collections(self, name, given, fault):
        database = given["$db"].plain()
        spaces = [space.partition(".") for space in sorted(self.collections)]
        listed = [{"name": each, "type": "collection"} for of, _, each in spaces if of == database]
        return {"cursor": {"firstBatch": self.listed(listed, given), "id": 0,
                           "ns": f"{database}.$cmd.listCollections"}, "ok": 1.0}

    def listed(self, entries, given):
        wanted = Filter(part(given, "filter"), collation_of(None, Collection("").collation))
        return [Raw(entry) for entry in map(encode, entries) if wanted.matches(entry)]


def part(given, name):
    """A document of a command; an empty one where it is not given."""
    if name not in given:
        return EMPTY
    if given[name].kind != DOCUMENT:
        raise Refused(f"{name} needs a document", 14)
    return given[name].raw


def number(given, name, default=0):
    if name not in given:
        return default
    if given[name].kind not in NUMBERS or given[name].plain() < 0:
        raise Refused(f"{name} needs a number that is not negative")
    return int(given[name].plain())


def truth(given, name):
    if name in given and given[name].kind != BOOL:
        raise Refused(f"{name} needs true or false", 14)
    return name in given and given[name].plain()


def failure(code, text):
    return {"ok": 0.0, "errmsg": text, "code": code, "codeName": NAMES.get(code, "Scripted")}


NAMES = {
    2: "BadValue", 13: "Unauthorized", 16: "InvalidLength", 20: "IllegalOperation", 22: "InvalidBSON", 26: "NamespaceNotFound",
    43: "CursorNotFound", 48: "NamespaceExists", 50: "MaxTimeMSExpired", 59: "CommandNotFound", 64: "WriteConcernFailed",
    73: "InvalidNamespace", 91: "ShutdownInProgress", 112: "WriteConflict", 148: "ReadConcernMajorityNotEnabled",
    189: "PrimarySteppedDown", 225: "TransactionTooOld", 238: "NotImplemented", 10107: "NotWritablePrimary",
    11000: "DuplicateKey", 11600: "InterruptedAtShutdown"}
