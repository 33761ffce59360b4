"""Whether the journal and the data agree after a run that was disturbed."""


class Journal:
    """The journal of the torture's database; `clients` is how many rows a whole run writes."""

    def __init__(self, server, clients):
        self.server = server
        self.clients = clients
        self.last = 0

    def mark(self):
        """Remembers which runs are there, before the next one starts."""
        self.last = int(self.server.ask("SELECT coalesce(max(id), 0) FROM synctool.runs"))

    def since_mark(self):
        """The runs after the mark, oldest first: status and number of rows written."""
        lines = self.server.ask(
            "SELECT r.status, (SELECT count(*) FROM synctool.changes c WHERE c.run = r.id)"
            f" FROM synctool.runs r WHERE r.id > {self.last} ORDER BY r.id"
        )
        pairs = [line.split("|") for line in lines.splitlines()]
        return [(status, int(rows)) for status, rows in pairs]

    def faults(self, done):
        """What is wrong after the disturbed run; `done` says that the table holds its result."""
        runs = self.since_mark()
        if not runs:
            return ["the data are there without a run"] if done else []
        (status, rows), *others = runs
        found = []
        if others:
            found.append(f"one run has {len(runs)} rows in the journal")
        if (status == "done") != done:
            found.append(f"the journal says {status}, the data say {'done' if done else 'not done'}")
        if rows != (self.clients if done else 0):
            found.append(f"the journal has {rows} changes")
        return found

    def faults_after_next(self, was_done):
        """What is wrong after the plain run that follows; it wrote only if the other did not."""
        runs = self.since_mark()
        found = [f"a run is still {status}" for status, _ in runs if status == "running"]
        rows = 0 if was_done else self.clients
        if not runs or runs[-1] != ("done", rows):
            found.append(f"the next run left {runs[-1:]} in the journal")
        return found
