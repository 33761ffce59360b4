#!/usr/bin/env python3
"""Says whether the change streams of mongo_store.py are as MongoDB's documentation has them, to PyMongo and by the wire.

Prints every difference, and ends with 1 if there is one.
"""
import sys
import tempfile
import threading
import time

import pymongo
from pymongo.errors import OperationFailure

from store_client import Store

FIELDS = ("_id", "operationType", "clusterTime", "wallTime", "ns", "documentKey")
KINDS = ["insert", "update", "replace", "delete", "drop", "rename", "dropDatabase", "invalidate"]
PIPELINE = [{"$match": {"operationType": {"$in": KINDS}}}, {"$project": dict.fromkeys(FIELDS, 1)}]
faults = []


def expect(holds, what):
    if not holds:
        faults.append(what)


def refused(act):
    """The code of the error that it ends with; None where it does not."""
    try:
        act()
    except OperationFailure as error:
        return error.code
    return None


class Scene:
    def __init__(self, store):
        self.store = store
        self.client = pymongo.MongoClient(store.uri, serverSelectionTimeoutMS=3000)
        self.users, self.other = self.client.app.users, self.client.app.other

    def watch(self, **options):
        return self.users.watch(PIPELINE, max_await_time_ms=100, **options)

    def write(self, number):
        """Four events of the collection, and one of another."""
        self.users.insert_one({"_id": number})
        self.other.insert_one({"_id": number})
        self.users.update_one({"_id": number}, {"$set": {"a": 1}})
        self.users.update_one({"_id": number}, {"$set": {"a": 1}})  # It changes nothing: no event.
        self.users.update_one({"_id": number}, {"$unset": {"a": 1}})
        self.users.delete_one({"_id": number})


def taken(stream, most=100):
    """The events that there are."""
    found = []
    while len(found) < most and (event := stream.try_next()):
        found.append(event)
    return found


def kinds(events):
    return [event["operationType"] for event in events]


def check_events(scene):
    with scene.watch() as stream:
        scene.write(1)
        events = taken(stream)
        expect(kinds(events) == ["insert", "update", "update", "delete"], f"{events}")
        for event in events:
            expect(event["documentKey"] == {"_id": 1} and set(event) == set(FIELDS), f"{event}")
            expect(event["ns"] == {"db": "app", "coll": "users"}, f"{event}")
        times = [event["clusterTime"] for event in events]
        expect(times == sorted(times) and len(set(times)) == 4, f"times {times}")
    with scene.users.watch([PIPELINE[0], {"$project": {"_id": 1, "operationType": 1}}], max_await_time_ms=100) as few:
        scene.users.insert_one({"_id": 2})
        events = taken(few)
        expect(set(events[0]) == {"_id", "operationType"}, f"the projection is not applied: {events}")


def check_waiting(scene):
    with scene.users.watch(PIPELINE, max_await_time_ms=5000) as stream:
        writer = threading.Timer(0.2, scene.write, [3])
        begin = time.monotonic()
        writer.start()
        expect(kinds([stream.next()]) == ["insert"] and 0.1 < time.monotonic() - begin < 3, "it does not wait for an event")
        writer.join()
    with scene.watch() as stream:
        begin = time.monotonic()
        expect(taken(stream) == [] and 0.08 < time.monotonic() - begin < 2, "it does not wait for nothing")


def check_resuming(scene):
    with scene.watch() as stream:
        first = stream.resume_token
        scene.write(4)
        events = taken(stream)
        idle = stream.resume_token
        scene.other.insert_one({"_id": "idle"})
        taken(stream)
        expect(stream.resume_token != idle, "the token stays while others write")
    scene.store.kill()
    scene.store.start()
    for token, count in ((first, 4), (events[1]["_id"], 2), (events[3]["_id"], 0)):
        with scene.watch(resume_after=token) as stream:
            expect([event["_id"] for event in taken(stream)] == [event["_id"] for event in events[4 - count:]],
                   f"not the {count} events after {token}")
    with scene.watch(start_at_operation_time=events[2]["clusterTime"]) as stream:
        expect(len(taken(stream)) == 2, "not the events since an operation time")
    reply = scene.client.app.command("find", "users")
    with scene.watch(start_at_operation_time=reply["operationTime"]) as stream:
        expect(taken(stream) == [], "events from before an operation time")
    for token in ({"_data": "82ffffffffffffffff"}, {"_data": "8"}, {"other": 1}):
        code = refused(lambda: scene.watch(resume_after=token))
        expect(code == 260, f"the token {token}: {code}")
    with scene.watch() as stream:
        scene.write(5)
        scene.store.ask(forget=True)
        expect(refused(lambda: taken(stream)) == 286, "a stream goes on over what is forgotten")
    expect(refused(lambda: scene.watch(resume_after=events[0]["_id"])) == 286, "a token that is too old is taken")


def check_faults(scene):
    """A driver resumes after an error that says that it may, and shows the others."""
    for code in (189, 10107, 91):
        with scene.watch() as stream:
            scene.write(code)
            scene.store.fault("getMore", then=code)
            scene.store.fault("getMore", then="hang up", at=2)
            expect(len(taken(stream)) == 4, f"after {code} events are lost")
    for code in (286, 280, 136, 13):
        with scene.watch() as stream:
            scene.store.fault("getMore", then=code)
            expect(refused(lambda: taken(stream)) == code, f"{code} does not show")
        scene.store.calm()
        scene.store.fault("aggregate", then=code)
        expect(refused(scene.watch) == code, f"{code} at the start does not show")


def check_end(scene):
    with scene.watch() as stream:
        scene.users.insert_one({"_id": 7})
        scene.users.drop()
        events = taken(stream, 3)
        expect(kinds(events) == ["insert", "drop", "invalidate"], f"{kinds(events)}")
        expect(not stream.alive, "it lives on after its collection")
    last = events[2]["_id"]
    expect(refused(lambda: scene.watch(resume_after=last)) == 260, "it resumes after an invalidate")
    with scene.watch(start_after=last) as stream:
        scene.users.insert_one({"_id": 8})
        expect(kinds(taken(stream)) == ["insert"], "it does not start after an invalidate")
        scene.client.drop_database("app")
        expect(kinds(taken(stream, 2)) == ["drop", "invalidate"], "it outlives its database")
    expect(scene.client.list_database_names() == [], "a database outlives its drop")


def check_refusals(scene):
    match, project = PIPELINE
    for pipeline in (
        [], [match], [project], [project, match], [match, project, project],
        [{"$match": {"ns.coll": "users"}}, project], [match, {"$project": {"fullDocument": 1}}],
        [match, {"$project": {"_id": 0, "operationType": 1}}], [match, {"$project": {"operationType": 0}}],
    ):
        expect(refused(lambda: scene.users.watch(pipeline)), f"{pipeline} is not refused")
    for options in ({"full_document": "updateLookup"}, {"batch_size": 5, "show_expanded_events": True}):
        expect(refused(lambda: scene.watch(**options)), f"{options} is not refused")
    expect(refused(lambda: scene.client.app.watch(PIPELINE)), "a stream of a database is not refused")


def main():
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder, "--data", f"{folder}/data")
        scene = Scene(store)
        for part in (check_events, check_waiting, check_resuming, check_faults, check_refusals, check_end):
            part(scene)
        store.stop()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder, "--standalone")
        expect(refused(Scene(store).watch) == 40573, "a server of its own has change streams")
        store.stop()
    print("\n".join(faults))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
