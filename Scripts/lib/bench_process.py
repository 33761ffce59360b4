"""Runs one process and says what it and the PostgreSQL server behind it have used."""
import dataclasses
import os
import pathlib
import subprocess
import sys
import time

TICK = os.sysconf("SC_CLK_TCK")
# Seconds. A backend ends a moment after its client, and what it used is not to be counted twice or not at all.
SETTLING = 0.1


def note(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def require(holds, fault):
    if not holds:
        raise SystemExit(f"bench: {fault}")


@dataclasses.dataclass
class Sample:
    """What one run has used: seconds, bytes. `server` is the CPU of all of PostgreSQL."""

    wall: float
    cpu: float
    memory: int
    server: float
    wal: int
    output: str


def server_cpu(postmaster):
    """The CPU seconds of the server's processes: those alive, and those that have ended."""
    total = 0
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(stat.parent.name) == postmaster:
            # utime, stime, and what the children that were waited for have used.
            total += sum(map(int, fields[11:15]))
        elif int(fields[1]) == postmaster:
            total += sum(map(int, fields[11:13]))
    return total / TICK


class Server:
    """The benchmark's PostgreSQL, asked by psql."""

    def __init__(self, url, postmaster):
        self.url, self.postmaster = url, postmaster

    def psql(self, *arguments):
        return ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", self.url, *arguments]

    def ask(self, *statements):
        """Runs each statement on its own; the last one's text."""
        commands = [part for statement in statements for part in ("-c", statement)]
        run = subprocess.run(self.psql(*commands), capture_output=True, text=True, check=False)
        if run.returncode:
            raise SystemExit(f"bench: psql failed: {run.stderr.strip()}")
        return run.stdout.strip()

    def wal(self):
        return int(self.ask("SELECT pg_current_wal_insert_lsn() - '0/0'"))

    def measure(self, command, directory, environment):
        """Runs a command that has to end with 0, and measures it from start to finish."""
        self.ask("CHECKPOINT")
        time.sleep(SETTLING)
        wal, cpu = self.wal(), server_cpu(self.postmaster)
        out, err = directory / "stdout", directory / "stderr"
        with open(out, "wb") as stdout, open(err, "wb") as stderr:
            start = time.perf_counter()
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, cwd=directory,
                env=environment,
            )
            _, status, usage = os.wait4(child.pid, 0)
            wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            said = "".join(path.read_text(errors="replace")[-800:] for path in (out, err))
            raise SystemExit(f"bench: {' '.join(command)} ended with {child.returncode}:\n{said}")
        time.sleep(SETTLING)
        return Sample(
            wall=wall, cpu=usage.ru_utime + usage.ru_stime, memory=usage.ru_maxrss * 1024,
            server=server_cpu(self.postmaster) - cpu, wal=self.wal() - wal,
            output=out.read_text(errors="replace"),
        )


def own_memory():
    """The least that `Sample.memory` can say: Linux counts the forked launcher before its exec."""
    child = subprocess.Popen(["true"])
    usage = os.wait4(child.pid, 0)[2]
    child.returncode = 0
    return usage.ru_maxrss * 1024
