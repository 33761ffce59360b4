"""What the benchmark starts beside PostgreSQL: the server of the wire, the proxies, the drain."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

from bench_data import warm
from bench_process import require

LIB = pathlib.Path(__file__).parent
PEERS = LIB.parents[1] / "Tests" / "Peers"
# What synctool asks of each document by its own mapping.
FIELDS = "name email phone protected address createdAt updatedAt".split()
DATABASE = "bench"


def start(stack, *command, stdout=None):
    """Starts a process that ends with the benchmark."""
    child = subprocess.Popen(
        ["setpriv", "--pdeathsig", "TERM", *map(str, command)], stdin=subprocess.DEVNULL, stdout=stdout,
        text=True,
    )
    stack.callback(child.wait)
    stack.callback(child.terminate)
    return child


class Replay:
    """A server of MongoDB's wire with a collection of each name, made ready and sent as it lies there."""

    def __init__(self, stack, files, others=()):
        """`others` are fields that somebody else than synctool asks for, separated by commas."""
        named = [f"{name}={path}" for name, path in files.items()]
        prepared = [word for fields in others for word in ("--fields", fields)]
        child = start(
            stack, sys.executable, PEERS / "replay_peer.py", "--keep", *prepared, *named,
            stdout=subprocess.PIPE)
        said = child.stdout.readline().split()
        require(said[:1] == ["PORT"], "the replaying peer did not start")
        self.address = f"127.0.0.1:{said[1]}"
        for path in files.values():
            warm(path.parent.glob(f"{path.name}.*.wire"))

    @property
    def uri(self):
        return f"mongodb://{self.address}/{DATABASE}"


class Proxy:
    """Stands between a client and a server, counts turns, and makes each last as long as is asked."""

    def __init__(self, stack, folder, name, target, delay):
        port, self.counts = folder / f"{name}.port", folder / f"{name}.counts"
        start(
            stack, sys.executable, PEERS / "turn_proxy.py", "--target", target,
            "--listen-port-file", port, "--counts", self.counts, "--delay", delay)
        self.wait(port.exists)
        self.address = f"127.0.0.1:{port.read_text().strip()}"

    def turns(self):
        """All turns until now, once every connection has ended."""
        self.wait(lambda: not self.counts.exists() or json.loads(self.counts.read_text())["open"] == 0)
        return json.loads(self.counts.read_text())["turns"] if self.counts.exists() else 0

    @staticmethod
    def wait(ready):
        end = time.monotonic() + 20
        while not ready():
            require(time.monotonic() < end, "a proxy does not answer")
            time.sleep(0.02)


def build(name, folder):
    """Compiles one of the programs in C, unless there since its last change."""
    source, program = LIB / f"{name}.c", folder / name
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        flags = subprocess.run(
            ["pkg-config", "--cflags", "--libs", "libmongoc-1.0"], check=True, capture_output=True,
            text=True, env={"PATH": os.environ["PATH"]},
        ).stdout.split()
        # Where there is no cc, Swift brings a compiler of its own.
        compiler = shutil.which("cc") or "clang"
        subprocess.run([compiler, "-O2", "-o", program, source, *flags], check=True)
    return program


def drain(folder, uri, collection="clients", fields=FIELDS):
    """The command that reads a collection as synctool does, and does nothing with it."""
    return [str(build("drain", folder)), uri, DATABASE, collection, *fields]
