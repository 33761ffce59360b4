"""Two binaries that did the same work in turn: what the new one takes of the old one's."""
import statistics

from bench_report import grouped, markdown

# The new one may take at most this much of the old one's time and memory: 1 is all of it.
MOST = 1.02


class Comparison:
    """Each row's medians, over the rounds, of what the new one used by what the old one did."""

    MEASURES = {"wall": "wall", "cpu": "tool CPU", "server": "server CPU", "memory": "peak memory"}
    LIMITED = ("wall", "memory")

    def __init__(self, new, old):
        """The samples of both, by size and work. A row that only one of them has is left out."""
        self.rows, self.broken = [["clients", "work", *self.MEASURES.values(), "verdict"]], []
        for (count, work), taken in new.items():
            if (count, work) in old:
                self.add(count, work, list(zip(taken, old[count, work], strict=True)))

    def add(self, count, work, rounds):
        ratios = {measure: self.ratio(measure, rounds) for measure in self.MEASURES}
        above = [m for m in self.LIMITED if ratios[m] > MOST]
        self.broken += [f"{self.MEASURES[m]} of {work} at {count}: {ratios[m]:.3f}" for m in above]
        texts = ["-" if ratio is None else f"{ratio:.3f}" for ratio in ratios.values()]
        self.rows.append([grouped(count), work, *texts, "BROKEN" if above else "holds"])

    @staticmethod
    def ratio(measure, rounds):
        """None where too little was used to be seen: the server's clock ticks a hundred times a second."""
        pairs = [(getattr(new, measure), getattr(old, measure)) for new, old in rounds]
        return statistics.median(a / b for a, b in pairs) if all(b for _, b in pairs) else None

    def table(self):
        return markdown(self.rows)
