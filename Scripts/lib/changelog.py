"""Joins the entries of Docs/changes to the changelog: prints it, or with a version makes them that release's."""
import datetime
import pathlib
import re
import sys

CHANGELOG = pathlib.Path("Docs/CHANGELOG.md")
CHANGES = pathlib.Path("Docs/changes")
KINDS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
UNRELEASED = "## [Unreleased]"


def entries(text, name):
    """Pairs of a heading and the entries below it."""
    before, *parts = re.split(r"^### (.+)$", text, flags=re.M)
    if before.strip() or not parts:
        sys.exit(f"changelog: {name} must begin with a heading, such as ### {KINDS[0]}")
    for kind, body in zip(parts[::2], (part.strip() for part in parts[1::2])):
        if kind not in KINDS:
            sys.exit(f"changelog: {name}: {kind} must be one of {', '.join(KINDS)}")
        if not re.fullmatch(r"(- \S.*\n(  \S.*\n)*)+", body + "\n"):
            sys.exit(f"changelog: {name}: below {kind} there must be entries that begin with '- '")
        yield kind, body


def main():
    changes = sorted(path for path in CHANGES.glob("*") if path.name != "README.md")
    before, own, released = re.fullmatch(
        rf"([\s\S]*^{re.escape(UNRELEASED)}\n)([\s\S]*?)(^## [\s\S]*|\Z)",
        CHANGELOG.read_text(encoding="utf-8"), re.M).groups()
    bodies = {kind: [] for kind in KINDS}
    for path, text in [(CHANGELOG, own)] * bool(own.strip()) + [
            (path, path.read_text(encoding="utf-8")) for path in changes]:
        for kind, body in entries(text, path):
            bodies[kind].append(body)
    section = "".join(
        f"\n### {kind}\n\n" + "\n".join(found) + "\n" for kind, found in bodies.items() if found)
    if len(sys.argv) < 2:
        print(before + section + ("\n" if released else "") + released, end="")
        return
    heading = f"## [{sys.argv[1]}] - {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}"
    CHANGELOG.write_text(
        f"{before}\n{heading}\n{section}" + ("\n" if released else "") + released,
        encoding="utf-8")
    for path in changes:
        path.unlink()


if __name__ == "__main__":
    main()
