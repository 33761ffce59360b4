"""The rows over a distance: how many turns each command takes, and how long the two large ones then last.

A proxy before each server counts turns and makes each last 30 ms. There is a journal, as operators have one.
Turns are the same on every machine, so what they may be holds always.
"""
import contextlib
import dataclasses
import os

from bench_data import clients
from bench_peer import Proxy, Replay, drain
from bench_process import note, require
from bench_report import grouped, markdown, spread
from bench_tool import CONTENT, Source

SIZES = (100, 20_000, 100_000)
QUICK = (100, 10_000)
DELAY = 0.030
# Turns by which a command stays however much there is, and whether more come with what is read.
MUST = {
    "initial load": (25, True),
    "steady state, --force": (20, True),
    "--force --only EMAIL": (20, False),
    "check": (12, False),
    "status": (20, False),
    "explain EMAIL": (25, False),
    "fix EMAIL": (45, False),
}
# So many bytes of documents may cost a turn.
BYTES_A_TURN = 4 << 20
DRAIN = "drain"


@dataclasses.dataclass
class Trip:
    """One run's turns to PostgreSQL and to MongoDB, and its seconds."""

    postgres: int
    mongo: int
    wall: float


class Distance:
    """Both servers of a size, each behind its proxy."""

    def __init__(self, bench, count, stack):
        self.bench, self.count = bench, count
        bson, tsv = clients(bench.options.data, count)
        self.expected, self.size = bench.contents(tsv), 0
        peer = Replay(stack, {"clients": bson})
        here = bench.options.url.split("@")[1].split("/")[0]
        self.postgres, self.mongo = (
            Proxy(stack, bench.options.work, f"{name}-{count}", target, DELAY)
            for name, target in (("postgres", here), ("mongo", peer.address)))
        self.url = bench.options.url.replace(here, self.postgres.address)
        self.source = Source(peer.uri.replace(peer.address, self.mongo.address))
        self.trips = {}

    def trip(self, binary, row, *arguments):
        """Runs a command over the distance; its output."""
        before = self.postgres.turns(), self.mongo.turns()
        sample = self.bench.measure(binary, arguments, self.source, self.url)
        turns = self.postgres.turns() - before[0], self.mongo.turns() - before[1]
        self.trips.setdefault((binary, row), []).append(Trip(*turns, sample.wall))
        return sample.output

    def drain(self):
        """The floor: the documents alone, over the same distance."""
        before = self.mongo.turns()
        sample = self.bench.server.measure(
            drain(self.bench.options.data, self.source.name), self.bench.cell, dict(os.environ))
        self.size = int(sample.output.split()[2])
        trip = Trip(0, self.mongo.turns() - before, sample.wall)
        self.trips.setdefault((self.bench.options.binary, DRAIN), []).append(trip)

    def life(self, binary):
        """Each row once, on a table of its own."""
        bench = self.bench
        bench.empty()
        bench.journal(binary)
        self.trip(binary, "initial load", "sync")
        require(bench.server.ask(CONTENT) == self.expected, "the load by the wire lacks clients")
        bench.settle()
        self.trip(binary, "steady state, --force", "sync", "--force")
        one, other = bench.server.ask("SELECT email FROM public.clients ORDER BY id LIMIT 2").split("\n")
        bench.server.ask(f"UPDATE public.clients SET phone = '0' WHERE email IN ('{one}', '{other}')")
        said = self.trip(binary, "--force --only EMAIL", "sync", "--force", "--only", one)
        require(" update 1 " in said, "--only did not update its client")
        self.trip(binary, "check", "check")
        self.trip(binary, "status", "status")
        require(other in self.trip(binary, "explain EMAIL", "explain", other), "explain lacks its client")
        self.trip(binary, "fix EMAIL", "fix", other)
        require(bench.server.ask(CONTENT) == self.expected, "fix did not mend its client")
        bench.journal(binary, "--remove", "--force")


def measure(bench):
    """Prints the tables; what is broken."""
    rows, walls, broken = [["clients", "work", *said(bench, "turns"), "must", "verdict"]], [], []
    for count in QUICK if bench.options.quick else SIZES:
        with contextlib.ExitStack() as stack:
            distance = Distance(bench, count, stack)
            for number in range(bench.options.rounds):
                note(f"{count} clients far away, round {number + 1} of {bench.options.rounds}")
                distance.drain()
                for binary in bench.turns:
                    distance.life(binary)
        for row, (least, grows) in MUST.items():
            most = least + (distance.size // BYTES_A_TURN if grows else 0)
            turns = turns_of(distance.trips[bench.options.binary, row])
            holds = turns[0] + turns[1] <= most
            if not holds:
                broken.append(f"turns of {row} at {count}")
            shown = [shown_turns(distance.trips[binary, row]) for binary in binaries(bench)]
            rows.append([grouped(count), row, *shown, str(most), "holds" if holds else "BROKEN"])
    for row in (DRAIN, "initial load", "steady state, --force"):
        taken = [distance.trips.get((binary, row)) for binary in binaries(bench)]
        walls.append([row, *(spread([t.wall for t in trips], 2) if trips else "" for trips in taken)])
    head = [f"{grouped(count)} clients, {DELAY * 1000:.0f} ms a turn", *said(bench, "wall s")]
    print(f"\nTurns (PostgreSQL + MongoDB), with a journal\n\n{markdown(rows)}\n\n{markdown([head, *walls])}\n")
    return broken


def binaries(bench):
    return [bench.options.binary, *([bench.options.against] if bench.options.against else [])]


def said(bench, what):
    """The heads of a column for each binary."""
    return [what, f"{what}, old"][:len(binaries(bench))]


def turns_of(trips):
    """The most of all rounds, of either server."""
    return max(trip.postgres for trip in trips), max(trip.mongo for trip in trips)


def shown_turns(trips):
    postgres, mongo = turns_of(trips)
    return f"{postgres + mongo} ({postgres} + {mongo})"
