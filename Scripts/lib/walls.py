#!/usr/bin/env python3
"""Holds what no compiler holds: who may know whom, where the tool prints, how long a file is.

Ends with 1 and names each fault. Between modules the imports count; between the folders of
one module the types that a file names count.
"""
import collections
import pathlib
import re
import sys

LINES = 250
RIM = "synctool"
# What each module may import, besides the modules of Swift itself.
IMPORTS = {
    "MongoDriver": {"CMongoc", "CZlib"},
    "PostgresDriver": {"CPostgres"},
    "Basics": set(),
    "Records": {"Basics", "MongoDriver", "PostgresDriver"},
    "Engine": {"Basics", "MongoDriver", "PostgresDriver", "Records"},
    "SyncCore": {"Basics", "Engine", "MongoDriver", "PostgresDriver", "Records"},
    "synctool": {"CArguments", "Basics", "Engine", "Records", "SyncCore"},
}
SYSTEM = {"Glibc", "Synchronization"}
# The folders of a module: each may use those of the lines before it, and what stands in no folder
# may use all of them.
FLOORS = {
    "Engine": [
        ["Vocabulary"],
        ["Session"],
        ["Catalog"],
        ["Sides"],
        ["Planning"],
        ["Journal"],
        ["Applying", "Reports"],
        ["Running"],
        ["Undoing"],
    ],
    "SyncCore": [
        ["Settings"],
        ["Clients"],
        ["Assignment", "Explaining", "Identities", "JournalCommands", "Links"],
    ],
    "synctool": [
        ["Process", "Logging", "CommandLine"],
        ["Terminal", "Manual"],
        ["Output"],
        ["Monitoring"],
        ["Commands"],
    ],
}
# What writes MongoDB, and the files that may name it: all of it goes through DocumentApplier.
CONNECTION, APPLYING = "MongoDriver/Connection/", "Engine/Applying/"
WRITING = {
    "mongoc_client_command_with_opts": {CONNECTION + "MongoClient"},
    r"mongoc_\w*(?:insert|update|delete|remove|replace|bulk|write_command|read_write|drop|index|transaction)\w*": set(),
    "updateDocuments": {CONNECTION + "MongoClient+Documents", "Engine/Sides/DocumentSource+Write"},
    "writeDocuments": {"Engine/Sides/DocumentSource+Write", APPLYING + "DocumentWriter"},
    "DocumentWriter": {APPLYING + "DocumentWriter", APPLYING + "DocumentApplier"},
    "DocumentApplier": {APPLYING + "DocumentApplier", "Engine/Running/RunEngine+Documents"},
}
IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(\w+)\s+)?import\s+"
    r"(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)",
    re.M,
)
DECLARATION = re.compile(r"\b(?:struct|class|enum|protocol|actor|typealias)\s+([A-Z]\w*)")


def bare(text):
    """The code without comments, and of string literals only what is put into them."""
    text = re.sub(
        r'"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"',
        lambda literal: " ".join(['""'] + re.findall(r"\\\(([^)]*)", literal[0])),
        text,
    )
    return re.sub(r"//[^\n]*|/\*[\s\S]*?\*/", "", text)


def import_faults(path, module, code):
    for access, name in IMPORT.findall(code):
        if name not in IMPORTS[module] | SYSTEM:
            yield f"{path} imports {name}: {module} may not know it"
        if access not in ("internal", "package", "private", "fileprivate"):
            yield f"{path} imports {name} without an access level"


def file_faults(path, module, code, lines):
    if module != RIM and re.search(r"(?<![\w.])print\(", code):
        yield f"{path} prints: only {RIM} does"
    if lines > LINES:
        yield f"{path} has {lines} lines: {LINES} is the stop sign"


def write_faults(path, code):
    place = path.relative_to("Sources").with_suffix("").as_posix()
    for name, places in WRITING.items():
        if place not in places and (found := re.search(rf"\b{name}\b", code)):
            yield f"{path} names {found[0]}: DocumentApplier alone writes MongoDB"


def floor_faults(module, codes):
    """Types of the module that are named on a lower or neighbouring floor."""
    height = {folder: n for n, floor in enumerate(FLOORS[module]) for folder in floor}
    height[None] = len(FLOORS[module])
    folder_of = {path: path.parts[2] if len(path.parts) > 3 else None for path in codes}
    homes = collections.defaultdict(set)
    for path, code in codes.items():
        if folder_of[path] not in height:
            yield f"{path}: Scripts/lib/walls.py does not know this folder's floor"
            return
        for name in DECLARATION.findall(code):
            homes[name].add(folder_of[path])
    # A name that two folders declare (nested types) says nothing about who is meant.
    home = {name: next(iter(folders)) for name, folders in homes.items() if len(folders) == 1}
    for path, code in codes.items():
        own = folder_of[path]
        for name in sorted(set(re.findall(r"(?<!\.)\b[A-Z]\w*\b", code))):
            other = home.get(name, own)
            if other != own and height[other] >= height[own]:
                yield f"{path} names {name} of {other or module}: {own} may not know it"


def main():
    faults, codes = [], collections.defaultdict(dict)
    for path in sorted(pathlib.Path("Sources").rglob("*.swift")):
        text = path.read_text(encoding="utf-8")
        code, module = bare(text), path.parts[1]
        if module not in IMPORTS:
            faults.append(f"{path}: Scripts/lib/walls.py does not know this module")
            continue
        faults += import_faults(path, module, code)
        faults += write_faults(path, code)
        faults += file_faults(path, module, code, text.count("\n"))
        codes[module][path] = code
    for module in FLOORS:
        faults += floor_faults(module, codes[module])
    print("\n".join(faults), end="\n" if faults else "", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
