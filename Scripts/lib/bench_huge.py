"""10 000 000 clients from a dump, beside 1 000 000 in the same sitting: does the cost grow with them and no faster?

The clients that differ are changed in the table, so that one dump serves for all rows; when they are brought
up to date the table must hold what it held when it was loaded.
"""
import statistics

from bench_data import dump, warm
from bench_process import note, own_memory, require
from bench_report import MIB, Report, grouped, markdown, spread
from bench_rows import CHANGED, CREATE_ONLY, INITIAL, JOURNAL, STEADY, WORKS
from bench_tool import CONTENT, Source

COUNT = 10_000_000
BASE = 1_000_000
QUICK = (100_000, 10_000)
# What a load of the huge number writes of the log, and a little more, in messages of so many bytes.
LOG = 6 << 30
MESSAGE = 512 << 20
# What stays free of the memory.
SPARE = 2 << 30
MUST, AIM = 1.15, 1.0
CHANGE = "UPDATE public.clients SET phone = '0' WHERE id % 100 = 0"


def sizes(options):
    """The large number of clients, and the one that it is measured against."""
    return QUICK if options.quick else (COUNT, BASE)


def measure(bench):
    """Prints the table; what is broken."""
    huge, base = sizes(bench.options)
    if huge == COUNT:
        have_log(bench)
    # The first load of a server makes what the later ones find made: it counts for neither number.
    note(f"{grouped(base)} clients, once before the rounds")
    prepare(bench, bench.options.binary, "")
    bench.measure(bench.options.binary, ["sync"], Source(str(dump(bench.options.data, base))))
    for count in (base, huge):
        # The dump of the huge one takes 3.3 GB in .build/bench.
        source = Source(str(dump(bench.options.data, count)))
        for number in range(bench.options.rounds):
            note(f"{grouped(count)} clients, round {number + 1} of {bench.options.rounds}")
            for kind in ("", JOURNAL):
                for binary in bench.turns:
                    work(bench, binary, count, source, kind)
            bench.turns.reverse()
    return show(bench, huge, base)


def have_log(bench):
    """Gives the server the segments of its log that one which has run for a while keeps and takes again.

    A new server has those that a small load fills, but would make and sync several hundred during a huge one.
    """
    note("filling the log")
    for _ in range(LOG // MESSAGE):
        bench.server.ask(f"SELECT pg_logical_emit_message(false, 'bench', repeat('0123456789abcdef', {MESSAGE // 16}))")
    bench.server.ask("CHECKPOINT")


def have_memory(bench, source):
    """Fills the memory with pages of a file, as that of a server that has run for a while is; last with the source.

    A virtual machine gets its memory from the host page by page, at the first write to each, and gives back what is free
    for a while. So ten million clients, whose stage and sort are freed at the end of each load, took 87 to 105 s on a
    machine with nothing else in memory, and 75 to 78 s on one whose memory was in use for what it can drop.
    """
    free = next(line for line in open("/proc/meminfo") if line.startswith("MemAvailable"))
    file = bench.options.work / "memory"
    with open(file, "wb") as empty:
        empty.truncate((int(free.split()[1]) << 10) - SPARE)
    warm([file, source.name])


def prepare(bench, binary, kind):
    """An empty table, with or without a journal."""
    bench.empty()
    bench.settle()
    if kind:
        bench.journal(binary)


def load(bench, binary, count, source, kind):
    prepare(bench, binary, kind)
    have_memory(bench, source)
    sample = bench.sync(binary, count, INITIAL + kind, source)
    require(f" create {count} " in sample.output, "not all were created")


def work(bench, binary, count, source, kind):
    load(bench, binary, count, source, kind)
    loaded = bench.server.ask(CONTENT)
    require(loaded.startswith(f"{count} "), "the table lacks clients")
    bench.settle()
    bench.steady(binary, count, STEADY + kind, source)
    bench.server.ask(CHANGE)
    bench.settle()
    differing = int(bench.server.ask("SELECT count(*) FROM public.clients WHERE id % 100 = 0"))
    sample = bench.sync(binary, count, CREATE_ONLY + kind, source)
    require(f" differs {differing} " in sample.output, "not every difference was told")
    sample = bench.sync(binary, count, CHANGED + kind, source, "--force")
    require(f" update {differing} " in sample.output, "not every difference was updated")
    require(bench.server.ask(CONTENT) == loaded, "the changes did not arrive")
    if kind:
        bench.journal(binary, "--remove", "--force")


def show(bench, huge, base):
    report, samples = Report(), bench.samples
    rows = [[
        "work", f"{grouped(base)}: wall s", f"{grouped(huge)}: wall s", f"ratio to {huge // base} times", "must",
        "aim", "verdict", f"{grouped(base)}: peak MiB", f"{grouped(huge)}: peak MiB",
    ]]
    for work in [work + kind for kind in ("", JOURNAL) for work in WORKS]:
        small, large = samples[base, work], samples[huge, work]
        floor = statistics.median(s.wall for s in small) * (huge // base)
        ratio = statistics.median(s.wall for s in large) / floor
        verdict = report.verdict(f"{work} at {huge}", ratio, MUST, AIM, True)
        rows.append([
            work, spread([s.wall for s in small], 2), spread([s.wall for s in large], 2), f"{ratio:.2f}",
            f"{MUST:.2f}", f"{AIM:.2f}", verdict, *(f"{max(s.memory for s in taken) / MIB:.1f}"
                                                    for taken in (small, large)),
        ])
    memory = report.memory(samples, own_memory())
    print(f"\n{markdown(rows)}\n\n{memory}\n{bench.options.rounds} rounds, medians; peaks are maxima.")
    return report.broken
