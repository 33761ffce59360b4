"""What may be wrong with the application while people sign up, and who is out of step when a fix is killed."""
import contextlib
import dataclasses
import subprocess

OWNER, SIGNER = "app_owner", "auth_service"

SCHEMA = f"""
    DROP ROLE IF EXISTS {OWNER}; DROP ROLE IF EXISTS {SIGNER};
    CREATE ROLE {OWNER}; CREATE ROLE {SIGNER} LOGIN;
    CREATE SCHEMA auth; CREATE SCHEMA onagui;
    GRANT ALL ON SCHEMA onagui TO {OWNER}; GRANT USAGE ON SCHEMA auth TO {OWNER}, {SIGNER};
    CREATE TABLE auth.users (id uuid PRIMARY KEY, email text);
    GRANT SELECT ON auth.users TO {OWNER}; GRANT INSERT ON auth.users TO {SIGNER};
    CREATE TABLE onagui.app_users (id uuid PRIMARY KEY, email varchar(255) UNIQUE NOT NULL, team int);
    ALTER TABLE onagui.app_users OWNER TO {OWNER};
    CREATE INDEX ON onagui.app_users ((lower(btrim(email::text, E' \\t\\n\\x0b\\f\\r') COLLATE "C")));
    CREATE TABLE onagui.teams (id int PRIMARY KEY); ALTER TABLE onagui.teams OWNER TO {OWNER};
    CREATE FUNCTION onagui.fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
    CREATE FUNCTION onagui.waver() RETURNS trigger LANGUAGE plpgsql
      AS 'BEGIN IF random() < 0.5 THEN RAISE EXCEPTION ''no''; END IF; RETURN NEW; END';
"""


@dataclasses.dataclass
class Scenario:
    """The statements that break the application and those that mend it."""

    name: str
    breaking: list
    mending: list
    # True where some sign-ups must have a fault.
    fails: bool = True
    # Run before, each by itself.
    prepared: list = dataclasses.field(default_factory=list)
    # A file of statements for another session, over and over.
    loop: str = ""

    @contextlib.contextmanager
    def beside(self, server):
        """While it lasts, the other session is at work."""
        if not self.loop:
            yield
            return
        with subprocess.Popen(
                ["psql", "-Xqt", "-o", "/dev/null", "-d", server.url], stdin=subprocess.PIPE,
                stderr=subprocess.DEVNULL, text=True) as session:
            # No more than the pipe takes at once.
            session.stdin.write(self.loop * (2 ** 15 // len(self.loop)))
            session.stdin.close()
            yield
            session.terminate()


def trigger(when, function):
    return Scenario(
        f"a trigger {when} that fails" + (" at random" if function == "waver" else ""),
        [f"CREATE TRIGGER f {when} INSERT ON onagui.app_users FOR EACH ROW"
         f" EXECUTE FUNCTION onagui.{function}()"],
        ["DROP TRIGGER f ON onagui.app_users"])


DEFERRED = "DEFERRABLE INITIALLY DEFERRED"

SCENARIOS = [
    Scenario("nothing is wrong", [], [], False),
    Scenario("the table is missing", ["ALTER TABLE onagui.app_users RENAME TO gone"],
             ["ALTER TABLE onagui.gone RENAME TO app_users"]),
    Scenario("the table is locked now and then", [], [],
             loop="BEGIN; LOCK TABLE onagui.app_users; SELECT pg_sleep(0.8); COMMIT;\n"
                  "SELECT pg_sleep(0.05);\n"),
    Scenario("a CHECK fails",
             ["ALTER TABLE onagui.app_users ADD CONSTRAINT nobody CHECK (email IS NULL)"],
             ["ALTER TABLE onagui.app_users DROP CONSTRAINT nobody"]),
    trigger("BEFORE", "fail"),
    trigger("AFTER", "fail"),
    trigger("BEFORE", "waver"),
    Scenario("a deferred foreign key fails",
             ["ALTER TABLE onagui.app_users ALTER team SET DEFAULT 1, ADD CONSTRAINT team"
              f" FOREIGN KEY (team) REFERENCES onagui.teams {DEFERRED}"],
             ["ALTER TABLE onagui.app_users ALTER team DROP DEFAULT, DROP CONSTRAINT team"]),
    Scenario("a deferred constraint trigger fails",
             [f"CREATE CONSTRAINT TRIGGER f AFTER INSERT ON onagui.app_users {DEFERRED}"
              " FOR EACH ROW EXECUTE FUNCTION onagui.fail()"],
             ["DROP TRIGGER f ON onagui.app_users"]),
    Scenario("no privilege", [f"REVOKE ALL ON onagui.app_users FROM {OWNER}"],
             [f"GRANT ALL ON onagui.app_users TO {OWNER}"]),
]

# Rows of a disk that is full; there is room as soon as the filler is gone.
FULL = Scenario(
    "the disk is full",
    ["ALTER TABLE onagui.app_users SET TABLESPACE small",
     "CREATE TABLE public.filler (words text) TABLESPACE small",
     "ALTER TABLE public.filler ALTER words SET STORAGE EXTERNAL",
     """
     DO $$ BEGIN
       FOR size IN REVERSE 20..0 LOOP
         BEGIN
           LOOP INSERT INTO public.filler VALUES (repeat('x', 1 << size)); END LOOP;
         EXCEPTION WHEN disk_full THEN NULL;
         END;
       END LOOP;
     END $$
     """],
    ["DROP TABLE public.filler", "ALTER TABLE onagui.app_users SET TABLESPACE pg_default"],
    prepared=["CREATE TABLESPACE small LOCATION '%S'"])

# Users out of step: every second row has another id, every seventh is missing, and each has rows that refer to it.
APART = [
    "CREATE TABLE IF NOT EXISTS onagui.boards (owner uuid NOT NULL REFERENCES onagui.app_users)",
    "TRUNCATE auth.users, onagui.app_users, onagui.boards",
    "INSERT INTO auth.users SELECT md5('auth' || n)::uuid, n || '@x.test' FROM generate_series(1, 3000) n",
    """
    INSERT INTO onagui.app_users SELECT md5(CASE n % 2 WHEN 0 THEN 'app' ELSE 'auth' END || n)::uuid, n || '@x.test'
    FROM generate_series(1, 3000) n WHERE n % 7 > 0
    """,
    "INSERT INTO onagui.boards SELECT id FROM onagui.app_users, generate_series(1, 3)",
    "ANALYZE",
]
ALIGNED = """
    SELECT md5(string_agg(t, ',' ORDER BY t)) FROM (
      SELECT u::text || coalesce(b::text, '') AS t FROM onagui.app_users u LEFT JOIN onagui.boards b ON b.owner = u.id) x
"""
