"""What the commands of the strict stand-in take from their fields, and the answer that an error is."""
from bson_messages import BOOL, DOCUMENT, DOUBLE, INT32, INT64, STRING
from store_reads import EMPTY
from store_values import Refused, fields

NUMBERS = (INT32, INT64, DOUBLE)


def space_of(name, given):
    """The collection that a command names, with its database."""
    collection = given[name].plain()
    if given[name].kind != STRING or not collection or not given["$db"].plain():
        raise Refused("Invalid namespace specified", 73)
    return f"{given['$db'].plain()}.{collection}"


def part(given, name):
    """A document of a command; an empty one where it is not given."""
    if name not in given:
        return EMPTY
    if given[name].kind != DOCUMENT:
        raise Refused(f"{name} needs a document", 14)
    return given[name].raw


def number(given, name, default=0):
    if name not in given:
        return default
    if given[name].kind not in NUMBERS or given[name].plain() < 0:
        raise Refused(f"{name} needs a number that is not negative")
    return int(given[name].plain())


def truth(given, name):
    if name in given and given[name].kind != BOOL:
        raise Refused(f"{name} needs true or false", 14)
    return name in given and given[name].plain()


def failure(code, text):
    return {"ok": 0.0, "errmsg": text, "code": code, "codeName": NAMES.get(code, "Scripted")}


NAMES = {
    2: "BadValue", 13: "Unauthorized", 16: "InvalidLength", 20: "IllegalOperation", 22: "InvalidBSON", 26: "NamespaceNotFound",
    43: "CursorNotFound", 48: "NamespaceExists", 50: "MaxTimeMSExpired", 59: "CommandNotFound", 64: "WriteConcernFailed",
    73: "InvalidNamespace", 91: "ShutdownInProgress", 112: "WriteConflict", 148: "ReadConcernMajorityNotEnabled",
    189: "PrimarySteppedDown", 225: "TransactionTooOld", 238: "NotImplemented", 10107: "NotWritablePrimary",
    11000: "DuplicateKey", 11600: "InterruptedAtShutdown"}
