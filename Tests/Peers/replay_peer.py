#!/usr/bin/env python3
"""Serves .bson files over MongoDB's wire, so fast that whoever reads them is what is measured.

Each file is the collection NAME (clients) of every database, on a port of 127.0.0.1; prints `PORT n` when
it listens, and serves until it gets a signal. What a find asks for is prepared once, as the elements of one
long array and the places where each begins: a batch is a slice that the kernel sends from the page cache.
Whole documents and the fields of synctool's own mapping are prepared before the port is told (twenty seconds
for 1 000 000 clients; with --keep once and for all), another projection by the first find that asks for it.

An update is answered as if each of its statements had found a document; nothing is looked at, and nothing changes.

Batches are of batchSize documents, else 101 in the first one, and of 16 MiB at most. A filter is {}, or of
texts by $eq, $in, $regex and $or. What is not understood is answered with an error.
"""
import argparse
import os
import pathlib
import signal
import socket
import struct
import sys
import threading

import mongo_peer
from bson_filter import Filter
from bson_messages import encode
from replay_stream import Collection, elements

FIRST_BATCH = 101
OWN_FIELDS = "name,email,phone,protected,address,createdAt,updatedAt"
# Options of a find that change nothing of what a file that nobody writes to gives.
HARMLESS = {"$db", "lsid", "comment", "noCursorTimeout", "maxTimeMS", "$readPreference", "readConcern",
            "allowDiskUse", "$clusterTime"}
UNDERSTOOD = {"find", "filter", "projection", "batchSize", "limit", "singleBatch"} | HARMLESS


class Refused(Exception):
    """A command that is not understood, and what of it."""


class Cursor:
    """A read in progress."""

    def __init__(self, stream, limit):
        self.stream, self.at, self.id = stream, 0, 0
        self.end = min(limit, len(stream)) if limit else len(stream)


class Batch:
    """A reply that is a slice of a stream between a head and a tail of a few bytes."""

    def __init__(self, command, cursor, field, size):
        stream, first = cursor.stream, cursor.at
        cursor.at = stream.stop(first, size, cursor.end)
        collection = command.get("find", command.get("collection"))
        # An empty list shows the place: right behind its length, which grows with those around it.
        self.frame = bytearray(encode({
            "cursor": {field: [], "id": cursor.id if cursor.at < cursor.end else 0,
                       "ns": f"{command['$db']}.{collection}"}, "ok": 1.0}))
        self.file, self.start = stream.file, stream.starts[first]
        self.size = stream.starts[cursor.at] - self.start
        document = 4 + len(b"\x03cursor\0")
        array = document + 4 + 1 + len(field) + 1
        for place in (0, document, array):
            length = struct.unpack_from("<i", self.frame, place)[0]
            struct.pack_into("<i", self.frame, place, length + self.size)
        self.split = array + 4

    def send(self, connection, request):
        head = struct.pack("<iiiiiB", 21 + len(self.frame) + self.size, 0, request, 2013, 0, 0)
        connection.sendall(head + self.frame[:self.split], socket.MSG_MORE)
        at, end = self.start, self.start + self.size
        while at < end:
            at += os.sendfile(connection.fileno(), self.file.fileno(), at, end - at)
        connection.sendall(self.frame[self.split:])


class Peer(mongo_peer.Peer):
    """One connection."""

    def setup(self):
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def respond(self, request, reply):
        if isinstance(reply, Batch):
            reply.send(self.request, request)
        else:
            super().respond(request, reply)

    def command(self, body):
        # To read each statement would take longer than to make it.
        if body[9:17] == b"\x02update\0":
            whole = body[5:]
            updates = next(whole[value:end] for name, _, _, value, end in elements(whole) if name == b"updates")
            return {"update": sum(1 for _ in elements(updates))}
        return super().command(body)

    def answer(self, command):
        name = next(iter(command))
        if name == "update":
            return {"n": command["update"], "nModified": command["update"], "ok": 1.0}
        act = {"find": self.find, "getmore": self.get_more, "killcursors": self.kill, "count": self.count,
               "hello": self.hello, "ismaster": self.hello}.get(name.lower())
        try:
            if act:
                return act(command)
        except (Refused, ValueError) as fault:
            return mongo_peer.error(9, f"{name}: {fault}")
        if name == "buildInfo":
            return {"version": "7.0.99", "versionArray": [7, 0, 99, 0], "ok": 1.0}
        if name == "connectionStatus":
            return {"authInfo": {"authenticatedUsers": [], "authenticatedUserRoles": []}, "ok": 1.0}
        if name in ("ping", "endSessions"):
            return {"ok": 1.0}
        if name == "listDatabases":
            return {"databases": [{"name": "bench"}], "ok": 1.0}
        if name == "listCollections":
            listed = [{"name": each, "type": "collection"} for each in self.server.collections]
            space = f"{command['$db']}.$cmd.listCollections"
            return {"cursor": {"id": 0, "ns": space, "firstBatch": listed}, "ok": 1.0}
        return mongo_peer.error(59, f"no such command: '{name}'")

    def hello(self, command):
        # Sessions, as every real server has them: a client says good-bye to them at its end.
        return super().hello(command) | {"logicalSessionTimeoutMinutes": 30}

    def find(self, command):
        strange = [name for name in command if name not in UNDERSTOOD]
        if strange:
            raise Refused(f"'{strange[0]}' is not understood here")
        collection = self.server.collections.get(command["find"])
        if not collection:
            raise Refused(f"there is no collection {command['find']} here")
        wanted = Filter(command["filter"]) if command.get("filter") else None
        cursor = Cursor(collection.stream(asked(command.get("projection")), wanted),
                        command.get("limit", 0))
        cursor.id = self.server.new_id()
        size = command.get("batchSize", FIRST_BATCH)
        if command.get("singleBatch"):
            cursor.end = cursor.stream.stop(0, size, cursor.end)
        return self.batch(command, cursor, "firstBatch", size)

    def count(self, command):
        strange = [name for name in command if name not in {"count", "limit"} | HARMLESS]
        collection = self.server.collections.get(command["count"])
        if strange or not collection:
            raise Refused(f"'{(strange or [command['count']])[0]}' is not understood here")
        found = len(collection.stream(None, None))
        return {"n": min(command.get("limit") or found, found), "ok": 1.0}

    def get_more(self, command):
        cursor = self.server.cursors.pop(command["getMore"], None)
        if not cursor:
            return mongo_peer.error(43, "there is no such cursor")
        return self.batch(command, cursor, "nextBatch", command.get("batchSize") or sys.maxsize)

    def batch(self, command, cursor, field, size):
        batch = Batch(command, cursor, field, size)
        if cursor.at < cursor.end:
            self.server.cursors[cursor.id] = cursor
        return batch

    def kill(self, command):
        for cursor in command["cursors"]:
            self.server.cursors.pop(cursor, None)
        return {"ok": 1.0}


def asked(projection):
    """The fields that a projection takes; None for all."""
    if not projection:
        return None
    others = {name: value for name, value in projection.items() if name != "_id"}
    if not others or not all(value in (1, True) and name.isidentifier() for name, value in others.items()):
        raise Refused("a projection takes whole fields here")
    taken = [*others, *(["_id"] if projection.get("_id", 1) else [])]
    return frozenset(name.encode() for name in taken)


class Server(mongo_peer.Server):
    def __init__(self, collections):
        super().__init__(("127.0.0.1", 0), Peer)
        self.collections, self.cursors, self.last_id, self.lock = collections, {}, 1000, threading.Lock()

    def new_id(self):
        with self.lock:
            self.last_id += 1
            return self.last_id


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="[NAME=]FILE.bson")
    parser.add_argument(
        "--fields", action="append", metavar="NAME,...", default=[OWN_FIELDS],
        help=f"prepared at once, beside {OWN_FIELDS}; repeatable")
    parser.add_argument("--keep", action="store_true", help="keep what was prepared beside each file")
    options = parser.parse_args()
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    collections = {}
    for named in options.files:
        name, is_named, path = named.partition("=")
        path = pathlib.Path(path if is_named else named)
        collections[name if is_named else "clients"] = Collection(path, options.keep)
    for collection in collections.values():
        for names in (None, *options.fields):
            collection.stream(asked({name: 1 for name in names.split(",")} if names else None), None)
    with Server(collections) as server:
        print(f"PORT {server.server_address[1]}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
