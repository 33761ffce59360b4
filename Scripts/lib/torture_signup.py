#!/usr/bin/env python3
"""Sign-ups under torture: what `synctool identities install` puts into the database, while the application's side
fails in every way, on a PostgreSQL of its own.

Each sign-up must commit; each that has no row of the application afterwards has exactly one fault, and no other has
one; and once the cause is gone `identities fix --all` leaves everybody with a row and no fault. Then install and
uninstall are killed at many moments, while people sign up, and fixes: all is there, or nothing.
"""
import signal
import statistics
import subprocess
import sys
import time

from torture_scenarios import ALIGNED, APART, FULL, SCENARIOS, SCHEMA, SIGNER
from torture_server import Server
from torture_tally import Tally
from torture_tool import Run, arguments

SIGNUPS, SESSIONS, KILLS = 10000, 8, 100
SETTINGS = {"SYNCTOOL_AUTH_TABLE": "auth.users", "SYNCTOOL_APP_TABLE": "onagui.app_users"}
# The last moments lie beyond the end of an undisturbed run.
REACH = 1.25
# Users with a row and a fault, with neither, with several faults; faults of nobody.
JUDGED = """
    SELECT concat_ws(' ', count(*) FILTER (WHERE p.id IS NOT NULL AND f.number > 0),
        count(*) FILTER (WHERE p.id IS NULL AND coalesce(f.number, 0) = 0),
        count(*) FILTER (WHERE f.number > 1), count(*) FILTER (WHERE u.id IS NULL))
    FROM auth.users u LEFT JOIN onagui.app_users p ON p.id = u.id
      FULL JOIN (SELECT auth_id, count(*) AS number FROM synctool.identity_faults GROUP BY auth_id) f
        ON f.auth_id = u.id::text
"""
OBJECTS = """
    SELECT (SELECT count(*) FROM pg_proc WHERE pronamespace = 'onagui'::regnamespace
          AND proname IN ('sync_auth_user_to_app_users', 'fix_user_id_mismatch'))
      + (SELECT count(*) FROM pg_trigger WHERE tgname = 'synctool_align')
      + (SELECT count(*) FROM pg_class WHERE relname IN ('user_sync_status', 'identity_faults'))
"""


class SignUps:
    """People who register on several sessions at once, as the auth service's role."""

    def __init__(self, server, work, number, sessions=SESSIONS, pause=0.0):
        self.log = work / "signups.log"
        url = server.url.replace("://postgres@", f"://{SIGNER}@")
        sleep = f"SELECT pg_sleep({pause});\n" if pause else ""
        self.children = []
        with open(self.log, "wb") as log:
            for session in range(sessions):
                path = work / f"signups{session}.sql"
                path.write_text("".join(
                    "INSERT INTO auth.users (id, email) VALUES"
                    f" (gen_random_uuid(), 's{session}n{n}@x.test');\n{sleep}"
                    for n in range(session, number, sessions)))
                self.children.append(subprocess.Popen(
                    ["psql", "-Xqt", "-o", "/dev/null", "-d", url, "-f", path],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log))

    def running(self):
        return any(child.poll() is None for child in self.children)

    def end(self):
        """What the sessions said when all have ended: nothing, if all is well."""
        for child in self.children:
            child.wait()
        return self.log.read_text()

    def stop(self):
        for child in self.children:
            child.terminate()


class Torture:
    def __init__(self, options):
        self.options = options
        self.server = Server(options.url, options.server_pid)
        self.server.create(SCHEMA)
        self.tally = Tally(options.work)
        self.must("init")
        self.must("identities install")

    def tool(self, command, *arguments):
        return Run(
            self.options.binary, self.server.url, self.options.work, arguments, command, SETTINGS)

    def must(self, command, *arguments):
        return self.tool(command, *arguments).must_end()

    # Sign-ups

    def scenario(self, name, number, breaking, mending, fails, beside=None, pause=0.0):
        """`fails` says whether some sign-ups must have a fault, None that they may; `beside` runs as long as
        people sign up, who take their time."""
        self.tally.broken = []
        self.server.ask(
            "TRUNCATE auth.users, onagui.app_users, synctool.identity_faults", *breaking)
        signups = SignUps(self.server, self.options.work, number, pause=pause)
        while beside and signups.running():
            beside()
        said = signups.end()
        self.tally.expect(not said, f"a sign-up fails: {said[:300]}")
        if mending:
            self.server.ask(*mending)
        users = int(self.server.ask("SELECT count(*) FROM auth.users"))
        faults = int(self.server.ask("SELECT count(*) FROM synctool.identity_faults"))
        self.tally.expect(users == number, f"{number - users} sign-ups are lost")
        judged = self.server.ask(JUDGED)
        self.tally.expect(
            judged == "0 0 0 0",
            f"row and fault, neither, several faults, nobody's fault: {judged}")
        self.tally.expect(fails in (None, faults > 0), f"{faults} faults")
        end = self.tool("identities fix", "--all").end()
        self.tally.expect(end.code == 0, "the fix fails", end)
        left = self.server.ask(
            "SELECT count(*) FROM auth.users u FULL JOIN onagui.app_users p ON p.id = u.id"
            " WHERE p.id IS NULL OR u.id IS NULL",
            "SELECT count(*) FROM synctool.identity_faults")
        self.tally.expect(left == "0\n0", f"left out of step, and faults: {left.split()}")
        self.tally.note(
            f"sign-ups: {name} ({faults} faults)",
            [self.tally.broken] + [[] for _ in range(number - 1)])

    def beside_fixes(self):
        """Half of those who sign up have a row with another id, which a fix gives them meanwhile."""
        changed = []

        def fix():
            end = self.tool("identities fix", "--all").end()
            self.tally.expect(end.code in (0, 3), "a fix fails", end)
            changed.append(sum((end.counts() or {}).get(name, 0) for name in ("create", "update")))

        number = max(SESSIONS, SIGNUPS // self.options.share)
        rows = (
            "INSERT INTO onagui.app_users (id, email) SELECT gen_random_uuid(),"
            f" 's' || n % {SESSIONS} || 'n' || n || '@x.test' FROM generate_series(0, {number - 1}, 2) n")
        self.scenario("fix --all at the same time", number, [rows], [], None, fix, 0.005)
        print(f"torture: so many rows written by each fix: {changed}", file=sys.stderr, flush=True)
        if not any(changed):
            self.tally.note("fixes at the same time", [["none of them had anything to write"]])

    # Kills

    def installed(self):
        """How many of the five objects are there."""
        return int(self.server.ask(OBJECTS))

    def kill(self, count):
        commands = {5: ("identities uninstall", "--force"), 0: ("identities install",)}
        times = {5: [], 0: []}
        for _ in range(10):
            there = self.installed()
            times[there].append(self.must(*commands[there]).seconds)
        signups = SignUps(self.server, self.options.work, 10 ** 6, sessions=2, pause=0.002)

        def moment(n, of):
            there = self.installed()
            run = self.tool(*commands[there])
            run.sleep_until(REACH * statistics.median(times[there]) * n / of)
            run.signal(signal.SIGKILL)
            end = run.end()
            self.tally.codes[end.code] += 1
            self.wait_until_idle()
            self.tally.expect(self.installed() in (0, 5), f"{self.installed()} of 5 objects are there")
            again = self.tool(*commands[there]).end()
            self.tally.expect(again.code == 0, "the next run fails", again)
            self.tally.expect(self.installed() == 5 - there, "it does not converge")

        self.tally.tries("SIGKILL to identities install and uninstall", count, moment)
        signups.stop()
        said = signups.end()
        self.tally.note("sign-ups meanwhile", [[f"a sign-up fails: {said[:300]}"] if said else []])

    def kill_fixes(self, count):
        if self.installed():
            self.must("identities uninstall", "--force")
        states, times = [], []
        for _ in range(5):
            self.server.ask(*APART)
            before = self.server.ask(ALIGNED)
            times.append(self.must("identities fix", "--all").seconds)
            states.append((before, self.server.ask(ALIGNED)))
        before, after = states[0]
        if before == after or states != [states[0]] * 5:
            raise SystemExit("torture: fixes of the same users do not end alike")

        def moment(n, of):
            self.server.ask(*APART)
            run = self.tool("identities fix", "--all")
            run.sleep_until(REACH * statistics.median(times) * n / of)
            run.signal(signal.SIGKILL)
            self.tally.codes[run.end().code] += 1
            self.wait_until_idle()
            self.tally.expect(self.server.ask(ALIGNED) in (before, after), "some are changed and some are not")
            again = self.tool("identities fix", "--all").end()
            self.tally.expect(again.code == 0, "the next run fails", again)
            self.tally.expect(self.server.ask(ALIGNED) == after, "it does not converge")

        self.tally.tries("SIGKILL to identities fix", count, moment)

    def wait_until_idle(self):
        """Until the server has seen that the tool is gone."""
        end = time.monotonic() + 15
        while time.monotonic() < end:
            sessions = self.server.ask(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'synctool'")
            if sessions == "0":
                return
            time.sleep(0.01)
        self.tally.expect(False, "a session stays")


def main():
    parser = arguments("Sign-ups under torture.")
    parser.add_argument("--small", help="a folder on a disk of some megabytes, the server's own")
    options = parser.parse_args()
    torture = Torture(options)
    number = max(SESSIONS, SIGNUPS // options.share)
    for scenario in SCENARIOS + ([FULL] if options.small else []):
        torture.server.ask(*(step.replace("%S", options.small or "") for step in scenario.prepared))
        with scenario.beside(torture.server):
            torture.scenario(
                scenario.name, number, scenario.breaking, scenario.mending, scenario.fails)
    torture.beside_fixes()
    torture.kill(max(4, KILLS // options.share))
    torture.kill_fixes(max(4, KILLS // options.share))


if __name__ == "__main__":
    main()
