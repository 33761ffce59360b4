"""Starts the strict stand-in for MongoDB, and talks to it: by its control, and over its wire as any program would."""
import base64
import json
import pathlib
import socket
import struct
import subprocess
import sys

from bson_messages import decode

PROGRAM = pathlib.Path(__file__).with_name("mongo_store.py")


class Store:
    """A running mongo_store.py, which ends with its owner; after `kill`, `start` brings it up on the same port."""

    def __init__(self, folder, *options):
        """The log of all commands is the file `commands.bson` in the folder."""
        self.folder, self.options, self.port = pathlib.Path(folder), options, 0
        self.start()

    def start(self):
        self.child = subprocess.Popen(
            [sys.executable, PROGRAM, "--control", "--port", str(self.port), "--log", self.folder / "commands.bson",
             *map(str, self.options)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.child.stdout.readline().split()[1])

    def kill(self):
        self.child.kill()
        self.wait()

    def stop(self):
        self.child.stdin.close()
        self.wait()

    def wait(self):
        """Until it has ended, by itself or by a fault that makes it die."""
        self.child.wait(30)
        for pipe in (self.child.stdin, self.child.stdout):
            try:
                pipe.close()
            except BrokenPipeError:
                pass

    @property
    def uri(self):
        return f"mongodb://127.0.0.1:{self.port}/app"

    def ask(self, **request):
        self.child.stdin.write(json.dumps(request) + "\n")
        self.child.stdin.flush()
        answer = json.loads(self.child.stdout.readline())
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer

    def run(self, command):
        """The reply to a command, with its $db, that no fault strikes and no log has."""
        return decode(base64.b64decode(self.ask(run=text(command))["reply"]))

    def insert(self, space, documents):
        return decode(base64.b64decode(self.ask(insert=space, documents=list(map(text, documents)))["reply"]))

    def documents(self, space):
        return [base64.b64decode(document) for document in self.ask(documents=space)["documents"]]

    def commands(self, name):
        """The commands of this name that came over the wire, as bytes."""
        return [base64.b64decode(command) for command in self.ask(log=name)["documents"]]

    def seen(self, name):
        """How many commands of this name have come over the wire since it was started."""
        return self.ask(seen=name)["count"]

    def fault(self, command, **members):
        """Sets a fault; the commands of `between` are bytes."""
        if "between" in members:
            members["between"] = list(map(text, members["between"]))
        self.ask(fault={"command": command, **members})

    def calm(self):
        self.ask(calm=True)


class Wire:
    """One connection to a server; EOFError where no answer comes."""

    def __init__(self, port):
        self.connection = socket.create_connection(("127.0.0.1", port))

    def close(self):
        self.connection.close()

    def run(self, command):
        """The reply to a command, with its $db, as bytes both."""
        self.connection.sendall(struct.pack("<iiiiIB", 21 + len(command), 1, 0, 2013, 0, 0) + command)
        size = struct.unpack("<i", self.read(16)[:4])[0]
        return self.read(size - 16)[5:]

    def read(self, size):
        data = b""
        while len(data) < size:
            piece = self.connection.recv(size - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data


def text(data):
    return base64.b64encode(data).decode()
