"""What the benchmark found, as a table with verdicts."""
import statistics

import start_time

MIB = 1 << 20
# The ratios to the floor that have to hold, and those aimed at, with 1 000 000 clients.
LIMITS = {
    "initial load": (1.25, 1.0),
    "steady state, --force": (0.70, 0.25),
    "1 % changed, --force": (0.85, 0.30),
    "create-only, all exist": (0.70, 0.25),
    "initial load, journal": (1.60, 1.25),
    "steady state, journal": (0.70, 0.25),
    "all changed, --force": (None, None),
}
# The same work from the same clients as JSON, against that from the .bson file: at most twice its time.
JSON_LIMIT, JSON_AIM = 2.0, 1.5
FORMATS = [".json", ".json.gz"]
DECISIVE = 1_000_000
MEMORY_MUST = 64 * MIB
# Memory is flat when the largest run takes at most this much more than the smallest.
MEMORY_SPREAD = 8 * MIB
# Seconds.
VERSION_AIM = 0.005


def markdown(rows):
    """A table, its first row the head."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = ["| " + " | ".join(t.ljust(w) for t, w in zip(row, widths)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def grouped(count):
    return f"{count:,}".replace(",", " ")


class Report:
    """The table of markdown and the verdicts."""

    HEAD = [
        "clients", "work", "wall s (min-max)", "ratio (min-max)", "must", "aim", "verdict",
        "tool CPU s", "server CPU s", "peak MiB", "WAL MiB",
    ]

    def __init__(self):
        self.rows, self.broken = [self.HEAD], []

    def add_size(self, count, samples):
        floor = [sample.wall for sample in samples[count, "floor"]]
        for work in ["floor", *LIMITS]:
            taken = samples.get((count, work))
            if taken:
                self.rows.append(self.row(count, work, taken, statistics.median(floor)))
                for kind in FORMATS:
                    self.add_format(count, f"{work}, {kind}", taken, samples)

    def add_format(self, count, work, bson, samples):
        """The row of a format beside the .bson file's: its ratio is to that row."""
        taken = samples.get((count, work))
        if taken:
            base = statistics.median(sample.wall for sample in bson)
            self.rows.append(self.row(count, work, taken, base, (JSON_LIMIT, JSON_AIM)))

    def row(self, count, work, taken, floor, limits=None):
        walls = [sample.wall for sample in taken]
        ratio = statistics.median(walls) / floor
        must, aim = limits or LIMITS.get(work, (None, None))
        if work == "floor":
            ratio_text = "1.00"
        else:
            ratio_text = f"{ratio:.2f} ({min(walls) / floor:.2f}-{max(walls) / floor:.2f})"
        return [
            grouped(count), work,
            f"{statistics.median(walls):.3f} ({min(walls):.3f}-{max(walls):.3f})", ratio_text,
            f"{must:.2f}" if must else "", f"{aim:.2f}" if aim else "",
            self.verdict(f"{work} at {count}", ratio, must, aim, count == DECISIVE),
            f"{statistics.median(s.cpu for s in taken):.2f}",
            f"{statistics.median(s.server for s in taken):.2f}",
            f"{max(s.memory for s in taken) / MIB:.1f}",
            f"{statistics.median(s.wal for s in taken) / MIB:.1f}",
        ]

    def verdict(self, what, value, must, aim, decisive):
        if must is None:
            return ""
        if value <= aim:
            return "aim met"
        if value <= must:
            return "holds"
        if decisive:
            self.broken.append(what)
        return "BROKEN" if decisive else "above"

    def memory(self, samples, least):
        """The peak memory of the tool for each size, over all kinds of work."""
        peaks = {}
        for (count, work), taken in samples.items():
            if work != "floor":
                peaks[count] = max([peaks.get(count, 0), *(s.memory for s in taken)])
        sizes = sorted(peaks)
        small = peaks[sizes[-1]] <= MEMORY_MUST
        flat = peaks[sizes[-1]] - peaks[sizes[0]] <= MEMORY_SPREAD
        if not (small and flat):
            self.broken.append("peak memory")
        text = ", ".join(f"{peaks[n] / MIB:.1f} MiB at {n}" for n in sizes)
        return (
            f"Peak memory: {text}; must be at most 64 MiB and flat (within"
            f" {MEMORY_SPREAD // MIB} MiB): {'holds' if small and flat else 'BROKEN'}."
            f" Nothing below {least / MIB:.1f} MiB can be seen."
        )

    def start(self, seconds):
        verdict = self.verdict("start of version", seconds, start_time.MUST, VERSION_AIM, True)
        return (
            f"`synctool version`: {seconds * 1000:.1f} ms from start to finish (median of"
            f" {start_time.RUNS}); must 15 ms, aim 5 ms: {verdict}."
        )

    def table(self):
        return markdown(self.rows)
