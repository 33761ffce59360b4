"""A .bson file made ready to be sent: the elements of one long array, and where each begins."""
import array
import bisect
import mmap
import os
import pathlib
import struct
import tempfile
import threading

from bson_messages import ARRAY, BOOL, DOCUMENT, DOUBLE, INT32, INT64, STRING

# Bytes in any batch, as a server has it.
MOST_BYTES = 16 << 20
CHUNK = 1 << 20
# The bytes of values that are always as long, and what is to be added to the length of the others.
FIXED = {DOUBLE: 8, 6: 0, 7: 12, BOOL: 1, 9: 8, 10: 0, INT32: 4, 17: 8, INT64: 8, 19: 16, 127: 0, 255: 0}
PREFIXED = {STRING: 4, DOCUMENT: 0, ARRAY: 0, 5: 5, 12: 16, 13: 4, 14: 4, 15: 0}
int_at = struct.Struct("<i").unpack_from


def elements(document):
    """The fields of a document: name, type, and where element and value begin and end."""
    at, last = 4, len(document) - 1
    while at < last:
        kind, start, name_end = document[at], at, document.index(b"\0", at + 1)
        value = at = name_end + 1
        if kind in FIXED:
            at += FIXED[kind]
        elif kind in PREFIXED:
            at += int_at(document, at)[0] + PREFIXED[kind]
        else:  # A regular expression: two texts.
            at = document.index(b"\0", document.index(b"\0", at) + 1) + 1
        yield document[start + 1:name_end], kind, start, value, at


def projected(document, fields):
    """The document with these fields alone, in its own order; None is all."""
    if fields is None:
        return document
    body = b"".join([document[start:end] for name, _, start, _, end in elements(document) if name in fields])
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def documents(source):
    at = 0
    while at < len(source):
        size = int_at(source, at)[0]
        yield source[at:at + size]
        at += size


class Stream:
    """The elements of an array, one after the other in a file, and where each begins."""

    def __init__(self, file, starts):
        self.file, self.starts = file, starts

    @classmethod
    def make(cls, file, source, fields, wanted):
        """Writes the documents that are wanted, with these fields. All keys of the array are the same."""
        starts, chunk, written, held = array.array("Q", [0]), [], 0, 0
        for document in documents(source):
            if wanted and not wanted.matches(document):
                continue
            chunk.append(b"\x030\0" + projected(document, fields))
            held += len(chunk[-1])
            starts.append(written + held)
            if held > CHUNK:
                file.write(b"".join(chunk))
                written, held, chunk = written + held, 0, []
        file.write(b"".join(chunk))
        file.flush()
        return cls(file, starts)

    def __len__(self):
        return len(self.starts) - 1

    def stop(self, at, size, end):
        """Where a batch ends that begins at a document: one at least, no more bytes than a server gives."""
        full = bisect.bisect_right(self.starts, self.starts[at] + MOST_BYTES) - 1
        return min(end, at + size, max(full, at + 1))


class Collection:
    """A file, and what was prepared of it."""

    def __init__(self, path, keep):
        self.path, self.keep, self.lock, self.prepared = path, keep, threading.Lock(), {}
        with open(path, "rb") as file:
            empty = os.fstat(file.fileno()).st_size == 0
            self.source = b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def stream(self, fields, wanted):
        """The documents that a find asks for; those of a filter are not kept for another."""
        if wanted:
            return Stream.make(tempfile.TemporaryFile(), self.source, fields, wanted)
        with self.lock:
            if fields not in self.prepared:
                self.prepared[fields] = self.kept(fields) if self.keep else self.made(fields)
            return self.prepared[fields]

    def made(self, fields):
        return Stream.make(tempfile.TemporaryFile(), self.source, fields, None)

    def kept(self, fields):
        """From the files of an earlier run beside the .bson, unless that was written since."""
        shown = "all" if fields is None else "-".join(sorted(name.decode() for name in fields))
        wire, index = (pathlib.Path(f"{self.path}.{shown}.{kind}") for kind in ("wire", "index"))
        if not (index.exists() and index.stat().st_mtime > self.path.stat().st_mtime):
            new_wire, new_index = wire.with_suffix(".wire.part"), index.with_suffix(".index.part")
            with open(new_wire, "w+b") as file:
                new_index.write_bytes(Stream.make(file, self.source, fields, None).starts.tobytes())
            new_wire.rename(wire)
            new_index.rename(index)
        starts = array.array("Q")
        starts.frombytes(index.read_bytes())
        return Stream(open(wire, "rb"), starts)
