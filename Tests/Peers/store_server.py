"""The commands of the strict stand-in that tell of the server itself and of its names."""
from bson_messages import Raw, encode
from store_arguments import part, truth
from store_filter import Filter
from store_values import SIMPLE, Refused

HANDSHAKE = {"helloOk", "client", "compression", "topologyVersion", "maxAwaitTimeMS", "loadBalanced", "backpressure"}


class ServerCommands:
    """`table` has by name what does a command, and which fields it understands."""

    def __init__(self, options, collections):
        self.options, self.collections = options, collections
        self.table = {
            "hello": (self.hello, HANDSHAKE), "isMaster": (self.hello, HANDSHAKE), "ismaster": (self.hello, HANDSHAKE),
            "ping": (self.ping, set()), "endSessions": (self.ping, set()),
            "buildInfo": (self.build_info, set()), "buildinfo": (self.build_info, set()),
            "connectionStatus": (self.connection_status, {"showPrivileges"}),
            "listDatabases": (self.list_databases, {"nameOnly", "authorizedDatabases", "filter"}),
            "listCollections": (self.list_collections, {
                "nameOnly", "authorizedCollections", "filter", "cursor"}),
        }

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
        """Nobody logs in here: what is told is what the options say of somebody who has."""
        told = self.options.privileges
        info = {"authenticatedUsers": [{"user": "tool", "db": "admin"}] if told else [], "authenticatedUserRoles": []}
        if "showPrivileges" in given and given["showPrivileges"].plain():
            info["authenticatedUserPrivileges"] = told or []
        return {"authInfo": info, "ok": 1.0}

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
        wanted = Filter(part(given, "filter"), SIMPLE)
        return [Raw(entry) for entry in map(encode, entries) if wanted.matches(entry)]
