"""The clients that are measured with, made once and kept."""
import pathlib
import subprocess
import sys

from bench_process import note
from bench_rows import FORMATS

LIB = pathlib.Path(__file__).parent
MAKER = LIB / "make_clients.py"
NOWHERE = pathlib.Path("/dev/null")
MIB = 1 << 20


def warm(paths):
    """Into the page cache: the disk is not what is measured."""
    for path in paths:
        with open(path, "rb") as file:
            while file.read(MIB):
                pass


def made_since(paths, cause):
    return all(p.exists() and p.stat().st_mtime > cause.stat().st_mtime for p in paths)


def make(count, bson, tsv, changed=0):
    """Has the clients written to a pair of files, either of which may be /dev/null."""
    note(f"making {bson.name}")
    bson.parent.mkdir(parents=True, exist_ok=True)
    parts = {path: path.with_name(path.name + ".part") if path != NOWHERE else path for path in (bson, tsv)}
    command = [sys.executable, MAKER, str(count), *parts.values(), "--changed", str(changed)]
    subprocess.run(command, check=True)
    for path, part in parts.items():
        if path != NOWHERE:
            part.rename(path)


def clients(folder, count, changed=0):
    """The .bson and the .tsv of so many clients, made unless there since the last change.

    So many percent of them are others than they are in the file without changes.
    """
    name = f"clients-{count}" + (f"-changed-{changed}" if changed else "")
    pair = [folder / f"{name}.{kind}" for kind in ("bson", "tsv")]
    if not made_since(pair, MAKER):
        make(count, *pair, changed)
    warm(pair)
    return pair


def dump(folder, count):
    """The .bson alone: 330 bytes a client."""
    bson = folder / f"clients-{count}.bson"
    if not made_since([bson], MAKER):
        make(count, bson, NOWHERE)
    warm([bson])
    return bson


def texts_of(bson):
    """The .json of a .bson, as mongoexport writes it, and its .json.gz, by their kinds."""
    made = {kind: bson.with_suffix(kind) for kind in FORMATS}
    if not made_since(made.values(), bson):
        note(f"making {made['.json'].name}")
        subprocess.run([sys.executable, LIB / "bson_to_json.py", bson, made[".json"]], check=True)
        with open(made[".json.gz"], "wb") as packed:
            subprocess.run(["gzip", "-c", made[".json"]], stdout=packed, check=True)
    warm(made.values())
    return made
