#!/usr/bin/env python3
"""A strict stand-in for MongoDB: it keeps documents byte for byte, and refuses whatever it does not understand.

Speaks OP_MSG, and OP_QUERY for the first hello, as the only member of a replica set; with numbered (retryable)
writes, change streams, without logins, transactions and compression. Prints `PORT n` when it listens.

With --control it takes a line of JSON for each request from standard input, answers each with one on standard
output ({"error": TEXT} where it fails), and ends when its input does. A DOCUMENT is a text: base64 of BSON, or JSON as
store_json.py has it, which answers hold where a request has "json": true.
  {"run": DOCUMENT}       carries out a command, with $db, neither logged nor struck: {"reply": DOCUMENT}
  {"insert": "db.c", "documents": [DOCUMENT, ...]}    the same for an insert: {"reply": DOCUMENT}
  {"documents": "db.c"}   all documents in their natural order: {"documents": [DOCUMENT, ...]}
  {"log": "update"}       the commands of this name that came, with --log: {"documents": [DOCUMENT, ...]}
  {"seen": "update"}      how many have come in this life: {"count": NUMBER}
  {"fault": {...}}        sets a fault, as below: {}
  {"calm": true}          takes all faults back: {}
  {"forget": true}        takes the events up to now from the oplog, so that no stream resumes from before: {}

A fault strikes commands of one name, counted from when it was set, once unless it says otherwise; of several
that are due the first strikes. Its members, all but `command` optional:
  command  the name, such as "update"
  only     strike only those that have this field, such as "writeConcern"
  at       strike the command with this number, from 1 (`every`, else 1)
  every    and each so many commands later; then always, unless `times` is given
  times    strike so many commands and no more (1)
  wait     seconds before anything is carried out
  between  other commands (DOCUMENT, with $db) that are carried out before this one, after it has come
  refuse   {"2": 11000}: the statements at these places are not carried out, and are answered with these codes
  after    how many statements are carried out before `then`: a number, "half" or "all" (0 with `then`, else "all")
  then     "hang up"; "die" (the store kills itself); or a code, which is the error that is answered
  concern  the code of a writeConcernError that is put into the reply
  lags     true: until all is calm, a majority has the collection as it was before this command
  late     seconds before the reply is sent
A reply that is lost after the write is {"after": "all", "then": "hang up"}.
"""
import argparse
import base64
import collections
import json
import os
import signal
import struct
import sys
import threading
import time

import mongo_peer
import store_json
from bson_messages import ARRAY, DOCUMENT, Raw, encode
from replay_stream import documents
from store_arguments import failure
from store_commands import Commands
from store_faults import Faults, HangUp
from store_values import Refused, Value, array_of, check, document_of, fields

SECRET = "scripted fault; a secret: hunter2"
# After these a driver may send a numbered write again, when the answer says so.
RETRYABLE = {6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436}
RESUMABLE = RETRYABLE | {63, 133, 150, 234, 13388}
MORE_TO_COME, EXHAUST_ALLOWED = 2, 1 << 16


class Store:
    """The commands behind one lock, the faults, and the log of all commands that came over the wire."""

    def __init__(self, options):
        self.options, self.seen = options, collections.Counter()
        self.commands, self.faults = Commands(options), Faults()
        self.lock = self.commands.turn
        self.log = os.open(options.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600) if options.log else None

    def run(self, command):
        with self.lock:
            return self.commands.run(command)

    def answer(self, command):
        """The reply to a command from the wire; throws HangUp where there is to be none."""
        names = [name.decode() for name, _ in fields(command)]
        name, fault = names[0], self.faults.of(names)
        with self.lock:
            self.note(name, command)
            if not fault.wait:
                reply, code = self.struck(command, fault)
        if fault.wait:
            time.sleep(fault.wait)
            with self.lock:
                reply, code = self.struck(command, fault)
        if code:
            labels = []
            if code in RETRYABLE and "txnNumber" in names:
                labels = ["RetryableWriteError"]
            if code in RESUMABLE and name == "getMore":
                labels = ["ResumableChangeStreamError"]
            reply = failure(code, SECRET) | ({"errorLabels": labels} if labels else {})
        if fault.concern:
            reply = {"writeConcernError": {"code": fault.concern, "errmsg": SECRET}} | reply
        time.sleep(fault.late)
        return reply

    def note(self, name, command):
        self.seen[name] += 1
        if self.log is not None:
            os.write(self.log, command)

    def struck(self, command, fault):
        """The reply, None where nothing is carried out, and the code of the error that takes its place."""
        for other in fault.between:
            self.commands.run(store_json.document(other))
        if fault.lags:
            self.commands.lag(command)
        carries_out = not fault.then or fault.after
        return self.commands.run(command, fault) if carries_out else None, fault.end()

    def documents(self, space):
        """All of a collection."""
        with self.lock:
            return list(self.commands.collection(space).rows.values())

    def forget(self):
        with self.lock:
            self.commands.events.forgotten = len(self.commands.events.all)

    def commands_logged(self, name):
        """The commands of this name that came, those to an earlier life included."""
        with open(self.options.log, "rb") as file:
            return [command for command in documents(file.read()) if fields(command)[0][0] == name.encode()]


class Peer(mongo_peer.Peer):
    """One connection."""

    def handle(self):
        while header := self.read(16):
            size, request, _, opcode = struct.unpack("<iiii", header)
            if not 16 < size <= 48_000_000 or not (body := self.read(size - 16)):
                return
            try:
                if opcode == 2004:
                    at = body.index(0, 4) + 9
                    command = with_database(body[at:at + struct.unpack_from("<i", body, at)[0]])
                    check(command)
                    reply = encode(self.server.store.answer(command))
                    self.send(1, request, struct.pack("<iqii", 8, 0, 0, 1) + reply)
                elif opcode == 2013:
                    flags, command = message(body)
                    reply = encode(self.server.store.answer(command))
                    if not flags & MORE_TO_COME:
                        self.send(2013, request, b"\0\0\0\0\0" + reply)
                else:
                    return
            except Refused as refusal:
                self.send(2013, request, b"\0\0\0\0\0" + encode(failure(refusal.code, str(refusal))))
            except HangUp:
                return


def with_database(command):
    """A command of the old form, which names its database elsewhere; only a hello comes in it."""
    return document_of([*fields(command), (b"$db", Value(2, b"\6\0\0\0admin\0"))])


def message(body):
    """The flags of an OP_MSG, and its command with the documents that were sent beside it."""
    flags, at, command, beside = struct.unpack_from("<I", body)[0], 4, None, []
    if flags & ~(MORE_TO_COME | EXHAUST_ALLOWED):
        raise HangUp
    while at < len(body):
        start, size = at + 1, struct.unpack_from("<i", body, at + 1)[0]
        if body[at] == 0:
            command = body[start:start + size]
            check(command)
        elif body[at] == 1:
            name_end = body.index(0, start + 4)
            beside.append((body[start + 4:name_end], sequence(body[name_end + 1:start + size])))
        else:
            raise HangUp
        at = start + size
    if not command or len(command) == 5:
        raise HangUp
    return flags, document_of([*fields(command), *beside]) if beside else command


def sequence(data):
    """The documents of a section as one array."""
    for document in (found := list(documents(data))):
        check(document)
    return Value(ARRAY, array_of([Value(DOCUMENT, document) for document in found]))


def control(store, line):
    """The answer to one request of standard input."""
    request = json.loads(line)
    show = store_json.text if request.get("json") else lambda data: base64.b64encode(data).decode()
    if "run" in request:
        return {"reply": show(encode(store.run(store_json.document(request["run"]))))}
    if "insert" in request:
        database, _, name = request["insert"].partition(".")
        documents = [Raw(store_json.document(each)) for each in request["documents"]]
        command = encode({"insert": name, "$db": database, "documents": documents})
        return {"reply": show(encode(store.run(command)))}
    if "documents" in request:
        return {"documents": [show(document) for document in store.documents(request["documents"])]}
    if "log" in request:
        return {"documents": [show(command) for command in store.commands_logged(request["log"])]}
    if "seen" in request:
        return {"count": store.seen[request["seen"]]}
    if "fault" in request:
        store.faults.add(request["fault"])
        return {}
    if "calm" in request:
        store.faults.clear()
        store.commands.catch_up()
        return {}
    if "forget" in request:
        store.forget()
        return {}
    raise ValueError("no request")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="a free one unless given")
    parser.add_argument("--data", metavar="FILE", help="keep everything there; each acknowledged write outlives a kill")
    parser.add_argument("--log", metavar="FILE", help="each command that came, as BSON, in the order in which they are carried out")
    parser.add_argument("--control", action="store_true", help="take requests from standard input")
    parser.add_argument("--standalone", action="store_true", help="be no replica set: no sessions, no numbered writes")
    parser.add_argument("--max-write-batch", type=int, default=100_000, metavar="N")
    parser.add_argument("--privileges", type=json.loads, metavar="JSON", help="what connectionStatus tells, a list")
    options = parser.parse_args()
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    with mongo_peer.Server(("127.0.0.1", options.port), Peer) as server:
        options.address = f"127.0.0.1:{server.server_address[1]}"
        server.store = Store(options)
        print(f"PORT {server.server_address[1]}", flush=True)
        if not options.control:
            server.serve_forever()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for line in sys.stdin:
            try:
                answer = control(server.store, line)
            except (ValueError, KeyError, TypeError, Refused) as fault:
                answer = {"error": str(fault)}
            print(json.dumps(answer), flush=True)
        os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
