#!/usr/bin/env python3
"""Runs of `assign` under torture, on a PostgreSQL and a strict stand-in for MongoDB of its own.

The tool is killed at moments of the run and at every batch, the stand-in fails in each way that a server can, and
others write the same users meanwhile. Afterwards no user is half written, the journal says what is there, the next run
completes the job, and undoing all runs brings every document back byte for byte.
"""
import json
import pathlib
import signal
import statistics
import time

from torture_server import Server
from torture_tally import Tally
from torture_tool import Run, arguments
from torture_users import BATCH, BATCHES, USERS, Users
from torture_writers import Writers

LIB = pathlib.Path(__file__).parent
TRIES = 200
# The last moments lie beyond the end of an undisturbed run.
REACH = 1.25
# Seconds that the stand-in takes for the command at which the tool is killed.
SLOW = 0.3
# What the stand-in does to an update, and the codes with which the run may end.
FAULTS = [
    ("the answer is lost", {"after": "all", "then": "hang up"}, (0,)),
    ("half a batch, and a hang-up", {"after": "half", "then": "hang up"}, (0,)),
    ("a hang-up before the write", {"then": "hang up"}, (0,)),
    ("stepdown before the write", {"then": 189}, (0,)), ("stepdown in a batch", {"after": "half", "then": 189}, (0,)),
    ("stepdown after the write", {"after": "all", "then": 10107}, (0,)), ("shutdown", {"then": 91}, (0,)),
    ("not replicated in time", {"concern": 64}, (0,)), ("a slow answer", {"late": 0.2}, (0,)),
    ("a slow write", {"wait": 0.2}, (0,)), ("a unique index", {"refuse": {"3": 11000}}, (3,)),
    ("a server that dies in a batch", {"after": 7, "then": "die"}, (69,)),
    ("a server that dies before it answers", {"after": "all", "then": "die"}, (69,)),
    ("stepdowns without end", {"then": 189, "every": 1}, (69,)),
    ("half batches and hang-ups without end", {"after": "half", "then": "hang up", "every": 1}, (0, 69)),
    ("a right that is lost", {"then": 13, "every": 1}, (69, 77)),
]
# After which a run does not know what it has written.
OPEN = [{"after": "all", "then": "hang up"}, {"after": "all", "then": 10107}, {"concern": 64}]


class Torture:
    def __init__(self, options):
        self.options = options
        self.server = Server(options.url, options.server_pid)
        self.server.create((LIB / "schema.sql").read_text())
        self.tally = Tally(options.work)
        folder = options.work / "documents"
        folder.mkdir()
        self.users = Users(folder)
        self.store = self.users.store
        self.must("init")
        self.must("sync")
        self.learn()

    # Runs

    def tool(self, command, *more):
        settings = {"MONGODB_URI": f"{self.store.uri}?serverSelectionTimeoutMS=1000"}
        return Run(self.options.binary, self.server.url, self.options.work, more, command, settings)

    def must(self, command, *more):
        return self.tool(command, *more).must_end()

    def assign(self):
        return self.tool("assign", "--force")

    def learn(self):
        """How long an undisturbed run takes, and that undoing it brings everything back."""
        seconds = []
        for _ in range(5):
            self.mark()
            seconds.append(self.must("assign", "--force").seconds)
            if not self.users.after:
                self.users.learn(self.server.ask("SELECT email, id FROM public.clients").splitlines())
            self.undo_all()
            if self.tally.broken:
                raise SystemExit(f"torture: undisturbed: {self.tally.broken}")
        self.seconds = statistics.median(seconds)

    # Judging

    def mark(self):
        self.last = int(self.server.ask("SELECT coalesce(max(id), 0) FROM synctool.runs"))

    def runs(self):
        """The runs after the mark, newest first: id and status."""
        lines = self.server.ask(f"SELECT id, status FROM synctool.runs WHERE id > {self.last} ORDER BY id DESC")
        return [tuple(line.split("|")) for line in lines.splitlines()]

    def outcomes(self, run):
        """How many changes the journal has of a run, by outcome."""
        lines = self.server.ask(
            f"SELECT outcome, count(*) FROM synctool.document_changes WHERE run = {run} GROUP BY 1").splitlines()
        return {outcome: int(count) for outcome, count in (line.split("|") for line in lines)}

    def settle(self, end, codes):
        """Judges a disturbed run by what it left, lets a plain one complete the job, and takes all back."""
        self.tally.codes[end.code] += 1
        self.tally.expect(self.server.wait_until_alone(), "a session stays")
        self.tally.expect(end.code in codes, f"not one of {codes}", end)
        written = self.users.written()
        self.tally.expect(written is not None, "a user is half written, or written twice")
        self.judge_result(end, written)
        self.judge_journal(end, written)
        again = self.assign().end()
        self.tally.expect(again.code == 0, "the next run fails", again)
        self.tally.expect(self.users.now() == self.users.after, "it does not converge")
        changed = sum((again.counts() or {}).get(name, 0) for name in ("create", "update"))
        self.tally.expect(written is None or changed == USERS - written, f"the next run changes {changed} of {written}")
        self.undo_all()

    def judge_result(self, end, written):
        if end.code is None or end.code < 0:
            return
        result = json.loads(end.output) if end.output else {}
        told = (result.get("documents") or {}).get("written", 0)
        # A server that is gone leaves one batch open, and the run says so.
        most = told + (BATCH if "more may be" in end.error else 0)
        self.tally.expect(
            written is None or told <= written <= most, f"{told} written are told, and {written} are there", end)
        self.tally.expect(end.code in (0, 3) or end.told(), "a failure that is not told", end)

    def judge_journal(self, end, written):
        runs = self.runs()
        self.tally.expect(len(runs) == 1 or not runs and not written, f"one run has {len(runs)} rows in the journal")
        if not runs:
            return
        (run, status), outcomes = runs[0], self.outcomes(runs[0][0])
        self.tally.expect((status == "done") == (end.code in (0, 3)) or end.code < 0, f"the journal says {status}", end)
        known, open_ = outcomes.get("written", 0), outcomes.get("planned", 0)
        self.tally.expect(
            written is None or known <= written <= known + open_, f"{written} written, and the journal has {outcomes}")
        self.tally.expect(status != "done" or not open_, f"done, and the journal has {outcomes}")

    def undo_all(self):
        for run, status in self.runs():
            end = self.tool("undo", run).end()
            self.tally.expect(end.code == 0, f"undo of a run that is {status} fails", end)
        self.tally.expect(self.users.now() == self.users.before, "undo leaves other documents")
        left = self.server.ask("SELECT count(*) FROM synctool.runs WHERE status = 'running'")
        self.tally.expect(left == "0", f"{left} runs are still running")

    # Scenarios

    def kill(self, count):
        def moment(n, of):
            self.mark()
            member = ("", "wait", "late")[n % 3]
            seen, batch = self.store.seen("update"), 1 + n // 3 % BATCHES
            if member:
                self.store.fault("update", at=batch, **{member: SLOW})
            run = self.assign()
            if member:
                self.wait_for(seen + batch)
            else:
                run.sleep_until(REACH * self.seconds * n / of)
            run.signal(signal.SIGKILL)
            end = run.end()
            # What the stand-in has received it still carries out.
            time.sleep(SLOW + 0.05 if member else 0.05)
            self.store.calm()
            self.settle(end, (0, -signal.SIGKILL))

        self.tally.tries("SIGKILL to assign", count, moment)

    def backend(self, count):
        """Its backend is ended while documents are written: what they are then only MongoDB knows."""
        def moment(n, _):
            self.mark()
            seen, batch = self.store.seen("update"), 1 + n % BATCHES
            self.store.fault("update", at=batch, late=SLOW)
            run = self.assign()
            self.wait_for(seen + batch)
            self.server.end_backends(signal.SIGTERM)
            end = run.end()
            self.store.calm()
            self.settle(end, (69,))

        self.tally.tries("SIGTERM to the backend of assign", count, moment)

    def wait_for(self, number):
        end = time.monotonic() + 10
        while self.store.seen("update") < number and time.monotonic() < end:
            time.sleep(0.002)
        self.tally.expect(time.monotonic() < end, "a batch does not come")

    def faults(self, count):
        def one(n, _):
            self.mark()
            (name, members, codes), batch = FAULTS[n % len(FAULTS)], 1 + n // len(FAULTS) % BATCHES
            self.store.fault("update", at=batch, **members)
            if n % 5 == 4:
                self.store.fault("find", at=3, then="hang up")
            end = self.assign().end()
            if members.get("then") == "die":
                self.store.wait()
                self.store.start()
            self.store.calm()
            self.settle(end, codes)
            self.tally.broken = [f"{name}, batch {batch}: {fault}" for fault in self.tally.broken]

        self.tally.tries("faults of the stand-in", count, one)

    def meanwhile(self, count):
        """Others write the users all the while; then one plain run, undisturbed, settles what they did."""
        writers = Writers(self.users)

        def one(n, _):
            # Every other run loses sight of what it has written, and has to find out beside the others.
            members = OPEN[n // 2 % len(OPEN)] if n % 2 else None
            if members:
                self.store.fault("update", only="writeConcern", at=1 + n % BATCHES, **members)
            with writers.at_work():
                end = self.assign().end()
            self.store.calm()
            self.tally.codes[end.code] += 1
            self.tally.expect(end.code in (0, 3), "a run beside writers fails", end)
            again = self.assign().end()
            self.tally.expect(again.code == 0, "the next run fails", again)
            self.tally.expect(all(map(self.users.is_right, self.users.now())), "the next run does not settle it")
            for fault in writers.judge(None if members else end):
                self.tally.expect(False, fault, end)

        self.tally.tries("assign while others write the same users", count, one)
        print(f"torture: {writers.told()}", flush=True)


def main():
    options = arguments("Runs of assign under torture.").parse_args()
    torture = Torture(options)
    count = max(len(FAULTS), TRIES // options.share)
    torture.kill(count)
    torture.backend(max(BATCHES, TRIES // 5 // options.share))
    torture.faults(count)
    torture.meanwhile(count)
    torture.store.stop()


if __name__ == "__main__":
    main()
