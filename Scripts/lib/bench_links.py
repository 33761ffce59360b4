"""The rows of clients who have links, beside the same with a journal and without them; from a dump and by the wire.

The first sync of a table that is in step adopts: every client gets a link, and no row is written.
"""
import contextlib

from bench_near import Clients
from bench_peer import DATABASE
from bench_process import note, own_memory, require
from bench_report import Report
from bench_rows import ADOPTION, CHANGED, CREATE_ONLY, INITIAL, JOURNAL, LINKS, STEADY, WIRE

COUNT = "SELECT count(*) FROM synctool.links"


def measure(bench):
    """Prints the table of the largest size; what is broken."""
    count, report = max(bench.options.sizes), Report()
    with contextlib.ExitStack() as stack:
        made = Clients(bench, count, stack)
        for number in range(bench.options.rounds):
            note(f"{count} clients with links, round {number + 1} of {bench.options.rounds}")
            kinds = [(made.file, ""), (made.wire, WIRE)]
            for (source, changed), kind in kinds if number % 2 else kinds[::-1]:
                for links in (False, True) if number % 2 else (True, False):
                    work(bench, made, source, changed, kind, links)
                adopt(bench, made, source, kind)
    report.add_size(count, bench.samples)
    print(f"\n{report.table()}\n\n{report.memory(bench.samples, own_memory())}\n{bench.options.rounds} rounds, medians.")
    return report.broken


def options(kind):
    """What names the collection of a file."""
    return [] if kind else ["--source-name", f"{DATABASE}.clients"]


def work(bench, made, source, changed, kind, links):
    """A table's life: loaded, looked at, run again, brought up to date."""
    binary, name = bench.options.binary, kind + (LINKS if links else JOURNAL)
    more = options(kind) if links else []
    bench.empty()
    bench.journal(binary, *(["--links"] if links else []))
    bench.sync(binary, made.count, INITIAL + name, source, *more)
    if links:
        require(bench.server.ask(COUNT) == str(made.count), "not everybody has a link")
    bench.settle_all()
    if links and kind:
        # Two collections of one server are two sets of links.
        changed = source
    sample = bench.sync(binary, made.count, CREATE_ONLY + name, changed, *more)
    require(" create 0 " in sample.output, "somebody was created twice")
    bench.steady(binary, made.count, STEADY + name, source, *more)
    if changed is not source:
        bench.sync(binary, made.count, CHANGED + name, changed, "--force", *more)
    bench.journal(binary, "--remove", "--force")


def adopt(bench, made, source, kind):
    binary, more = bench.options.binary, options(kind)
    bench.contents(made.tsv)
    bench.journal(binary, "--links")
    bench.settle()
    bench.steady(binary, made.count, ADOPTION + kind, source, *more)
    require(bench.server.ask(COUNT) == str(made.count), "not everybody was adopted")
    bench.journal(binary, "--remove", "--force")
