#!/usr/bin/env python3
"""Says whether each fault of mongo_store.py does what its head says, and whether its file outlives a kill.

Prints every difference, and ends with 1 if there is one.
"""
import sys
import tempfile
import threading
import time

import store_json
from bson_messages import decode, encode
from store_client import Store, Wire

faults = []
COUNT = 10


def expect(holds, what):
    if not holds:
        faults.append(what)


class Scene:
    """A store with ten documents, whose `n` an update sets; `values()` is what they are now."""

    def __init__(self, store):
        self.store = store
        self.wire = Wire(store.port)

    def fresh(self):
        self.store.calm()
        self.generation = getattr(self, "generation", 0) + 1
        self.name = f"numbers{self.generation}"
        reply = self.store.insert(f"app.{self.name}", [encode({"_id": n, "n": 0}) for n in range(COUNT)])
        expect(reply.get("n") == COUNT, f"{reply}")

    def command(self, value, numbers=range(COUNT), **more):
        updates = [{"q": {"_id": n}, "u": {"$set": {"n": value}}} for n in numbers]
        return encode({"update": self.name, "updates": updates, "ordered": False, "$db": "app", **more})

    def update(self, value, **more):
        """The reply; None where the connection was closed instead, and the next one is another."""
        self.wire = self.wire or Wire(self.store.port)
        try:
            return decode(self.wire.run(self.command(value, **more)))
        except (EOFError, ConnectionError):
            self.wire = None
            return None

    def values(self):
        return [decode(document)["n"] for document in self.store.documents(f"app.{self.name}")]


def check_answers(scene):
    """Members of a fault, how many documents are written, and what the reply must have; None for no reply."""
    for members, written, wanted in (
        ({"after": "all", "then": "hang up"}, 10, None), ({"after": "half", "then": "hang up"}, 5, None),
        ({"after": 3, "then": "hang up"}, 3, None), ({"then": "hang up"}, 0, None),
        ({"then": 91}, 0, {"ok": 0.0, "code": 91}), ({"then": 189}, 0, {"ok": 0.0, "code": 189}),
        ({"then": 10107}, 0, {"code": 10107, "codeName": "NotWritablePrimary"}),
        ({"after": "half", "then": 10107}, 5, {"ok": 0.0, "code": 10107}),
        ({"then": 13}, 0, {"ok": 0.0, "code": 13, "codeName": "Unauthorized"}),
        ({"refuse": {"2": 11000, "4": 121}}, 8, {"ok": 1.0, "n": 8, "nModified": 8}),
        ({"concern": 64}, 10, {"ok": 1.0, "n": 10}),
        ({"refuse": {"0": 11000}, "concern": 64}, 9, {"ok": 1.0, "n": 9}),
    ):
        scene.fresh()
        scene.store.fault("update", **members)
        reply = scene.update(1)
        expect(sum(scene.values()) == written, f"{members} writes {scene.values()}")
        if wanted is None or reply is None:
            expect(reply is wanted, f"{members} is answered with {reply}")
            continue
        expect(wanted.items() <= reply.items(), f"{members} is answered with {reply}")
        refused = {str(each["index"]): each["code"] for each in reply.get("writeErrors", [])}
        expect(refused == members.get("refuse", {}), f"{members} refuses {refused}")
        concern = reply.get("writeConcernError", {}).get("code")
        expect(concern == members.get("concern"), f"{members} has the concern {concern}")
        reply = scene.update(2)
        expect(reply["n"] == 10 and set(scene.values()) == {2}, f"{members} strikes again")


def check_turns(scene):
    for members, struck in (
        ({}, [1]), ({"at": 3}, [3]), ({"every": 2}, [2, 4, 6]), ({"every": 2, "at": 1}, [1, 3, 5]),
        ({"every": 1, "times": 2}, [1, 2]), ({"every": 1, "times": 2, "at": 3}, [3, 4]), ({"only": "ordered"}, [1]),
        ({"only": "writeConcern"}, []),
    ):
        scene.fresh()
        scene.store.fault("update", then=91, **members)
        got = [n for n in range(1, 7) if scene.update(n)["ok"] == 0]
        expect(got == struck, f"{members} strikes {got}")


def check_between(scene):
    scene.fresh()
    scene.store.fault("update", between=[scene.command(7, [4])])
    scene.store.fault("find", then=13)
    scene.wire = scene.wire or Wire(scene.store.port)
    guarded = [{"q": {"_id": n, "n": 0}, "u": {"$set": {"n": 1}}} for n in range(COUNT)]
    reply = decode(scene.wire.run(encode({"update": scene.name, "updates": guarded, "$db": "app"})))
    expect(reply["n"] == 9 and scene.values()[4] == 7, f"between: {reply}, {scene.values()}")
    reply = decode(scene.wire.run(encode({"find": scene.name, "$db": "app"})))
    expect(reply.get("code") == 13, f"a find is answered with {reply}")


def check_slow(scene):
    for members, is_written in (({"wait": 0.4}, False), ({"late": 0.4}, True)):
        scene.fresh()
        scene.store.fault("update", **members)
        begin = time.monotonic()
        sender = threading.Thread(target=scene.update, args=(1,))
        sender.start()
        time.sleep(0.2)
        expect(any(scene.values()) == is_written, f"{members}: {scene.values()} meanwhile")
        sender.join()
        expect(time.monotonic() - begin >= 0.4 and all(scene.values()), f"{members} is not slow")


def check_log(scene):
    scene.fresh()
    before = len(scene.store.commands("update"))
    command = scene.command(1)
    scene.update(1)
    expect(scene.store.commands("update")[before:] == [command], "a command is not logged as it came")


def check_retries(scene):
    """A numbered write that is sent again is carried out once, and finished where it was broken off."""
    for extent in ("all", "half", 0):
        scene.fresh()
        session = {"id": {"number": scene.generation}}
        scene.store.fault("update", after=extent, then="hang up")
        expect(scene.update(1, lsid=session, txnNumber=5) is None, "no hang-up")
        scene.store.run(scene.command(9, [0]))
        reply = scene.update(1, lsid=session, txnNumber=5)
        expected = [1 if extent == 0 else 9, *[1] * 9]
        expect(reply["n"] == 10 and scene.values() == expected, f"{extent}: {reply}, {scene.values()}")
        expect(scene.update(3, lsid=session, txnNumber=4).get("code") == 225, "an older number is taken")
        expect(scene.update(3, lsid=session, txnNumber=6)["n"] == 10, "a newer number is not taken")
    scene.store.fault("update", then=189)
    reply = scene.update(1, lsid=session, txnNumber=7)
    expect(reply.get("errorLabels") == ["RetryableWriteError"], f"no label: {reply}")


def check_file(scene):
    """Killed between writes, by a fault in the middle of a batch, and with half a record at the end of the file."""
    scene.fresh()
    session = {"id": {"number": 0}}
    index = {"key": {"n": 1}, "name": "n_1", "unique": True}
    scene.store.run(encode({"create": "folded", "collation": {"locale": "en", "strength": 2}, "$db": "app"}))
    scene.store.run(encode({"createIndexes": "folded", "indexes": [index], "$db": "app"}))
    scene.store.run(encode({"insert": "folded", "documents": [{"_id": n, "n": f"a{n}"} for n in range(3)], "$db": "app"}))
    scene.store.run(encode({"delete": "folded", "deletes": [{"q": {"_id": 1}, "limit": 1}], "$db": "app"}))
    scene.update(1, lsid=session, txnNumber=1)
    restart(scene)
    expect(scene.values() == [1] * 10, f"after a kill there is {scene.values()}")
    scene.store.run(scene.command(5, [0]))
    scene.update(1, lsid=session, txnNumber=1)
    expect(scene.values() == [5, *[1] * 9], "a numbered write is carried out again after a kill")
    scene.store.fault("update", after=4, then="die")
    expect(scene.update(2) is None, "it does not die")
    restart(scene)
    expect(scene.values() == [2, 2, 2, 2, *[1] * 6], f"after its death in a batch there is {scene.values()}")
    scene.store.kill()
    with open(scene.store.folder / "data", "ab") as file:
        file.write(encode({"space": "app.x", "row": 1})[:9])
    restart(scene)
    expect(scene.update(3)["n"] == 10, "half a record at the end is in the way")
    restart(scene)
    expect(scene.values() == [3] * 10, "what comes after half a record is lost")
    reply = scene.store.run(encode({"insert": "folded", "documents": [{"_id": 7, "n": "A2"}], "$db": "app"}))
    expect([each["code"] for each in reply.get("writeErrors", [])] == [11000], f"index or collation is lost: {reply}")
    expect([decode(each)["_id"] for each in scene.store.documents("app.folded")] == [0, 2], "a delete is lost")


def restart(scene):
    if scene.store.child.poll() is None:
        scene.store.kill()
    else:
        scene.store.wait()
    scene.store.start()
    scene.wire = Wire(scene.store.port)


def check_hello(folder):
    store = Store(folder, "--standalone", "--max-write-batch", 3)
    wire = Wire(store.port)
    hello = decode(wire.run(encode({"hello": 1, "$db": "admin"})))
    expect(hello["maxWriteBatchSize"] == 3 and "setName" not in hello, f"{hello}")
    documents = [{"_id": n} for n in range(4)]
    reply = decode(wire.run(encode({"insert": "c", "documents": documents, "$db": "app"})))
    expect(reply.get("code") == 16 and not store.documents("app.c"), f"four at once: {reply}")
    reply = decode(wire.run(encode({"insert": "c", "documents": documents[:3], "$db": "app", "lsid": {}, "txnNumber": 1})))
    expect(reply.get("code") == 20, f"a numbered write: {reply}")
    wire.connection.sendall(b"\1\0\0\0" * 4)
    expect(wire.connection.recv(1) == b"", "a message of no length is answered")
    store.stop()


def main():
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder, "--data", f"{folder}/data")
        scene = Scene(store)
        for part in (check_answers, check_turns, check_between, check_slow, check_log, check_retries, check_file):
            part(scene)
        shown = store_json.shown(store.documents("app.folded")[0])
        expect(shown == {"_id": 0, "n": "a0"}, f"a document is shown as {shown}")
        store.stop()
    with tempfile.TemporaryDirectory() as folder:
        check_hello(folder)
    print("\n".join(faults))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
