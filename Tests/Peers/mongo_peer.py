#!/usr/bin/env python3
"""A scripted MongoDB server for tests: serves the raw documents of a .bson file, and faults on demand.

Speaks OP_MSG, and OP_QUERY for the first hello. Any find returns all documents of the file, in
batches, whatever its filter: what was asked for stands in the log. Prints `PORT n` when it listens.
A fault written as N:TIMES strikes so many times and then no more; without TIMES, always. A collection's name may
ask for faults of its reads alone (see `Wish`), so that one server serves many tests.
"""
import argparse
import json
import signal
import socket
import socketserver
import ssl
import struct
import sys
import threading

from bson_messages import Raw, decode, encode
from mongo_faults import Cut, Fault, Wish

CODE_NAMES = {13: "Unauthorized", 18: "AuthenticationFailed", 43: "CursorNotFound",
              50: "MaxTimeMSExpired", 11600: "InterruptedAtShutdown"}


class Script:
    """What is served and what goes wrong, shared by all connections."""

    def __init__(self, options):
        self.options = options
        with open(options.documents, "rb") as file:
            data = file.read()
        self.documents, at = [], 0
        while at < len(data):
            size = struct.unpack_from("<i", data, at)[0]
            self.documents.append(Raw(data[at:at + size]))
            at += size
        self.cursors, self.next_cursor, self.lock = {}, 1000, threading.Lock()
        # The cursors whose last batch was empty.
        self.emptied = set()

    def log(self, command):
        if self.options.log:
            shown = {key: value for key, value in command.items()
                     if key not in ("$clusterTime", "lsid", "payload")}
            with self.lock, open(self.options.log, "a", encoding="utf-8") as file:
                file.write(json.dumps(shown, default=str) + "\n")


class Peer(socketserver.BaseRequestHandler):
    """One connection."""

    def handle(self):
        while header := self.read(16):
            size, request, _, opcode = struct.unpack("<iiii", header)
            body = self.read(size - 16)
            if not body:
                return
            if opcode == 2004:
                name_end = body.index(0, 4)
                reply = self.answer(decode(body, name_end + 9))
                payload = struct.pack("<iqii", 8, 0, 0, 1) + encode(reply)
                self.send(1, request, payload)
            else:
                reply = self.answer(self.command(body))
                if reply is None:
                    return
                self.respond(request, reply)

    def command(self, body):
        """The command of a message, from its flags on."""
        return decode(body, 5)

    def read(self, size):
        data = b""
        while len(data) < size:
            piece = self.request.recv(size - len(data))
            if not piece:
                return b""
            data += piece
        return data

    def respond(self, request, reply):
        if isinstance(reply, Cut):
            message = self.message(2013, request, b"\0\0\0\0\0" + encode(reply.reply))
            self.request.sendall(message[:len(message) // 2])
            self.request.shutdown(socket.SHUT_RDWR)
        else:
            self.send(2013, request, b"\0\0\0\0\0" + encode(reply))

    def send(self, opcode, request, payload):
        self.request.sendall(self.message(opcode, request, payload))

    def message(self, opcode, request, payload):
        return struct.pack("<iiii", len(payload) + 16, 0, request, opcode) + payload

    def stall(self):
        """Answers nothing until the other side closes the connection; then hangs up."""
        self.read(1)

    def answer(self, command):
        """The reply to a command; None to hang up."""
        script = self.server.script
        script.log(command)
        name = next(iter(command))
        if name.lower() in ("hello", "ismaster"):
            return self.hello(command)
        if name == "buildInfo":
            return {"version": "7.0.99", "versionArray": [7, 0, 99, 0], "ok": 1.0}
        if name == "saslStart":
            return error(18 if script.options.auth_fail else 59, "Authentication failed.")
        if name == "find":
            fault = script.options.fail_find
            if fault and fault.strike():
                return error(fault.number)
            return self.batch(command, [0, command.get("limit", 0)], "firstBatch")
        if name == "getMore":
            fault = script.options.fail_getmore
            if fault and fault.strike():
                return error(fault.number)
            place = script.cursors.pop(command["getMore"], None)
            return self.batch(command, place, "nextBatch") if place else error(43)
        if name == "count":
            fault = script.options.fail_count
            if fault and fault.strike():
                return error(fault.number)
            return {"n": min(len(script.documents), command["limit"]), "ok": 1.0}
        if name in ("ping", "endSessions", "killCursors", "aggregate"):
            return {"ok": 1.0}
        return error(59, f"no such command: '{name}'")

    def hello(self, command):
        reply = {"helloOk": True, "ismaster": True, "isWritablePrimary": True,
                 "maxBsonObjectSize": 16 * 2**20, "maxMessageSizeBytes": 48_000_000,
                 "maxWriteBatchSize": 100_000, "minWireVersion": 0, "maxWireVersion": 21, "ok": 1.0}
        if "saslSupportedMechs" in command:
            reply["saslSupportedMechs"] = ["SCRAM-SHA-256"]
        return reply

    def batch(self, command, place, field):
        """The documents from `place`, a pair of position and limit, onwards; None to hang up."""
        script, options = self.server.script, self.server.script.options
        position, limit = place
        collection = command.get("find", command.get("collection", "clients"))
        wish = Wish(collection)
        end = min(limit or len(script.documents), len(script.documents))
        if options.end_early is not None:
            end = min(end, options.end_early)
        size = command.get("batchSize", 101 if field == "firstBatch" else 10_000)
        stop = min(end, position + min(size, wish.most(options.most)))
        if options.hang_up_after and position >= options.hang_up_after.number:
            if options.hang_up_after.strike():
                return None
        if wish.strikes("hangup", position):
            return None
        if wish.strikes("stall", position) or (
                options.stall_after is not None and position >= options.stall_after):
            return self.stall()
        if wish.strikes("fail", position):
            return error(wish.numbers["code"])
        cursor, key = 0, command.get("getMore")
        if wish.strikes("empty", position) and key not in script.emptied:
            stop = position
        if stop < end:
            with script.lock:
                script.next_cursor += 1
                cursor = script.next_cursor
            script.cursors[cursor] = (stop, limit)
            if stop == position:
                script.emptied.add(cursor)
        space = f"{command.get('$db', 'test')}.{collection}"
        documents = script.documents[position:stop]
        reply = {"cursor": {"id": cursor, "ns": space, field: documents}, "ok": 1.0}
        return Cut(reply) if wish.strikes("cut", position) else reply


def error(code, text="scripted fault; a secret: hunter2"):
    return {"ok": 0.0, "errmsg": text, "code": code, "codeName": CODE_NAMES.get(code, "Scripted")}


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    tls = None

    def use_tls(self, pem, client_authority):
        """Speaks TLS from now on, with the certificate and the key in `pem`."""
        self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=client_authority)
        self.tls.load_cert_chain(pem)
        if client_authority:
            self.tls.verify_mode = ssl.CERT_REQUIRED

    def get_request(self):
        connection, address = super().get_request()
        if self.tls:
            # The handshake comes with the first read, in the connection's own thread.
            connection = self.tls.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("documents", help="a .bson file")
    parser.add_argument("--fail-find", type=Fault, metavar="CODE[:TIMES]")
    parser.add_argument("--fail-getmore", type=Fault, metavar="CODE[:TIMES]")
    parser.add_argument("--fail-count", type=Fault, metavar="CODE[:TIMES]")
    parser.add_argument("--hang-up-after", type=Fault, metavar="N[:TIMES]",
                        help="close the connection instead of sending the batch that begins at or after N")
    parser.add_argument("--end-early", type=int, metavar="N", help="end cleanly after N documents")
    parser.add_argument("--stall-after", type=int, metavar="N", help="answer nothing after N documents")
    parser.add_argument("--most", type=int, default=1 << 31, metavar="N",
                        help="send at most N documents in a batch, whatever was asked for")
    parser.add_argument("--auth-fail", action="store_true", help="refuse SCRAM with code 18")
    parser.add_argument("--log", metavar="FILE", help="one line of JSON for each command")
    parser.add_argument("--tls", metavar="PEM", help="speak TLS with this certificate and key")
    parser.add_argument("--client-authority", metavar="PEM", help="ask clients for a certificate")
    options = parser.parse_args()
    # A test runner may start this from a thread that blocks the signals which are to end it.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    with Server(("127.0.0.1", 0), Peer) as server:
        server.script = Script(options)
        if options.tls:
            server.use_tls(options.tls, options.client_authority)
        print(f"PORT {server.server_address[1]}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
