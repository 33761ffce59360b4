"""The clients that are measured with, made once and kept."""
import pathlib
import subprocess
import sys

from bench_process import note
from bench_report import FORMATS

LIB = pathlib.Path(__file__).parent
MIB = 1 << 20


def warm(paths):
    """Into the page cache: the disk is not what is measured."""
    for path in paths:
        with open(path, "rb") as file:
            while file.read(MIB):
                pass


def made_since(paths, cause):
    return all(p.exists() and p.stat().st_mtime > cause.stat().st_mtime for p in paths)


def clients(folder, count, changed=0):
    """The .bson and the .tsv of so many clients, made unless there since the last change.

    So many percent of them are others than they are in the file without changes.
    """
    maker = LIB / "make_clients.py"
    name = f"clients-{count}" + (f"-changed-{changed}" if changed else "")
    pair = [folder / f"{name}.{kind}" for kind in ("bson", "tsv")]
    if not made_since(pair, maker):
        note(f"making {name}")
        folder.mkdir(parents=True, exist_ok=True)
        parts = [path.with_name(path.name + ".part") for path in pair]
        make = [sys.executable, maker, str(count), *parts, "--changed", str(changed)]
        subprocess.run(make, check=True)
        for part, path in zip(parts, pair):
            part.rename(path)
    warm(pair)
    return pair


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
