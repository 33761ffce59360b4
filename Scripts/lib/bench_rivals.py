"""synctool beside what PyPI has for the same work, by the same wire server and in the same rounds.

The others are installed for --peers alone, each into a folder of its own in .build/bench. The script does what
synctool does to the table; ingestr copies the collection into a table that it makes, by its own merge.
"""
import contextlib
import os
import statistics
import subprocess
import sys

from bench_data import clients
from bench_peer import DATABASE, LIB, Replay
from bench_process import note, require
from bench_report import DECISIVE, MIB, grouped, markdown, spread
from bench_rows import CHANGED, INITIAL, STEADY
from bench_tool import CONTENT, Source

WORKS = (INITIAL, STEADY, CHANGED)
PACKAGES = {"script": ["psycopg[binary]==3.3.9", "pymongo==4.20.1"], "ingestr": ["ingestr==1.1.13"]}
INGESTED = "public.ingested"


class Tool:
    """synctool itself."""

    name = "synctool"
    table = "public.clients"

    def __init__(self, bench, peer):
        self.bench, self.uri = bench, peer.uri

    def begin(self):
        self.bench.empty()

    def run(self, work, collection):
        force = [] if work == INITIAL else ["--force"]
        return self.bench.measure(
            self.bench.options.binary, ["sync", *force], Source(self.uri, collection))

    def holds(self, expected):
        """Whether the table is as it has to be: so many rows, and what they hold."""
        return self.bench.server.ask(CONTENT) == expected


class Script(Tool):
    """peer_script.py, by the same table and to the same rows."""

    name = "script"
    fields = "name,email,phone,protected,address,createdAt"

    def __init__(self, bench, peer):
        super().__init__(bench, peer)
        self.program = installed(bench.options.data, self.name) / "python"

    def run(self, work, collection):
        command = [self.program, LIB / "peer_script.py", self.uri, collection, self.bench.options.url]
        return self.bench.server.measure(command, self.bench.cell, dict(os.environ))


class Ingestr(Tool):
    """ingestr's merge into its own table, which has one row a document afterwards."""

    name = "ingestr"
    table = INGESTED

    def __init__(self, bench, peer):
        super().__init__(bench, peer)
        self.program = installed(bench.options.data, self.name) / "ingestr"

    def begin(self):
        self.bench.server.ask(f"DROP TABLE IF EXISTS {INGESTED}")
        self.bench.empty()

    def run(self, work, collection):
        command = [
            self.program, "ingest", "--yes", "--progress", "log", "--source-uri", self.uri,
            "--source-table", f"{DATABASE}.{collection}", "--dest-uri", self.bench.options.url,
            "--dest-table", INGESTED, "--incremental-strategy", "merge", "--primary-key", "_id",
        ]
        silent = dict(os.environ, INGESTR_DISABLE_TELEMETRY="true")
        return self.bench.server.measure(command, self.bench.cell, silent)

    def holds(self, expected):
        return self.bench.server.ask(f"SELECT count(*) FROM {INGESTED}") == expected.split()[0]


def installed(data, name):
    """The programs of a peer's packages, installed once; ends the process where pip cannot."""
    folder = data / f"peer-{name}"
    wanted, made = "\n".join(PACKAGES[name]), folder / "packages.txt"
    if not made.exists() or made.read_text() != wanted:
        note(f"installing {name} ({', '.join(PACKAGES[name])})")
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [folder / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PACKAGES[name]], check=True)
        made.write_text(wanted)
    return folder / "bin"


def measure(bench):
    """Prints the table; what is broken."""
    count = max(bench.options.sizes)
    (bson, tsv), (changed, changed_tsv) = (
        clients(bench.options.data, count, changed=percent) for percent in (0, 1))
    expected = {INITIAL: bench.contents(tsv), CHANGED: bench.contents(changed_tsv)}
    expected[STEADY] = expected[INITIAL]
    taken, absent = {}, []
    with contextlib.ExitStack() as stack:
        peer = Replay(stack, {"clients": bson, "changed": changed}, [Script.fields])
        tools = [Tool(bench, peer)]
        for kind in (Script, Ingestr):
            try:
                tools.append(kind(bench, peer))
            except subprocess.CalledProcessError:
                absent.append(kind.name)
        for number in range(bench.options.rounds):
            note(f"{count} clients beside others, round {number + 1} of {bench.options.rounds}")
            for tool in tools:
                life(bench, tool, expected, taken)
            tools.append(tools.pop(0))
    return show(count, taken, absent, bench.options.rounds)


def life(bench, tool, expected, taken):
    tool.begin()
    for work in WORKS:
        sample = tool.run(work, "changed" if work == CHANGED else "clients")
        taken.setdefault((tool.name, work), []).append(sample)
        require(tool.holds(expected[work]), f"{tool.name} left another table after: {work}")
        if work == INITIAL:
            bench.server.ask(f"VACUUM ANALYZE {tool.table}")


def show(count, taken, absent, rounds):
    rows, broken = [["work", "tool", "wall s (min-max)", "synctool takes of it", "verdict",
                     "tool CPU s", "server CPU s", "peak MiB"]], []
    for work in WORKS:
        own = statistics.median(sample.wall for sample in taken["synctool", work])
        for name in (name for name, kind in taken if kind == work):
            samples = taken[name, work]
            share = own / statistics.median(sample.wall for sample in samples)
            verdict = "" if name == "synctool" else "ahead" if share < 1 else "BEHIND"
            if verdict == "BEHIND" and count >= DECISIVE:
                broken.append(f"behind {name}: {work} at {count}")
            rows.append([
                work, name, spread([sample.wall for sample in samples], 2), f"{share:.2f}", verdict,
                f"{statistics.median(s.cpu for s in samples):.2f}",
                f"{statistics.median(s.server for s in samples):.2f}",
                f"{max(s.memory for s in samples) / MIB:.0f}",
            ])
        rows += [[work, name, "pip could not install it", *[""] * 5] for name in absent]
    print(f"\n{grouped(count)} clients by the wire, {rounds} rounds, medians; peaks are maxima\n\n"
          f"{markdown(rows)}\n")
    return broken
