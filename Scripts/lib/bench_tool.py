"""The tool at work on the benchmark's table, and psql beside it: each step measured and checked."""
import dataclasses
import os
import pathlib
import re
import subprocess

from bench_process import Server, require

LIB = pathlib.Path(__file__).parent
COLUMNS = "name, email, phone, protected, address, createdat, updatedat"
# What a table holds, in any order; ids and updatedat, which the tool sets, left out.
CONTENT = (
    "SELECT count(*) || ' ' || coalesce(sum(hashtextextended("
    "ROW(name, email, phone, protected, address, createdat)::text, 0)::numeric), 0)"
    " FROM public.clients"
)
VERSIONS = "SELECT coalesce(sum(xmin::text::numeric * id), 0) FROM public.clients"


@dataclasses.dataclass
class Source:
    """Where a run reads its clients: the file or the URI, and the collection there."""

    name: str
    collection: str = "clients"


class Bench:
    """The table, and the samples of every binary by size and work."""

    def __init__(self, options):
        self.options = options
        self.server = Server(options.url, options.server_pid)
        self.cell = options.work / "bench"
        self.cell.mkdir()
        # The binaries in the order in which they take their turns in this round.
        self.turns = [options.binary, *([options.against] if options.against else [])]
        self.taken = {binary: {} for binary in self.turns}

    @property
    def samples(self):
        """Of the built binary, and of the floors."""
        return self.taken[self.options.binary]

    def knowing(self, command):
        """The binaries in their turns, but for one of a time before the command."""
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return [b for b in self.turns if subprocess.run([b, command, "--help"], check=False, **silent).returncode == 0]

    def keep(self, binary, count, work, sample):
        self.taken[binary].setdefault((count, work), []).append(sample)
        return sample

    def environment(self, url=None, source=None):
        collection = {"MONGODB_COLLECTION": source.collection} if source else {}
        return {"PATH": os.environ["PATH"], "DATABASE_URL": url or self.options.url, **collection}

    # Steps

    def empty(self):
        self.server.ask("DROP TABLE IF EXISTS public.clients")
        self.server.ask((LIB / "schema.sql").read_text())

    def settle(self):
        self.server.ask("VACUUM ANALYZE public.clients")

    def settle_all(self):
        """The journal's tables, too."""
        self.server.ask("VACUUM ANALYZE")

    def journal(self, binary, *arguments):
        """Creates the journal, or takes it away."""
        subprocess.run(
            [binary, "init", "--quiet", *arguments], check=True, cwd=self.cell,
            env=self.environment(),
        )

    def copy(self, tsv):
        """The floor: psql loads the rows as text."""
        command = self.server.psql("-c", f"\\copy public.clients ({COLUMNS}) from '{tsv}'")
        return self.server.measure(command, self.cell, dict(os.environ))

    def measure(self, binary, arguments, source, url=None):
        """The one place that measures the tool."""
        command = [binary, *arguments, "--source", source.name]
        return self.server.measure(command, self.cell, self.environment(url, source))

    def sync(self, binary, count, work, source, *arguments):
        """A sync's sample, with its summary line checked."""
        sample = self.measure(binary, ["sync", *arguments], source)
        require(
            re.search(r"^read \d+ = ", sample.output, re.M),
            f"no summary line in:\n{sample.output[-800:]}",
        )
        return self.keep(binary, count, work, sample)

    def load(self, binary, count, work, source, expected):
        self.sync(binary, count, work, source)
        require(self.server.ask(CONTENT) == expected, f"{work}: the table differs from the floor's")

    def steady(self, binary, count, work, source, *arguments):
        """A run with --force that finds nothing to write, and must write no row."""
        before = self.server.ask(VERSIONS)
        self.sync(binary, count, work, source, "--force", *arguments)
        require(self.server.ask(VERSIONS) == before, "a run with nothing to write wrote")

    def contents(self, tsv):
        """What the table holds when psql has loaded it from this file; also warms everything up."""
        self.empty()
        self.copy(tsv)
        return self.server.ask(CONTENT)
