#!/usr/bin/env python3
"""Measures synctool against `psql \\copy` and a drain, and prints tables. Scripts/bench calls it.

bench_near has the rows on one machine, bench_far those over a distance, bench_huge those of 10 000 000 clients,
bench_identities those of users in two tables, bench_assign those of users in MongoDB, bench_links those with links, bench_rivals those beside other tools; bench_rows has what must hold. With --against, a second binary does each
row's work beside the built one, in every round, and the one that went first goes second in the next.
"""
import argparse
import contextlib
import os
import pathlib
import shutil
import sys

import bench_assign
import bench_far
import bench_huge
import bench_identities
import bench_links
import bench_near
import bench_rivals
import start_time
from bench_against import Comparison
from bench_process import own_memory, require
from bench_report import Report
from bench_tool import Bench

MIB = 1 << 20
# What a client takes on the disk while it is measured: the table and its index, a copy of both, the journal.
BYTES_A_CLIENT = 3_500


def parse():
    parser = argparse.ArgumentParser(prog="Scripts/bench")
    parser.add_argument("--quick", action="store_true", help="10 000 clients, only a report")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--all-changed", action="store_true")
    parser.add_argument("--against", type=os.path.abspath, help="another binary to compare with")
    parts = parser.add_mutually_exclusive_group()
    parts.add_argument("--far", action="store_true", help="only over a distance")
    parts.add_argument("--huge", action="store_true", help="only 10 000 000 clients from a dump")
    parts.add_argument("--identities", action="store_true", help="only users in two tables")
    parts.add_argument("--assign", action="store_true", help="only users in MongoDB")
    parts.add_argument("--links", action="store_true", help="only clients who have links")
    parts.add_argument("--peers", action="store_true", help="only beside other tools")
    for name, kind in [("binary", str), ("url", str), ("server-pid", int)]:
        parser.add_argument(f"--{name}", type=kind, required=True, help=argparse.SUPPRESS)
    for name in ("data", "work"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.sizes = [10_000] if options.quick else [int(size) for size in options.sizes.split(",")]
    return options


def near(bench):
    """The rows of every size; what is broken."""
    options, report = bench.options, Report(bench.taken.get(bench.options.against))
    for size in options.sizes:
        with contextlib.ExitStack() as stack:
            bench_near.measure(bench, bench_near.Clients(bench, size, stack))
        report.add_size(size, bench.samples)
    closing = [
        report.memory(bench.samples, own_memory()),
        report.start(start_time.median(options.binary)),
    ]
    print(f"\n{report.table()}\n\n" + "\n".join(closing))
    print(
        f"{options.rounds} rounds, medians; peaks are maxima; a ratio's denominator is made of the"
        " medians of the same size.\nC: psql \\copy of the same rows; D: a drain in C of the same"
        " documents; S: the same work from the dump."
    )
    if not options.against:
        return report.broken
    comparison = Comparison(bench.samples, bench.taken[options.against])
    print(f"\nnew / old, medians over the rounds; old is {options.against}\n\n{comparison.table()}\n")
    return report.broken + comparison.broken


def main():
    options = parse()
    largest = max([*options.sizes, *(bench_huge.sizes(options) if options.huge else [])])
    free = shutil.disk_usage(options.work).free
    require(free > largest * BYTES_A_CLIENT, f"{options.work} is too full: {free // MIB} MiB are free")
    against = options.against
    require(not against or os.access(against, os.X_OK), f"{against} cannot be run")
    require(against != options.binary, "--against: name another binary than the built one")
    bench = Bench(options)
    if options.huge:
        broken = bench_huge.measure(bench)
    elif options.identities:
        broken = bench_identities.measure(bench)
    elif options.assign:
        broken = bench_assign.measure(bench)
    elif options.links:
        broken = bench_links.measure(bench)
    elif options.peers:
        broken = bench_rivals.measure(bench)
    elif options.far:
        broken = bench_far.measure(bench)
    else:
        broken = near(bench) + bench_far.measure(bench) + bench_identities.measure(bench)
    if broken:
        print("Broken: " + ", ".join(broken) + ".")
    return 1 if broken and not options.quick else 0


if __name__ == "__main__":
    sys.exit(main())
