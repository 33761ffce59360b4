#!/usr/bin/env python3
"""Measures synctool against `psql \\copy` and prints a table. Scripts/bench calls it.

In each round the floor and the tool load the same clients into the same empty table, and the tool
then works on the table that the floor has loaded: nothing changed, 1 % changed with and without
--force. The first load and the steady state are measured with a journal too, and from the same clients in
Extended JSON, as it is and compressed: the ratio of these rows is to the .bson row. Every run is checked
by what the table holds afterwards. With --against, a second binary does each row's work beside the built
one, in every round, and the one that went first goes second in the next.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys

import start_time
from bench_against import Comparison
from bench_data import clients, texts_of
from bench_process import Server, note, own_memory, require
from bench_report import Report

LIB = pathlib.Path(__file__).parent
MIB = 1 << 20
COLUMNS = "name, email, phone, protected, address, createdat, updatedat"
# What a table holds, in any order; ids and updatedat, which the tool sets, left out.
CONTENT = (
    "SELECT count(*) || ' ' || coalesce(sum(hashtextextended("
    "ROW(name, email, phone, protected, address, createdat)::text, 0)::numeric), 0)"
    " FROM public.clients"
)
VERSIONS = "SELECT coalesce(sum(xmin::text::numeric * id), 0) FROM public.clients"


class Bench:
    def __init__(self, options):
        self.options = options
        self.server = Server(options.url, options.server_pid)
        self.cell = options.work / "bench"
        self.cell.mkdir()
        # The binaries in the order in which they take their turns in this round.
        self.turns = [options.binary, *([options.against] if options.against else [])]
        self.taken = {binary: {} for binary in self.turns}

    # Steps

    def empty(self):
        self.server.ask("DROP TABLE IF EXISTS public.clients")
        self.server.ask((LIB / "schema.sql").read_text())

    def environment(self):
        return {"PATH": os.environ["PATH"], "DATABASE_URL": self.options.url}

    def journal(self, binary, *arguments):
        """Creates the journal, or takes it away."""
        subprocess.run(
            [binary, "init", "--quiet", *arguments], check=True, cwd=self.cell,
            env=self.environment(),
        )

    def copy(self, tsv):
        return self.server.psql("-c", f"\\copy public.clients ({COLUMNS}) from '{tsv}'")

    def synctool(self, binary, count, work, source, *arguments):
        """The one place that measures the tool: the sample, with its summary line checked."""
        sample = self.server.measure(
            [binary, "sync", "--source", str(source), *arguments], self.cell, self.environment()
        )
        if not re.search(r"^read \d+ = ", sample.output, re.M):
            raise SystemExit(f"bench: no summary line in:\n{sample.output[-800:]}")
        self.taken[binary].setdefault((count, work), []).append(sample)
        return sample

    def steady(self, binary, count, work, source):
        """A run with --force that finds nothing to write, and must write nothing."""
        before = self.server.ask(VERSIONS)
        self.synctool(binary, count, work, source, "--force")
        require(self.server.ask(VERSIONS) == before, "a run with nothing to write wrote")

    def floor(self, tsv):
        return self.server.measure(self.copy(tsv), self.cell, dict(os.environ))

    def contents(self, tsv):
        """What the table holds when psql has loaded it from this file; also warms everything up."""
        self.empty()
        self.floor(tsv)
        return self.server.ask(CONTENT)

    def readers(self, path):
        """The binaries that can read this file, in their turns. The built one must."""
        able = []
        for binary in self.turns:
            run = subprocess.run(
                [binary, "sync", "--dry-run", "--quiet", "--source", path], cwd=self.cell,
                env=self.environment(), capture_output=True, text=True, check=False,
            )
            if run.returncode == 0:
                able.append(binary)
                continue
            said = run.stderr.strip().split("\n")[0]
            require(binary != self.options.binary, f"{path.name} cannot be read: {said}")
            note(f"skipping {path.name} for {binary}: {said}")
        return able

    # Rounds

    def run(self, count):
        bson, tsv = clients(self.options.data, count)
        changed = clients(self.options.data, count, changed=1)
        all_bson = None
        if self.options.all_changed:
            all_bson = clients(self.options.data, count, changed=100)[0]
        expected, after = self.contents(tsv), self.contents(changed[1])
        readers = {path: self.readers(path) for path in texts_of(bson).values()}
        for number in range(self.options.rounds):
            note(f"{count} clients, round {number + 1} of {self.options.rounds}")
            texts = texts_of(bson)
            parts = [
                lambda: self.floor_and_changes(count, tsv, bson, changed[0], after, all_bson),
                lambda: self.initial_load(count, bson, expected),
                lambda: self.from_texts(count, texts, expected, readers),
                lambda: self.with_journal(count, bson, expected),
            ]
            # None of them always comes first.
            for part in parts[number % 4 :] + parts[: number % 4]:
                part()
            self.turns.reverse()

    def initial_load(self, count, bson, expected):
        for binary in self.turns:
            self.empty()
            self.synctool(binary, count, "initial load", bson)
            require(self.server.ask(CONTENT) == expected, "the load differs from the floor's")

    def from_texts(self, count, texts, expected, readers):
        for kind, path in texts.items():
            able = [binary for binary in self.turns if binary in readers[path]]
            for binary in able:
                self.empty()
                self.synctool(binary, count, f"initial load, {kind}", path)
                require(
                    self.server.ask(CONTENT) == expected,
                    f"the load from {kind} differs from the floor's",
                )
            self.server.ask("VACUUM ANALYZE public.clients")
            for binary in able:
                self.steady(binary, count, f"steady state, --force, {kind}", path)

    def with_journal(self, count, bson, expected):
        # Each binary has a journal of its own making: their schemas may differ.
        for binary in self.turns:
            self.empty()
            self.journal(binary)
            self.synctool(binary, count, "initial load, journal", bson)
            require(self.server.ask(CONTENT) == expected, "the load differs from the floor's")
            kept = self.server.ask("SELECT count(*) FROM synctool.changes")
            require(
                kept == self.server.ask("SELECT count(*) FROM public.clients"),
                "the journal lacks rows",
            )
            self.server.ask("VACUUM ANALYZE public.clients")
            self.steady(binary, count, "steady state, journal", bson)
            self.journal(binary, "--remove", "--force")

    def load_floor(self, count, tsv):
        """The table as psql loads it, which is measured."""
        self.empty()
        samples = self.taken[self.options.binary].setdefault((count, "floor"), [])
        samples.append(self.floor(tsv))
        self.server.ask("VACUUM ANALYZE public.clients")

    def floor_and_changes(self, count, tsv, bson, changed_bson, changed, all_bson):
        self.load_floor(count, tsv)
        for binary in self.turns:
            sample = self.synctool(binary, count, "create-only, all exist", changed_bson)
            told = f" differs {-(-count // 100)} " in sample.output
            require(told, "not every difference was told")
        for binary in self.turns:
            self.steady(binary, count, "steady state, --force", bson)
        for binary in self.turns:
            if binary != self.turns[0]:
                self.load_floor(count, tsv)
            self.synctool(binary, count, "1 % changed, --force", changed_bson, "--force")
            require(self.server.ask(CONTENT) == changed, "the changes did not arrive")
            if all_bson:
                self.server.ask("VACUUM ANALYZE public.clients")
                sample = self.synctool(binary, count, "all changed, --force", all_bson, "--force")
                updated = f" update {count - -(-count // 100)} " in sample.output
                require(updated, "not all were updated")


def parse():
    parser = argparse.ArgumentParser(prog="Scripts/bench")
    parser.add_argument("--quick", action="store_true", help="10 000 clients, only a report")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--all-changed", action="store_true")
    parser.add_argument("--against", type=os.path.abspath, help="another binary to compare with")
    for name, kind in [("binary", str), ("url", str), ("server-pid", int)]:
        parser.add_argument(f"--{name}", type=kind, required=True, help=argparse.SUPPRESS)
    for name in ("data", "work"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def main():
    options = parse()
    sizes = [10_000] if options.quick else [int(size) for size in options.sizes.split(",")]
    free = shutil.disk_usage(options.work).free
    require(free > max(sizes) * 8_000, f"{options.work} is too full: {free // MIB} MiB are free")
    against = options.against
    require(not against or os.access(against, os.X_OK), f"{against} cannot be run")
    require(against != options.binary, "--against: name another binary than the built one")
    bench, report = Bench(options), Report()
    samples = bench.taken[options.binary]
    for size in sizes:
        bench.run(size)
        report.add_size(size, samples)
    closing = [
        report.memory(samples, own_memory()),
        report.start(start_time.median(options.binary)),
    ]
    print(f"\n{report.table()}\n\n" + "\n".join(closing))
    print(
        f"{options.rounds} rounds, medians; peaks are maxima; the ratio's denominator is the"
        " median floor of the same size."
    )
    broken = report.broken
    if against:
        comparison = Comparison(samples, bench.taken[against])
        print(f"\nnew / old, medians over the rounds; old is {against}\n\n{comparison.table()}\n")
        broken = broken + comparison.broken
    if broken:
        print("Broken: " + ", ".join(broken) + ".")
    return 1 if broken and not options.quick else 0


if __name__ == "__main__":
    sys.exit(main())
