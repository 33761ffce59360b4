"""The rows of the benchmark: what each is measured against, what has to hold, and what is aimed at."""
import dataclasses
import statistics

# The floors: what is measured beside the tool, in the same rounds.
COPY = "floor C: psql \\copy"
DRAIN = "floor D: drain"
FLOORS = [COPY, DRAIN]

INITIAL = "initial load"
STEADY = "steady state, --force"
CHANGED = "1 % changed, --force"
CREATE_ONLY = "create-only, all exist"
ALL_CHANGED = "all changed, --force"
WORKS = [INITIAL, STEADY, CHANGED, CREATE_ONLY]

WIRE = ", by the wire"
JOURNAL = ", journal"
LINKS = ", links"
# A first sync with links of a table that is in step.
ADOPTION = "first adoption, links"
# The same clients as mongoexport writes them.
FORMATS = [".json", ".json.gz"]


def of_format(work, kind):
    return f"{work}, {kind}"


@dataclasses.dataclass
class Limit:
    """A row's floor, made of other rows' medians, and the ratios to it. `must` is None where none has to hold."""

    said: str
    floors: list
    must: float | None = None
    aim: float | None = None
    combine: object = sum

    def floor(self, count, samples):
        """Seconds; None where a part of it was not measured."""
        parts = [samples.get((count, work)) for work in self.floors]
        if not all(parts):
            return None
        return self.combine(statistics.median(s.wall for s in taken) for taken in parts)


def limits():
    """All rows in the order of the table, those of the contract first."""
    rows = {
        INITIAL: Limit("C", [COPY], 1.15, 1.0),
        STEADY: Limit("C", [COPY], 0.50, 0.25),
        CHANGED: Limit("C", [COPY], 0.55, 0.30),
        CREATE_ONLY: Limit("C", [COPY], 0.50, 0.25),
        INITIAL + WIRE: Limit("D + C", [DRAIN, COPY], 1.15, 1.0),
    }
    for work in (STEADY, CHANGED, CREATE_ONLY):
        rows[work + WIRE] = Limit("D or S", [DRAIN, work], 1.3, 1.1, max)
    for work in list(rows):
        rows[work + JOURNAL] = Limit("no journal", [work], 1.25, 1.1)
    # A journal comes with the links.
    for work in [work for work in rows if work.endswith(JOURNAL)]:
        rows[work.removesuffix(JOURNAL) + LINKS] = Limit("no links", [work], 1.25, 1.1)
    for kind in ("", WIRE):
        rows[ADOPTION + kind] = Limit("steady, no links", [STEADY + kind + JOURNAL], 1.6, 1.3)
    for work in (INITIAL, STEADY):
        for kind in FORMATS:
            rows[of_format(work, kind)] = Limit(".bson", [work], 2.0, 1.5)
    rows[ALL_CHANGED] = Limit("C", [COPY])
    return rows
