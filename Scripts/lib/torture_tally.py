"""What the tries of a scenario came to."""
import collections
import sys


class Tally:
    """Counts the tries and the broken invariants. One line a scenario goes to the file `work`/table:
    the scenario, its tries, and how many of them broke an invariant, parted by tabs."""

    def __init__(self, work):
        self.work = work
        # Of the try under way.
        self.broken = []
        # By which codes the runs of the scenario ended, and how often.
        self.codes = collections.Counter()

    def expect(self, condition, words, end=None):
        """Notes a broken invariant of this try."""
        if not condition:
            if end:
                words += f": exit {end.code} after {end.seconds:.2f} s: {end.error.strip()}"
            self.broken.append(words)

    def note(self, scenario, faults):
        """Adds the scenario's line; `faults` has one list of broken invariants a try."""
        bad = [fault for fault in faults if fault]
        for fault in bad[:5]:
            print(f"torture: {scenario}: {'; '.join(fault)}", file=sys.stderr)
        with open(self.work / "table", "a", encoding="utf-8") as table:
            table.write(f"{scenario}\t{len(faults)}\t{len(bad)}\n")

    def tries(self, scenario, count, body):
        """Carries out `body(n, of)` so many times; what goes wrong in it counts, too."""
        faults = []
        self.codes.clear()
        for n in range(count):
            self.broken = []
            try:
                body(n, count)
            except (RuntimeError, OSError) as error:
                self.broken.append(str(error))
            faults.append(self.broken)
        if count >= 10 and set(self.codes) <= {0}:
            faults[-1].append("every run ended with 0: nothing was struck")
        codes = ", ".join(f"{code} ({times} times)" for code, times in self.codes.items())
        print(f"torture: {scenario}: exit codes {codes}", file=sys.stderr, flush=True)
        self.note(scenario, faults)
