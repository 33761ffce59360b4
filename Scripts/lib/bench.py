#!/usr/bin/env python3
"""Measures synctool against `psql \\copy` and prints a table. Scripts/bench calls it.

In each round the floor and the tool load the same clients into the same empty table, and the tool
then works on the table that the floor has loaded: nothing changed, 1 % changed with and without
--force. The first load and the steady state are measured with a journal too, and from the same clients in
Extended JSON, as it is and compressed: the ratio of these rows is to the .bson row. Every run is checked
by what the table holds afterwards.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys

import start_time
from bench_process import Server, own_memory
from bench_report import FORMATS, Report

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
        self.samples = {}

    # Data

    def data(self, count, percent):
        """The .bson and the .tsv of so many clients, made unless there since the last change."""
        maker = LIB / "make_clients.py"
        name = f"clients-{count}" + (f"-changed-{percent}" if percent else "")
        pair = [self.options.data / f"{name}.{kind}" for kind in ("bson", "tsv")]
        if not all(p.exists() and p.stat().st_mtime > maker.stat().st_mtime for p in pair):
            note(f"making {name}")
            self.options.data.mkdir(parents=True, exist_ok=True)
            parts = [path.with_name(path.name + ".part") for path in pair]
            make = [sys.executable, maker, str(count), *parts, "--changed", str(percent)]
            subprocess.run(make, check=True)
            for part, path in zip(parts, pair):
                part.rename(path)
        for path in pair:
            with open(path, "rb") as file:
                while file.read(MIB):
                    pass  # Into the page cache: the disk is not what is measured.
        return pair

    def texts(self, bson):
        """The .json of a .bson, as mongoexport writes it, and its .json.gz, by their kinds."""
        made = {kind: bson.with_suffix(kind) for kind in FORMATS}
        if not all(p.exists() and p.stat().st_mtime > bson.stat().st_mtime for p in made.values()):
            note(f"making {made['.json'].name}")
            subprocess.run([sys.executable, LIB / "bson_to_json.py", bson, made[".json"]], check=True)
            with open(made[".json.gz"], "wb") as packed:
                subprocess.run(["gzip", "-c", made[".json"]], stdout=packed, check=True)
        for path in made.values():
            with open(path, "rb") as file:
                while file.read(MIB):
                    pass
        return made

    # Steps

    def empty(self):
        self.server.ask("DROP TABLE IF EXISTS public.clients")
        self.server.ask((LIB / "schema.sql").read_text())

    def journal(self, *arguments):
        """Creates the journal, or takes it away."""
        subprocess.run(
            [self.options.binary, "init", "--quiet", *arguments], check=True, cwd=self.cell,
            env={"PATH": os.environ["PATH"], "DATABASE_URL": self.options.url},
        )

    def copy(self, tsv):
        return self.server.psql("-c", f"\\copy public.clients ({COLUMNS}) from '{tsv}'")

    def synctool(self, source, *arguments):
        """The one place that calls the tool: the sample, with its summary line checked."""
        sample = self.server.measure(
            [self.options.binary, "sync", "--source", str(source), *arguments],
            self.cell, {"PATH": os.environ["PATH"], "DATABASE_URL": self.options.url},
        )
        if not re.search(r"^read \d+ = ", sample.output, re.M):
            raise SystemExit(f"bench: no summary line in:\n{sample.output[-800:]}")
        return sample

    def floor(self, tsv):
        return self.server.measure(self.copy(tsv), self.cell, dict(os.environ))

    def contents(self, tsv):
        """What the table holds when psql has loaded it from this file; also warms everything up."""
        self.empty()
        self.floor(tsv)
        return self.server.ask(CONTENT)

    def note_sample(self, count, work, sample):
        self.samples.setdefault((count, work), []).append(sample)

    # Rounds

    def run(self, count):
        bson, tsv = self.data(count, 0)
        changed_bson, changed_tsv = self.data(count, 1)
        all_bson = self.data(count, 100)[0] if self.options.all_changed else None
        expected, changed = self.contents(tsv), self.contents(changed_tsv)
        for number in range(self.options.rounds):
            note(f"{count} clients, round {number + 1} of {self.options.rounds}")
            texts = self.texts(bson)
            parts = [
                lambda: self.floor_and_changes(count, tsv, bson, changed_bson, changed, all_bson),
                lambda: self.initial_load(count, bson, expected),
                lambda: self.from_texts(count, texts, expected),
                lambda: self.with_journal(count, bson, expected),
            ]
            # None of them always comes first.
            for part in parts[number % 4 :] + parts[: number % 4]:
                part()

    def initial_load(self, count, bson, expected):
        self.empty()
        self.note_sample(count, "initial load", self.synctool(bson))
        require(self.server.ask(CONTENT) == expected, "the load differs from the floor's")

    def from_texts(self, count, texts, expected):
        for kind, path in texts.items():
            self.empty()
            self.note_sample(count, f"initial load, {kind}", self.synctool(path))
            require(self.server.ask(CONTENT) == expected, f"the load from {kind} differs from the floor's")
            self.server.ask("VACUUM ANALYZE public.clients")
            before = self.server.ask(VERSIONS)
            self.note_sample(count, f"steady state, --force, {kind}", self.synctool(path, "--force"))
            require(self.server.ask(VERSIONS) == before, "a run with nothing to write wrote")

    def with_journal(self, count, bson, expected):
        self.empty()
        self.journal()
        self.note_sample(count, "initial load, journal", self.synctool(bson))
        require(self.server.ask(CONTENT) == expected, "the load differs from the floor's")
        kept = self.server.ask("SELECT count(*) FROM synctool.changes")
        require(kept == self.server.ask("SELECT count(*) FROM public.clients"), "the journal lacks rows")
        self.server.ask("VACUUM ANALYZE public.clients")
        before = self.server.ask(VERSIONS)
        self.note_sample(count, "steady state, journal", self.synctool(bson, "--force"))
        require(self.server.ask(VERSIONS) == before, "a run with nothing to write wrote")
        self.journal("--remove", "--force")

    def floor_and_changes(self, count, tsv, bson, changed_bson, changed, all_bson):
        self.empty()
        self.note_sample(count, "floor", self.floor(tsv))
        self.server.ask("VACUUM ANALYZE public.clients")
        before = self.server.ask(VERSIONS)
        sample = self.synctool(changed_bson)
        self.note_sample(count, "create-only, all exist", sample)
        require(f" differs {-(-count // 100)} " in sample.output, "not every difference was told")
        self.note_sample(count, "steady state, --force", self.synctool(bson, "--force"))
        require(self.server.ask(VERSIONS) == before, "a run with nothing to write wrote")
        self.note_sample(count, "1 % changed, --force", self.synctool(changed_bson, "--force"))
        require(self.server.ask(CONTENT) == changed, "the changes did not arrive")
        if all_bson:
            self.server.ask("VACUUM ANALYZE public.clients")
            sample = self.synctool(all_bson, "--force")
            self.note_sample(count, "all changed, --force", sample)
            require(f" update {count - -(-count // 100)} " in sample.output, "not all were updated")


def note(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def require(holds, fault):
    if not holds:
        raise SystemExit(f"bench: {fault}")


def parse():
    parser = argparse.ArgumentParser(prog="Scripts/bench")
    parser.add_argument("--quick", action="store_true", help="10 000 clients, only a report")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--all-changed", action="store_true")
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
    bench, report = Bench(options), Report()
    for size in sizes:
        bench.run(size)
        report.add_size(size, bench.samples)
    closing = [
        report.memory(bench.samples, own_memory()),
        report.start(start_time.median(options.binary)),
    ]
    print(f"\n{report.table()}\n\n" + "\n".join(closing))
    print(
        f"{options.rounds} rounds, medians; peaks are maxima; the ratio's denominator is the"
        " median floor of the same size."
    )
    if report.broken:
        print("Broken: " + ", ".join(report.broken) + ".")
    return 1 if report.broken and not options.quick else 0


if __name__ == "__main__":
    sys.exit(main())
