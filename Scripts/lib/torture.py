#!/usr/bin/env python3
"""The long loops that Scripts/torture runs on a PostgreSQL of its own.

Each try is judged by the invariants: the target is as before or holds the whole result, the exit
code fits that state and is told, the counts are true, nothing is left that hinders the next run,
and a plain next run completes the job.
"""
import pathlib
import signal
import statistics
import subprocess
import sys

from torture_journal import Journal
from torture_server import SIGNALS, Server
from torture_tally import Tally
from torture_tool import Run, arguments

LIB = pathlib.Path(__file__).parent
# How many clients there are; and so many that the rows of their file are frozen in the stage.
CLIENTS, FROZEN = 5000, 20_000
MOMENTS, PAIRS = 200, 100
# The last moments lie beyond the end of a run as it was learned: the table and the journal grow.
REACH = 1.25


class Torture:
    def __init__(self, options):
        self.options = options
        self.server = Server(options.url, options.server_pid)
        self.server.create((LIB / "schema.sql").read_text())
        self.tally = Tally(options.work)
        # The journal, once there is one.
        self.journal = None
        self.have(CLIENTS)

    # Preparations

    def have(self, clients):
        """From here on there are so many clients."""
        self.clients = clients
        self.sources = [self.make("old", 0), self.make("new", 100)]
        self.learn()

    def make(self, name, percent):
        """A source; the two have the same clients, with other values."""
        path = self.options.work / f"{name}.bson"
        subprocess.run(
            [sys.executable, LIB / "make_clients.py", str(self.clients), path, "/dev/null",
             "--changed", str(percent)],
            check=True,
        )
        return path

    def learn(self):
        """What the table holds after each source, and how long an undisturbed run takes."""
        self.create_seconds = statistics.median(self.fresh().seconds for _ in range(7))
        self.after_create = self.server.content(with_ids=False)
        self.contents, seconds = [], []
        for source in [1, 0, 1, 0, 1, 0]:
            seconds.append(self.must_run("--force", "--source", self.sources[source]).seconds)
            self.contents.append(self.server.content(with_ids=True))
        self.contents = self.contents[1::-1]
        self.force_seconds = statistics.median(seconds)
        if self.contents[0] == self.contents[1]:
            raise SystemExit("torture: the two sources are the same")

    def fresh(self):
        self.server.ask("TRUNCATE public.clients")
        return self.must_run("--source", self.sources[0])

    def run(self, *arguments):
        return Run(self.options.binary, self.server.url, self.options.work, arguments)

    def must_run(self, *arguments):
        return self.run(*arguments).must_end()

    # Judging

    def settle(self, end, state, states, source, more, fits):
        """Judges a disturbed run by the state it left, then lets a plain one complete the job.

        `states` holds the content before and after; `fits` says whether code and state agree.
        """
        self.tally.codes[end.code] += 1
        done = state == states[1]
        if self.journal:
            self.tally.broken += self.journal.faults(done)
        self.tally.expect(end.code is not None, "it hung", end)
        self.tally.expect(state in states, "a half state", end)
        self.tally.expect(fits(end, done), "code and state do not fit", end)
        if end.code == 0:
            work = "update" if more else "create"
            self.tally.expect(end.counts() == {"read": self.clients, work: self.clients}, "false counts", end)
        elif end.code is not None and end.code > 0:
            self.tally.expect(end.told(), "a failure that is not told", end)
        again = self.run(*more, "--source", source).end()
        self.tally.expect(again.code == 0, "the next run fails", again)
        left = "unchanged" if done else ("update" if more else "create")
        self.tally.expect(
            again.counts() == {"read": self.clients, left: self.clients}, "the next run's counts")
        if self.journal:
            self.tally.broken += self.journal.faults_after_next(done)

    # Scenarios

    def disturbed(self, scenario, count, disturb, fits):
        """Both kinds of run, `disturb(run)` at moments spread over them: into an empty table, and
        --force over one where every client has changed."""

        def create(n, of):
            # After a try that was given up the server may still be on its way.
            self.settled()
            self.server.ask("TRUNCATE public.clients")
            before = self.server.content(with_ids=False)
            self.mark()
            run = self.run("--source", self.sources[0])
            run.sleep_until(REACH * self.create_seconds * n / of)
            disturb(run)
            end = run.end()
            self.settled()
            state = self.server.content(with_ids=False)
            self.settle(end, state, (before, self.after_create), self.sources[0], [], fits)
            self.tally.expect(
                self.server.content(with_ids=False) == self.after_create, "it does not converge")

        def force(n, of):
            self.settled()
            target = 0 if self.server.content(with_ids=True) == self.contents[1] else 1
            source = self.sources[target]
            states = (self.contents[1 - target], self.contents[target])
            self.mark()
            run = self.run("--force", "--source", source)
            run.sleep_until(REACH * self.force_seconds * n / of)
            disturb(run)
            end = run.end()
            self.settled()
            self.settle(
                end, self.server.content(with_ids=True), states, source, ["--force"], fits)
            self.tally.expect(
                self.server.content(with_ids=True) == states[1], "it does not converge")

        self.tally.tries(f"{scenario}, creating {self.clients}", count, create)
        # The ids are new after the last fresh load.
        self.contents = []
        for source in self.sources[::-1]:
            self.must_run("--force", "--source", source)
            self.contents.insert(0, self.server.content(with_ids=True))
        self.tally.tries(f"{scenario}, updating {self.clients}", count, force)

    def mark(self):
        if self.journal:
            self.journal.mark()

    def keep_journal(self):
        """From here on each run is kept, which takes it longer."""
        Run(self.options.binary, self.server.url, self.options.work, [], command="init").must_end()
        self.journal = Journal(self.server, self.clients)
        self.learn()

    def settled(self):
        self.tally.expect(self.server.wait_until_up(), "the server does not come back")
        self.tally.expect(self.server.wait_until_alone(), "a session stays")

    def signalled(self, name, count, whom="the tool"):
        number = SIGNALS[name]

        def fits(end, done):
            if number == signal.SIGKILL:
                return end.code in (0, -number) and (done or end.code != 0)
            # Before the tool watches for signals, they end it as they end any process.
            return end.code == 0 and done or end.code in (128 + number, -number) and not done

        self.disturbed(f"{name} to {whom}", count, lambda run: run.signal(number), fits)

    def backend(self, name, count, whom="its backend"):
        number = SIGNALS[name]

        def fits(end, done):
            # 6 says that it is not known; 69 and 1 say that nothing was written.
            return end.code == 6 or end.code in ((0,) if done else (1, 69))

        self.disturbed(
            f"{name} to {whom}", count, lambda _: self.server.end_backends(number), fits)

    def pairs(self, count):
        def pair(n, of, wait):
            order = [n % 2, 1 - n % 2]
            arguments = ["--force", *(["--wait", "40"] if wait else [])]
            runs = []
            for turn, source in enumerate(order):
                if runs:
                    runs[0].sleep_until(turn * self.force_seconds * n / of)
                runs.append(self.run(*arguments, "--source", self.sources[source]))
            ends = [run.end() for run in runs]
            self.settled()
            allowed = (0,) if wait else (0, 11)
            for end in ends:
                met = wait and end.seconds > 1.2 * self.force_seconds
                self.tally.codes["0 after a wait" if met else end.code] += 1
                self.tally.expect(end.code in allowed, "neither done nor told of the other", end)
                self.tally.expect(end.code == 0 or end.told(), "a failure that is not told", end)
            done = [source for source, end in zip(order, ends) if end.code == 0]
            state = self.server.content(with_ids=True)
            self.tally.expect(
                state in [self.contents[source] for source in done], "a half or a mixed state")
            again = self.run("--force", "--source", self.sources[0]).end()
            self.tally.expect(again.code == 0, "the next run fails", again)
            self.tally.expect(
                self.server.content(with_ids=True) == self.contents[0], "it does not converge")

        half = count // 2
        self.tally.tries("pairs of runs at once", half, lambda n, of: pair(n, of, False))
        self.tally.tries("pairs of runs with --wait", count - half, lambda n, of: pair(n, of, True))


def main():
    parser = arguments("The long loops of Scripts/torture.")
    parser.add_argument("parts", nargs="+", choices=["kill", "stop", "server", "pairs", "journal"])
    options = parser.parse_args()
    torture = Torture(options)
    moments = max(1, MOMENTS // options.share)
    # First, while the rows have the ids that were learned.
    if "pairs" in options.parts:
        torture.pairs(max(2, PAIRS // options.share))
    for clients, tries in ((CLIENTS, moments), (FROZEN, max(1, moments // 4))):
        if torture.clients != clients:
            torture.have(clients)
        for name in SIGNALS:
            if ("kill" if name == "SIGKILL" else "stop") in options.parts:
                torture.signalled(name, tries)
        if "server" in options.parts:
            torture.backend("SIGTERM", tries)
            torture.backend("SIGKILL", tries)
    if "journal" in options.parts:
        torture.have(CLIENTS)
        torture.keep_journal()
        torture.signalled("SIGKILL", moments, "a journaled run")
        torture.backend("SIGKILL", moments, "the backend of a journaled run")


if __name__ == "__main__":
    main()
