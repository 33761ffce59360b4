#!/usr/bin/env python3
"""The loops of Scripts/torture about links: runs that make them, and runs in which emails change hands.

Whatever strikes a run, rows and links are as before or as after, a plain next run completes the job, and then
every document owns the row that it always had.
"""
import json
import pathlib
import signal
import statistics

from torture_server import Server
from torture_tally import Tally
from torture_tool import Run, arguments

LIB = pathlib.Path(__file__).parent
CLIENTS, MOMENTS, REACH = 2000, 200, 1.25
# Who has whose email after the change, of ten in a row: two exchange, three follow one another, three go round, one has a
# new one, and one keeps his.
TURN = {0: 1, 1: 0, 2: 3, 3: 4, 4: None, 5: 6, 6: 7, 7: 5, 8: None, 9: 9}
# Who owns which row with what, and how many rows and links there are.
CONTENT = """
    SELECT (SELECT count(*) FROM public.clients) || ' ' || (SELECT count(*) FROM synctool.links WHERE NOT spare) || ' '
      || coalesce((SELECT md5(string_agg(ROW(l.source_id{id}, t.email, t.name)::text, ',' ORDER BY l.source_id))
        FROM synctool.links l JOIN public.clients t ON t.id::text = l.target_id), '')
"""
FORGET = "DELETE FROM synctool.links"
EMPTY = "TRUNCATE public.clients"


class Torture:
    def __init__(self, options):
        self.options = options
        self.server = Server(options.url, options.server_pid)
        self.server.create((LIB / "schema.sql").read_text())
        self.tally = Tally(options.work)
        self.sources = [self.make("before", False), self.make("after", True)]
        self.run("--links", command="init").must_end()

    def make(self, name, changed):
        path = self.options.work / f"links-{name}.ndjson"
        with open(path, "w", encoding="utf-8") as file:
            for n in range(CLIENTS):
                turn = TURN[n % 10] if changed else n % 10
                email = f"new{n}@x.test" if turn is None else f"client{n - n % 10 + turn}@x.test"
                document = {
                    "_id": {"$oid": f"{n:024x}"}, "email": email, "name": f"{name} {n}",
                    "updatedAt": {"$date": "2024-01-01T00:00:00Z"}}
                file.write(json.dumps(document) + "\n")
        return path

    def run(self, *more, command="sync"):
        return Run(self.options.binary, self.server.url, self.options.work, more, command=command)

    def sync(self, source):
        return self.run("--force", "--source-name", "app.clients", "--source", source)

    def content(self, with_ids=True):
        return self.server.ask(CONTENT.format(id=", t.id" if with_ids else ""))

    def settled(self):
        self.tally.expect(self.server.wait_until_up(), "the server does not come back")
        self.tally.expect(self.server.wait_until_alone(), "a session stays")

    def learn(self, prepare, source, with_ids):
        """How long an undisturbed run takes, and what it leaves."""
        seconds = []
        for _ in range(5):
            prepare()
            seconds.append(self.sync(source).must_end().seconds)
        return statistics.median(seconds), self.content(with_ids)

    def disturbed(self, scenario, count, disturb, prepare, source, with_ids):
        """`prepare()` leaves the state before a run with the source, at whose moments `disturb(run)` strikes."""
        length, after = self.learn(prepare, source, with_ids)

        def strike(n, of):
            prepare()
            before = self.content(with_ids)
            run = self.sync(source)
            run.sleep_until(REACH * length * n / of)
            disturb(run)
            end = run.end()
            self.settled()
            self.tally.codes[end.code] += 1
            state = self.content(with_ids)
            self.tally.expect(end.code is not None, "it hung", end)
            self.tally.expect(state in (before, after), "a half state", end)
            self.tally.expect(end.code != 0 or state == after, "code and state do not fit", end)
            again = self.sync(source).end()
            self.tally.expect(again.code == 0, "the next run fails", again)
            self.tally.expect(self.content(with_ids) == after, "it does not converge")
            last = self.sync(source).end()
            self.tally.expect(last.counts() == {"read": CLIENTS, "unchanged": CLIENTS}, "it is not in step", last)

        self.tally.tries(f"{scenario}", count, strike)

    def scenarios(self, name, count, disturb):
        def fresh():
            self.settled()
            self.server.ask(EMPTY, FORGET)

        def adopting():
            self.settled()
            self.server.ask(FORGET)

        def changing(target):
            """Back to the other source, whose rows and links are those of before."""
            def prepare():
                self.settled()
                self.tally.expect(self.sync(self.sources[1 - target]).end().code == 0, "no way back")
            return prepare

        self.disturbed(f"{name}, creating {CLIENTS} with links", count, disturb, fresh, self.sources[0], False)
        self.disturbed(f"{name}, adopting {CLIENTS}", count, disturb, adopting, self.sources[0], True)
        self.disturbed(f"{name}, emails that change hands", count, disturb, changing(1), self.sources[1], True)


def main():
    options = arguments("The loops about links of Scripts/torture.").parse_args()
    torture = Torture(options)
    moments = max(1, MOMENTS // options.share)
    torture.scenarios("SIGKILL to the tool", moments, lambda run: run.signal(signal.SIGKILL))
    torture.scenarios(
        "SIGKILL to its backend", max(1, moments // 4), lambda _: torture.server.end_backends(signal.SIGKILL))


if __name__ == "__main__":
    main()
