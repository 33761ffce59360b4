"""A million users of a hundred thousand clients, who all get the ids of their clients' rows, and who all have them.

The floor is a drain in C of both collections, and for the first of the two the bare commands that write, sent by a program
in C: it compares nothing, and keeps nothing. MongoDB is the replaying peer, which says that all was written.
"""
import contextlib
import dataclasses
import struct
import sys

from bench_data import clients, warm
from bench_peer import DATABASE, PEERS, Replay, build, drain
from bench_process import note, own_memory, require
from bench_report import Report
from bench_tool import Source

sys.path.insert(0, str(PEERS))
from replay_stream import documents, elements  # noqa: E402

COUNT, QUICK = 1_000_000, 10_000
USERS_OF_A_CLIENT = 10
FIELDS, NAMES = ["email", "cliente", "postgresClientId"], ["email"]
DRAIN, WRITE = "drain of both", "drain of both and bare writes"
STEADY, ALL, ALL_JOURNAL = "assign, nothing to do", "assign, everybody", "assign, everybody, journal"
# What a row is measured against, what its ratio must be, and what is aimed at.
LIMITS = {STEADY: (DRAIN, None, None), ALL: (WRITE, 1.3, 1.1), ALL_JOURNAL: (ALL, 1.25, 1.1)}


def ids(bson):
    """The `_id` of each client, an ObjectId."""
    for document in documents(bson.read_bytes()):
        yield next(document[value:end] for name, _, _, value, end in elements(document) if name == b"_id")


def user(number, client, row):
    """A user's document; `row` is the value of the field that gets an id, None for none."""
    email = b"person%d@example.com\0" % number
    members = [
        b"\x07_id\0" + b"user" + number.to_bytes(8, "big"),
        b"\x02email\0" + struct.pack("<i", len(email)) + email,
        b"\x02password\0" + struct.pack("<i", 61) + b"x" * 60 + b"\0",
        b"\x07cliente\0" + client,
    ]
    if row is not None:
        text = b"%d\0" % row
        members.append(b"\x02postgresClientId\0" + struct.pack("<i", len(text)) + text)
    body = b"".join(members)
    return struct.pack("<i", len(body) + 5) + body + b"\0"


@dataclasses.dataclass
class Users:
    bench: object
    count: int

    def make(self, path, known, given):
        """All users, with or without the ids of their clients' rows."""
        note(f"making {path.name}")
        with open(path, "wb") as file:
            for number in range(self.count):
                place = number // USERS_OF_A_CLIENT
                file.write(user(number, known[place], place + 1 if given else None))
        warm([path])

    def files(self):
        bench = self.bench
        bson, tsv = clients(bench.options.data, self.count // USERS_OF_A_CLIENT)
        known = list(ids(bson))
        paths = {name: bench.options.work / f"users-{name}.bson" for name in ("none", "given")}
        for name, path in paths.items():
            self.make(path, known, name == "given")
        bench.empty()
        bench.copy(tsv)
        bench.settle()
        return {"clients": bson, "users": paths["none"], "assigned": paths["given"]}

    def floor(self, uri, work):
        """Each part by itself; their sum."""
        commands = [drain(self.bench.options.data, uri, "users", FIELDS), drain(
            self.bench.options.data, uri, "clients", NAMES)]
        if work == WRITE:
            commands.append([str(build("write", self.bench.options.data)), uri, DATABASE, "users", str(self.count)])
        samples = [
            self.bench.server.measure(command, self.bench.cell, self.bench.environment()) for command in commands]
        whole = dataclasses.replace(
            samples[0], wall=sum(sample.wall for sample in samples), memory=max(each.memory for each in samples))
        self.bench.keep(self.bench.options.binary, self.count, work, whole)

    def assign(self, binary, uri, work, users, told):
        sample = self.bench.measure(
            binary, ["assign", "--force", "--users", f"{DATABASE}.{users}"], Source(uri))
        require(f" {told} {self.count} " in sample.output, f"{work}: not all are told of:\n{sample.output[-800:]}")
        self.bench.keep(binary, self.count, work, sample)


def measure(bench):
    """Prints the table; what is broken."""
    users = Users(bench, QUICK if bench.options.quick else COUNT)
    with contextlib.ExitStack() as stack:
        uri = Replay(stack, users.files(), [",".join(FIELDS), ",".join(NAMES)]).uri
        for number in range(bench.options.rounds):
            note(f"assign, round {number + 1} of {bench.options.rounds}")
            for work in (DRAIN, WRITE):
                users.floor(uri, work)
            for binary in bench.knowing("assign"):
                users.assign(binary, uri, STEADY, "assigned", "unchanged")
                users.assign(binary, uri, ALL, "users", "create")
                bench.journal(binary)
                users.assign(binary, uri, ALL_JOURNAL, "users", "create")
                bench.journal(binary, "--remove", "--force")
    return show(bench, users.count)


def show(bench, count):
    report = Report()
    works = ((DRAIN, WRITE), (STEADY, ALL, ALL_JOURNAL))
    print(report.users("", count, works, LIMITS, bench.samples, count == COUNT, own_memory()))
    return report.broken
