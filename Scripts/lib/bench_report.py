"""What the benchmark found, as a table with verdicts."""
import statistics

import start_time
from bench_rows import FLOORS, limits

MIB = 1 << 20
# The size whose verdicts decide how the benchmark ends.
DECISIVE = 1_000_000
MEMORY_MUST = 64 * MIB
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


def spread(values, digits):
    """The median, with the least and the greatest."""
    return (f"{statistics.median(values):.{digits}f}"
            f" ({min(values):.{digits}f}-{max(values):.{digits}f})")


class Report:
    """The table of markdown and the verdicts."""

    HEAD = [
        "clients", "work", "wall s (min-max)", "floor", "ratio (min-max)", "must", "aim", "verdict",
        "tool CPU s", "server CPU s", "peak MiB", "WAL MiB",
    ]

    def __init__(self, before=None):
        """`before`, if there is one, has the samples of an older binary: each row gets its ratio, too."""
        self.before, self.broken = before, []
        self.rows = [[*self.HEAD, *(["ratio, old"] if before is not None else [])]]

    def add_size(self, count, samples):
        for work in FLOORS:
            if (count, work) in samples:
                self.add(count, work, samples)
        for work, limit in limits().items():
            if (count, work) in samples:
                self.add(count, work, samples, limit.said, limit.floor(count, samples), limit.must, limit.aim)

    def add(self, count, work, samples, said="", floor=None, must=None, aim=None):
        """One row; `floor` is the seconds that its ratio is to."""
        taken = samples[count, work]
        walls = [sample.wall for sample in taken]
        verdict = ""
        if floor and must:
            ratio = statistics.median(walls) / floor
            verdict = self.verdict(f"{work} at {count}", ratio, must, aim, count >= DECISIVE)
        self.rows.append([
            grouped(count), work, spread(walls, 3), said,
            spread([wall / floor for wall in walls], 2) if floor else "",
            f"{must:.2f}" if must else "", f"{aim:.2f}" if aim else "", verdict,
            f"{statistics.median(s.cpu for s in taken):.2f}",
            f"{statistics.median(s.server for s in taken):.2f}",
            f"{max(s.memory for s in taken) / MIB:.1f}",
            f"{statistics.median(s.wal for s in taken) / MIB:.1f}",
            *([self.ratio_before(count, work, floor)] if self.before is not None else []),
        ])

    def ratio_before(self, count, work, floor):
        taken = self.before.get((count, work))
        return f"{statistics.median(s.wall for s in taken) / floor:.2f}" if taken and floor else ""

    def verdict(self, what, value, must, aim, decisive):
        if value <= aim:
            return "aim met"
        if value <= must:
            return "holds"
        if decisive:
            self.broken.append(what)
        return "BROKEN" if decisive else "above"

    def users(self, kind, count, works, limits, samples, decisive, least):
        """A table of its own of what is done to so many users, and the peak memory: as text.

        `works` are the floors' names, and the tool's; `limits` tells what each is measured against, what its ratio must be
        and what is aimed at.
        """
        floors, tool = works
        median = {work: statistics.median(sample.wall for sample in samples[count, work]) for work in floors + tool}
        rows = [["users", "work", "wall s (min-max)", "floor", "ratio", "must", "aim", "verdict", "server CPU s", "peak MiB"]]
        for work, wall in median.items():
            taken = samples[count, work]
            floor, must, aim = limits.get(work, (work, None, None))
            ratio = wall / median[floor]
            verdict = self.verdict(kind + work, ratio, must, aim, decisive) if must else ""
            rows.append([
                grouped(count), work, spread([sample.wall for sample in taken], 2), floor, f"{ratio:.2f}",
                *([f"{must:.2f}", f"{aim:.2f}"] if must else ["", ""]), verdict,
                f"{statistics.median(sample.server for sample in taken):.2f}",
                f"{max(sample.memory for sample in taken) / MIB:.1f}",
            ])
        runs = {key: taken for key, taken in samples.items() if key[1] in tool}
        return f"\n{markdown(rows)}\n\n{self.memory(runs, least)}"

    def memory(self, samples, least):
        """The peak memory of the tool for each size, over all kinds of work."""
        peaks, above = {}, []
        for (count, work), taken in samples.items():
            if work not in FLOORS:
                most = max(s.memory for s in taken)
                peaks[count] = max(peaks.get(count, 0), most)
                above += [f"peak memory of {work} at {count}"] if most > MEMORY_MUST else []
        self.broken += above
        text = ", ".join(f"{peaks[count] / MIB:.1f} MiB at {count}" for count in sorted(peaks))
        return (
            f"Peak memory: {text}; must be at most 64 MiB: {'BROKEN' if above else 'holds'}."
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
