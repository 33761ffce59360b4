"""The rows on one machine: from a dump and from JSON, by the wire, each with a journal; and the floors.

In each round psql loads the clients into the empty table (floor C) and a drain reads them by the wire (floor D).
The tool loads them and then works on what it has loaded: all exist, nothing changed, 1 % changed. Every run is
checked by what the table holds afterwards.
"""
import os
import subprocess

from bench_data import clients, texts_of
from bench_peer import Replay, drain
from bench_process import note, require
from bench_rows import (
    ALL_CHANGED, CHANGED, COPY, CREATE_ONLY, DRAIN, INITIAL, JOURNAL, STEADY, WIRE, of_format,
)
from bench_tool import CONTENT, Source


class Clients:
    """The sources of one size, and what the table holds after each."""

    def __init__(self, bench, count, stack):
        data, self.count = bench.options.data, count
        (bson, self.tsv), (changed, changed_tsv) = (
            clients(data, count, changed=percent) for percent in (0, 1))
        self.texts = texts_of(bson)
        self.all_changed = None
        if bench.options.all_changed:
            self.all_changed = Source(str(clients(data, count, changed=100)[0]))
        self.loaded, self.changed = bench.contents(self.tsv), bench.contents(changed_tsv)
        peer = Replay(stack, {"clients": bson, "changed": changed})
        self.drain = drain(data, peer.uri)
        # Each way to read them: as they are, and with 1 % changed.
        self.file = (Source(str(bson)), Source(str(changed)))
        self.wire = (Source(peer.uri), Source(peer.uri, "changed"))

    @property
    def differing(self):
        return -(-self.count // 100)


def measure(bench, made):
    """All rounds of one size."""
    readers = {path: able(bench, path) for path in made.texts.values()}
    for number in range(bench.options.rounds):
        note(f"{made.count} clients, round {number + 1} of {bench.options.rounds}")
        parts = [
            lambda: floors(bench, made),
            lambda: work(bench, made, *made.file, ""),
            lambda: work(bench, made, *made.wire, WIRE),
            lambda: work(bench, made, *made.file, JOURNAL),
            lambda: work(bench, made, *made.wire, WIRE + JOURNAL),
            lambda: from_texts(bench, made, readers),
        ]
        # None of them always comes first.
        at = number % len(parts)
        for part in parts[at:] + parts[:at]:
            part()
        bench.turns.reverse()


def able(bench, path):
    """The binaries that can read this file. The built one must."""
    readers = []
    for binary in bench.turns:
        run = subprocess.run(
            [binary, "sync", "--dry-run", "--quiet", "--source", path], cwd=bench.cell,
            env=bench.environment(), capture_output=True, text=True, check=False,
        )
        said = run.stderr.strip().split("\n")[0]
        if run.returncode == 0:
            readers.append(binary)
            continue
        require(binary != bench.options.binary, f"{path.name} cannot be read: {said}")
        note(f"skipping {path.name} for {binary}: {said}")
    return readers


def floors(bench, made):
    bench.empty()
    bench.keep(bench.options.binary, made.count, COPY, bench.copy(made.tsv))
    sample = bench.server.measure(made.drain, bench.cell, dict(os.environ))
    require(sample.output.startswith(f"{made.count} documents"), "the drain has lost documents")
    bench.keep(bench.options.binary, made.count, DRAIN, sample)


def work(bench, made, source, changed, kind):
    """A table's life by one way to read: loaded, looked at, run again, brought up to date."""
    for binary in bench.turns:
        bench.empty()
        if JOURNAL in kind:
            # Each binary has a journal of its own making: their schemas may differ.
            bench.journal(binary)
        bench.load(binary, made.count, INITIAL + kind, source, made.loaded)
        if JOURNAL in kind:
            kept = bench.server.ask("SELECT count(*) FROM synctool.changes")
            require(kept == str(made.count), "the journal lacks rows")
        bench.settle()
        sample = bench.sync(binary, made.count, CREATE_ONLY + kind, changed)
        require(f" differs {made.differing} " in sample.output, "not every difference was told")
        bench.steady(binary, made.count, STEADY + kind, source)
        bench.sync(binary, made.count, CHANGED + kind, changed, "--force")
        require(bench.server.ask(CONTENT) == made.changed, "the changes did not arrive")
        if made.all_changed and not kind:
            bench.settle()
            sample = bench.sync(binary, made.count, ALL_CHANGED, made.all_changed, "--force")
            updated = f" update {made.count - made.differing} " in sample.output
            require(updated, "not all were updated")
        if JOURNAL in kind:
            bench.journal(binary, "--remove", "--force")


def from_texts(bench, made, readers):
    for kind, path in made.texts.items():
        for binary in bench.turns:
            if binary in readers[path]:
                bench.empty()
                source = Source(str(path))
                bench.load(binary, made.count, of_format(INITIAL, kind), source, made.loaded)
                bench.settle()
                bench.steady(binary, made.count, of_format(STEADY, kind), source)
