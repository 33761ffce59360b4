"""A million users in two tables, one in a hundred with another id, and ten tables that refer to them.

The floor is one statement by hand, which is told who gets which id: it neither looks for them, nor asks what refers to
them, nor keeps what was. Every run has a copy of the same database; what it leaves must be the same in each.
"""
import dataclasses
import os

from bench_process import Server, note, own_memory, require
from bench_report import Report, grouped

COUNT, QUICK = 1_000_000, 10_000
TABLES = 10
# How many rows of each table refer to a user.
ROWS = 3
BASE, COPY = "identities", "identities_copy"
FLOOR, STATUS, FIX, FIX_JOURNAL = "statement by hand", "status", "fix --all", "fix --all, journal"
# What a row is measured against, what its ratio must be, and what is aimed at.
LIMITS = {STATUS: (FLOOR, None, None), FIX: (FLOOR, 1.3, 1.1), FIX_JOURNAL: (FIX, 1.25, 1.1)}
CHILDREN = [f"app.child_{number}" for number in range(1, TABLES + 1)]
# Every row of all tables, in any order.
CONTENT = "SELECT " + " || ' ' || ".join(
    f"(SELECT count(*) || ':' || sum(hashtextextended(t::text, 0)::numeric) FROM {table} t)"
    for table in ["auth.users", "app.users", *CHILDREN])


def schema(count):
    """The statements that make the database; the map of the floor is part of it."""
    yield "CREATE SCHEMA auth; CREATE SCHEMA app"
    yield "CREATE TABLE auth.users (id uuid PRIMARY KEY, email text)"
    yield "CREATE TABLE app.users (id uuid PRIMARY KEY, email text NOT NULL UNIQUE, name text)"
    yield f"""INSERT INTO auth.users SELECT md5('auth' || n)::uuid, 'person' || n || '@example.com'
      FROM generate_series(1, {count}) n"""
    yield f"""INSERT INTO app.users
      SELECT md5(CASE WHEN n % 100 = 0 THEN 'app' ELSE 'auth' END || n)::uuid,
        'person' || n || '@example.com', 'Person ' || n FROM generate_series(1, {count}) n"""
    yield f"""CREATE TABLE public.moves AS SELECT md5('app' || n)::uuid AS old, md5('auth' || n)::uuid AS new
      FROM generate_series(100, {count}, 100) n"""
    for table in CHILDREN:
        yield f"CREATE TABLE {table} (id bigint PRIMARY KEY, user_id uuid NOT NULL, note text)"
        yield f"""INSERT INTO {table} SELECT row_number() OVER (), id, 'a note' FROM app.users,
          generate_series(1, {ROWS})"""
        yield f"CREATE INDEX ON {table} (user_id)"
        yield f"ALTER TABLE {table} ADD FOREIGN KEY (user_id) REFERENCES app.users"
    yield "VACUUM ANALYZE"


def by_hand():
    """One statement that gives every user of the map and all that refers to him the new id."""
    updates = ", ".join(
        f"u{number} AS (UPDATE {table} t SET user_id = m.new FROM public.moves m WHERE t.user_id = m.old)"
        for number, table in enumerate(CHILDREN))
    return f"WITH {updates} UPDATE app.users t SET id = m.new FROM public.moves m WHERE t.id = m.old"


@dataclasses.dataclass
class Users:
    """The database that every run gets a copy of."""

    bench: object
    count: int

    def make(self):
        note(f"making {grouped(self.count)} users and {TABLES} tables")
        self.bench.server.ask(f"CREATE DATABASE {BASE}")
        self.server(BASE).ask(*schema(self.count))

    def server(self, database):
        url = self.bench.server.url
        return Server(f"{url.rpartition('/')[0]}/{database}", self.bench.server.postmaster)

    def fresh(self):
        """A copy, whose files are in memory and on the disk."""
        self.bench.server.ask(
            f"DROP DATABASE IF EXISTS {COPY}", f"CREATE DATABASE {COPY} TEMPLATE {BASE} STRATEGY file_copy")
        server = self.server(COPY)
        server.ask(CONTENT)
        return server

    def hand(self):
        server = self.fresh()
        sample = server.measure(server.psql("-c", by_hand()), self.bench.cell, dict(os.environ))
        self.bench.keep(self.bench.options.binary, self.count, FLOOR, sample)
        return server.ask(CONTENT)

    def tool(self, binary, work, expected, *arguments):
        """Runs `identities` on a fresh copy, which must then hold what is expected."""
        server = self.fresh()
        environment = self.bench.environment(server.url) | {
            "SYNCTOOL_AUTH_TABLE": "auth.users", "SYNCTOOL_APP_TABLE": "app.users"}
        if work == FIX_JOURNAL:
            server.measure([binary, "init", "--quiet"], self.bench.cell, environment)
        sample = server.measure([binary, "identities", *arguments], self.bench.cell, environment)
        require(f" update {self.count // 100} " in sample.output, f"{work}: not all are told of")
        require(server.ask(CONTENT) == expected, f"{work}: the tables are not as they must be")
        self.bench.keep(binary, self.count, work, sample)


def measure(bench):
    """Prints the table; what is broken."""
    users = Users(bench, QUICK if bench.options.quick else COUNT)
    users.make()
    before = users.server(BASE).ask(CONTENT)
    for number in range(bench.options.rounds):
        note(f"identities, round {number + 1} of {bench.options.rounds}")
        after = users.hand()
        for binary in bench.knowing("identities"):
            users.tool(binary, STATUS, before, "status")
            users.tool(binary, FIX, after, "fix", "--all")
            users.tool(binary, FIX_JOURNAL, after, "fix", "--all")
    bench.server.ask(*(f"DROP DATABASE {name}" for name in (COPY, BASE)))
    return show(bench, users.count)


def show(bench, count):
    report = Report()
    works = ((FLOOR,), (STATUS, FIX, FIX_JOURNAL))
    print(report.users("identities ", count, works, LIMITS, bench.samples, count == COUNT, own_memory()))
    print(
        f"1 user in 100 has another id; {TABLES} tables with {ROWS} rows a user each. The statement by hand is"
        " told who gets which id.")
    return report.broken
