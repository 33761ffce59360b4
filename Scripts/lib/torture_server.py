"""The torture's PostgreSQL: what the target holds, who works for the tool, who is left."""
import os
import pathlib
import signal
import subprocess
import time

# What the table holds, in any order; updatedat, which the tool sets, is left out.
CONTENT = (
    "SELECT count(*) || ' ' || coalesce(sum(hashtextextended("
    "ROW({id}name, email, phone, protected, address, createdat)::text, 0)::numeric), 0)"
    " FROM public.clients"
)
DATABASE = "torture"


class Server:
    """One database of its own, asked by psql; its processes are seen in /proc."""

    def __init__(self, url, postmaster):
        self.postmaster = postmaster
        self.base = url
        self.url = url.rpartition("/")[0] + "/" + DATABASE

    def ask(self, *statements, url=None):
        """Runs each statement on its own; the last one's text."""
        commands = [part for statement in statements for part in ("-c", statement)]
        run = subprocess.run(
            ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", url or self.url, *commands],
            capture_output=True, text=True, check=False,
        )
        if run.returncode:
            raise RuntimeError(f"psql failed: {run.stderr.strip()}")
        return run.stdout.strip()

    def create(self, schema):
        """The database with the schema; one of an earlier part is gone."""
        self.ask(
            f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)", f"CREATE DATABASE {DATABASE}", url=self.base)
        self.ask(schema)

    def content(self, with_ids):
        return self.ask(CONTENT.format(id="id, " if with_ids else ""))

    def backends(self):
        """The server processes that work for a session with the database."""
        found = []
        children = pathlib.Path(f"/proc/{self.postmaster}/task/{self.postmaster}/children")
        for pid in children.read_text().split():
            try:
                title = pathlib.Path(f"/proc/{pid}/cmdline").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if f" {DATABASE} " in title and title.startswith("postgres: "):
                found.append(int(pid))
        return found

    def end_backends(self, number):
        """Sends the signal to those. A killed one has made the server restart when this returns: until
        its postmaster has reaped it, new sessions are taken, and lost right after."""
        pids = self.backends()
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass
        end = time.monotonic() + 5
        while number == signal.SIGKILL and any(pathlib.Path(f"/proc/{pid}").exists() for pid in pids):
            if time.monotonic() > end:
                raise RuntimeError("a killed backend is not reaped")
            time.sleep(0.001)

    def wait_until_alone(self, seconds=15):
        """True once no session with the database is left: nothing can hold a lock."""
        end = time.monotonic() + seconds
        while self.backends():
            if time.monotonic() > end:
                return False
            time.sleep(0.005)
        return True

    def wait_until_up(self, seconds=30):
        """True once the server takes sessions, as after a crash of a backend."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                self.ask("SELECT 1")
                return True
            except RuntimeError:
                time.sleep(0.05)
        return False


SIGNALS = {name: signal.Signals[name] for name in ("SIGKILL", "SIGTERM", "SIGINT", "SIGHUP")}
