"""Others who write the users while `assign` runs, and whether it has overwritten anything of theirs."""
import argparse
import contextlib
import random
import threading

from torture_users import CLIENT, CLIENTS, FIELD, SPACE, USERS, object_id

# From here on from the folder that torture_users has named.
import store_json
from replay_stream import documents
from store_client import Wire
from store_commands import Commands
from store_values import SIMPLE, comparable, document_of, fields, first, values

THREADS = 8
# The most seconds between two writes of one of them.
PAUSE = 0.004
NOBODY = (b"comment", store_json.value("a writer"))


class Writers:
    """They write values that nobody writes twice, so that each one can be told from all others."""

    def __init__(self, users):
        self.users = users
        self.log = open(users.store.folder / "commands.bson", "rb")
        self.log.seek(0, 2)
        # The same collection once more, in which the commands of the log are carried out again.
        self.mirror = Commands(argparse.Namespace(data=None, max_write_batch=1000, standalone=False, address=""))
        for document in users.now():
            self.run(b"insert", b"documents", document)
        # The ids that others have given to users since the tool read them; and what came of it all.
        self.since, self.number, self.totals = set(), 0, dict.fromkeys(("written", "refused", "others"), 0)

    # At work

    @contextlib.contextmanager
    def at_work(self):
        stop = threading.Event()
        threads = [threading.Thread(target=self.write, args=(stop, draw)) for draw in self.draws()]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def draws(self):
        self.number += 1
        return [random.Random(f"{self.number} {thread}") for thread in range(THREADS)]

    def write(self, stop, draw):
        wire = Wire(self.users.store.port)
        while not stop.wait(draw.random() * PAUSE):
            change = draw.choice([
                {FIELD: f"theirs-{draw.getrandbits(60):x}"}, {CLIENT: {"$oid": object_id(draw.randrange(CLIENTS))}},
                {"seen": draw.getrandbits(30)}])
            statement = {"q": {"_id": {"$oid": object_id(1000 + draw.randrange(USERS))}}, "u": {"$set": change}}
            command = store_json.document({"update": "users", "updates": [statement], "$db": "app"})
            wire.run(document_of([*fields(command), NOBODY]))
        wire.close()

    # Judging

    def judge(self, end):
        """What is wrong with what the tool has written, by the order in which the stand-in carried it all out.

        `end` is of the one run that was refused anything, None where a fault has left open what was.
        """
        found, refused, mine, overtaken = [], 0, set(), set()
        for command in documents(self.log.read()):
            name, value = fields(command)[0]
            if name == b"find" and value.plain() == "users" and not fields(first(command, b"filter").raw):
                self.since = set()
            if name != b"update":
                continue
            for statement in values(first(command, b"updates").raw):
                before = self.target(statement.raw)
                self.run(b"update", b"updates", statement.raw)
                after = self.target(statement.raw)
                if first(command, b"comment") == NOBODY[1]:
                    self.totals["others"] += 1
                    if first(after, FIELD.encode()) != first(before, FIELD.encode()):
                        identity = first(after, b"_id")
                        self.since.add((identity, first(after, FIELD.encode())))
                        overtaken |= mine & {identity}
                elif after == before:
                    refused += 1
                else:
                    self.totals["written"] += 1
                    mine.add(first(after, b"_id"))
                    found += self.faults(before, after)
        self.totals["refused"] += refused
        # A write that another has overwritten when it is read back looks like one that was refused.
        told, most = (end.counts() or {}).get("failed", 0) if end else refused, refused + len(overtaken)
        if not refused <= told <= most:
            found.append(f"{told} are told as failed, and {refused} to {most} were refused")
        if self.documents() != self.users.now():
            found.append("the log does not lead to what the stand-in holds")
        return found

    def faults(self, before, after):
        """What is wrong with one write of the tool."""
        if not self.users.is_right(after):
            yield f"a value that is not the client's: {store_json.text(after)}"
        if (first(before, b"_id"), first(before, FIELD.encode())) in self.since:
            yield f"a value of another is overwritten: {store_json.text(before)}"
        names = (FIELD.encode(),)
        if [pair for pair in fields(before) if pair[0] not in names] != [
                pair for pair in fields(after) if pair[0] not in names]:
            yield f"other fields are changed: {store_json.text(after)}"

    def told(self):
        return ", ".join(f"{name} {count}" for name, count in self.totals.items())

    # The mirror

    def run(self, command, listed, statement):
        whole = store_json.document({command.decode(): "users", "$db": "app"})
        one = store_json.value([{}])._replace(raw=document_of([(b"0", store_json.value({})._replace(raw=statement))]))
        reply = self.mirror.run(document_of([*fields(whole), (listed, one)]))
        if reply["ok"] != 1.0 or reply.get("writeErrors"):
            raise RuntimeError(f"the mirror answers {reply}")

    def target(self, statement):
        """The user whom a statement names."""
        collection = self.mirror.collections[SPACE]
        identity = first(first(statement, b"q").raw, b"_id")
        return collection.rows[collection.ids[(comparable(identity, SIMPLE),)]]

    def documents(self):
        return list(self.mirror.collections[SPACE].rows.values())
