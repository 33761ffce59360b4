#!/usr/bin/env python3
"""A TCP proxy that counts a client's turns, and can put distance between it and its server.

A turn is what the client sends until the server answers: it counts with the answer's first byte, so that a
farewell that nobody answers is none. Of PostgreSQL and MongoDB alike each turn is one way there and back. With
--delay each direction lasts half of that many seconds, however much is on its way.

--counts names a file that is replaced with each connection that begins or ends, and is JSON:
{"turns": 20, "connections": [{"turns": 20, "sent": 4711, "received": 9000}], "open": 0}
`turns` is the sum over all connections, those still open included (see "open"); connections stand in the order
in which they ended; bytes are the client's view.

Ends with SIGTERM or SIGINT.
"""
import argparse
import collections
import json
import os
import signal
import socket
import sys
import threading
import time

CHUNK = 1 << 18
# What may be on its way in one direction: as much as a long and wide line holds.
ON_THE_WAY = 64 << 20


class Counts:
    """The turns of all connections, and the file that tells them."""

    def __init__(self, path):
        self.path, self.lock = path, threading.Lock()
        self.open, self.ended = [], []

    def begin(self, connection):
        with self.lock:
            self.open.append(connection)
            self.write()

    def end(self, connection):
        with self.lock:
            self.open.remove(connection)
            self.ended.append(connection)
            self.write()

    def write(self):
        if not self.path:
            return
        shown = [{"turns": one.turns, "sent": one.bytes[0], "received": one.bytes[1]}
                 for one in self.ended]
        turns = sum(one.turns for one in self.ended + self.open)
        replace(self.path, json.dumps(
            {"turns": turns, "connections": shown, "open": len(self.open)}) + "\n")


def replace(path, text):
    """Writes a file that nobody sees half."""
    new = f"{path}.{os.getpid()}"
    with open(new, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(new, path)


class Pipe:
    """What is on its way in one direction, each piece with the time of its arrival."""

    def __init__(self, delay):
        self.delay, self.pieces, self.size = delay, collections.deque(), 0
        self.changed = threading.Condition()

    def put(self, piece):
        """`piece` is empty at the end. Waits while the way is full."""
        with self.changed:
            while self.size > ON_THE_WAY:
                self.changed.wait()
            self.pieces.append((time.monotonic() + self.delay, piece))
            self.size += len(piece)
            self.changed.notify_all()

    def take(self):
        with self.changed:
            while not self.pieces:
                self.changed.wait()
            due, piece = self.pieces[0]
        wait = due - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        with self.changed:
            self.pieces.popleft()
            self.size -= len(piece)
            self.changed.notify_all()
        return piece


class Connection:
    """One client's connection and its server's, each direction with a thread (two, over a distance)."""

    def __init__(self, client, server, options, counts):
        self.ends, self.options, self.counts = (client, server), options, counts
        self.turns, self.bytes, self.asked = 0, [0, 0], False
        self.lock = threading.Lock()
        for end in self.ends:
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def run(self):
        back = threading.Thread(target=self.carry, args=(1,), daemon=True)
        back.start()
        self.carry(0)
        back.join()
        for end in self.ends:
            end.close()
        self.counts.end(self)

    def count(self, way, size):
        with self.lock:
            self.bytes[way] += size
            if way == 0:
                self.asked = True
            elif self.asked:
                self.turns, self.asked = self.turns + 1, False

    def carry(self, way):
        """Way 0 is from the client, 1 from the server."""
        delay = self.options.delay / 2
        if delay:
            pipe = Pipe(delay)
            writer = threading.Thread(target=self.deliver, args=(way, pipe.take), daemon=True)
            writer.start()
            piece = None
            while piece != b"":
                piece = self.read(way)
                pipe.put(piece)
            writer.join()
        else:
            self.deliver(way, lambda: self.read(way))

    def read(self, way):
        try:
            piece = self.ends[way].recv(CHUNK)
        except OSError:
            return b""
        if piece:
            self.count(way, len(piece))
        return piece

    def deliver(self, way, take):
        """Hands on what `take` gives until its end; the end of one side is the other's."""
        to, alive = self.ends[1 - way], True
        while piece := take():
            # What was on its way to a side that has gone is taken, so that nobody waits to put more.
            if alive:
                try:
                    to.sendall(piece)
                except OSError:
                    alive = False
                    self.shut(self.ends[way], socket.SHUT_RD)
        self.shut(to, socket.SHUT_WR)

    @staticmethod
    def shut(end, how):
        try:
            end.shutdown(how)
        except OSError:
            pass


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", required=True, metavar="HOST:PORT", help="the server")
    parser.add_argument("--listen-port-file", required=True, metavar="FILE",
                        help="is given the port of 127.0.0.1 once it listens, and a line feed")
    parser.add_argument("--counts", metavar="FILE", help="is given the counts (see above)")
    parser.add_argument("--delay", type=float, default=0, metavar="SECONDS",
                        help="how long a turn takes at least, there and back; default 0")
    options = parser.parse_args()
    host, _, port = options.target.rpartition(":")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))
    counts = Counts(options.counts)
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        replace(options.listen_port_file, f"{listener.getsockname()[1]}\n")
        while True:
            client, _ = listener.accept()
            try:
                server = socket.create_connection((host.strip("[]"), int(port)), timeout=10)
                server.settimeout(None)
            except OSError as error:
                print(f"turn_proxy: {options.target}: {error}", file=sys.stderr, flush=True)
                client.close()
                continue
            connection = Connection(client, server, options, counts)
            counts.begin(connection)
            threading.Thread(target=connection.run, daemon=True).start()


if __name__ == "__main__":
    main()
