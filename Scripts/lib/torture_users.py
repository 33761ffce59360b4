"""The users that the torture's runs of `assign` write: what they are before, and what they must be afterwards."""
import pathlib
import sys

# The stand-in and what reads its bytes stand beside the tests' other servers.
sys.path.append(str(pathlib.Path(__file__).parents[2] / "Tests" / "Peers"))
import store_json
from bson_messages import decode
from store_client import Store
from store_values import first

USERS, CLIENTS, BATCH = 500, 40, 50
BATCHES = USERS // BATCH
SPACE = "app.users"
FIELD, CLIENT = "postgresClientId", "cliente"


def object_id(number):
    return f"{number:024x}"


def user(number):
    """A user of one of the clients, whose id of PostgreSQL is absent, null, or another's."""
    old = [{}, {FIELD: None}, {FIELD: "0"}][number % 3]
    return store_json.document({
        "_id": {"$oid": object_id(1000 + number)}, "email": f"user{number}@x.test", "role": "reader", **old,
        CLIENT: {"$oid": object_id(number % CLIENTS)}, "seen": {"$numberLong": str(number)}})


def client(number):
    return store_json.document({
        "_id": {"$oid": object_id(number)}, "email": f"client{number}@x.test", "name": f"Client {number}"})


class Users:
    """The collection of users in a store of its own, and the rows of their clients."""

    def __init__(self, folder):
        self.store = Store(folder, "--data", folder / "store", "--max-write-batch", BATCH)
        self.before = [user(number) for number in range(USERS)]
        self.insert("app.clients", [client(number) for number in range(CLIENTS)])
        self.insert(SPACE, self.before)
        self.after, self.ids = [], {}

    def insert(self, space, documents):
        for start in range(0, len(documents), BATCH):
            reply = self.store.insert(space, documents[start:start + BATCH])
            if reply["ok"] != 1.0 or "writeErrors" in reply:
                raise SystemExit(f"torture: {reply}")

    def learn(self, lines):
        """Takes the rows of the clients, as lines of email and id, and what has been assigned."""
        by_email = dict(line.split("|") for line in lines)
        self.ids = {
            bytes.fromhex(object_id(number)): by_email[f"client{number}@x.test"] for number in range(CLIENTS)}
        self.after = self.now()
        for document in self.after:
            if not self.is_right(document):
                raise SystemExit(f"torture: an undisturbed assign leaves {store_json.text(document)}")

    def now(self):
        return self.store.documents(SPACE)

    def is_right(self, document):
        """True when a user has the id of the row of its client."""
        return self.value(document) == self.ids.get(first(document, CLIENT.encode()).raw)

    @staticmethod
    def value(document):
        """The id that a user has; None for absent and for null."""
        return decode(document).get(FIELD) if first(document, FIELD.encode()) else None

    def written(self):
        """How many users are as they shall be; None where one is neither so nor as before."""
        states = [(now == after, now == before) for now, before, after in zip(self.now(), self.before, self.after)]
        return sum(done for done, _ in states) if all(any(state) for state in states) else None
