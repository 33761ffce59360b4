"""One run of the tool under torture, and how it ended."""
import argparse
import dataclasses
import json
import pathlib
import signal
import subprocess
import time

# Longer than any wait of the tool's own: a run that takes this long hangs.
PATIENCE = 60


def arguments(description):
    """A parser of what Scripts/torture tells every part."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--url", required=True)
    parser.add_argument("--server-pid", type=int, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--share", type=int, default=1)
    return parser


@dataclasses.dataclass
class End:
    """The exit code (minus the signal's number after a kill), what was said, and the seconds."""

    code: int
    output: str
    error: str
    seconds: float

    def counts(self):
        """The counts of the JSON result that are not 0; None where there is no result."""
        try:
            counts = json.loads(self.output)["counts"]
        except (ValueError, KeyError):
            return None
        return {name: count for name, count in counts.items() if count}

    def told(self):
        """True when a failure is told on standard error with the tool's name."""
        return "synctool: error: " in self.error


class Run:
    """A started run; `end()` waits for it. `settings` are further variables of its environment."""

    def __init__(self, binary, url, work, arguments, command="sync", settings=None):
        self.start = time.monotonic()
        self.child = subprocess.Popen(
            [binary, *command.split(), "--format", "json", *map(str, arguments)], cwd=work,
            env={"DATABASE_URL": url, **(settings or {})}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, preexec_fn=self.heed,
        )

    @staticmethod
    def heed():
        """In the child: a shell in the background, or nohup, may have had these ignored."""
        for number in (signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)

    def sleep_until(self, seconds):
        """Waits until so long after the start."""
        time.sleep(max(0, self.start + seconds - time.monotonic()))

    def signal(self, number):
        self.child.send_signal(number)

    def end(self):
        """The end; a run that hangs is killed, and its code is None."""
        try:
            output, error = self.child.communicate(timeout=PATIENCE)
            code = self.child.returncode
        except subprocess.TimeoutExpired:
            self.child.kill()
            output, error = self.child.communicate()
            code = None
        return End(code, output, error, time.monotonic() - self.start)

    def must_end(self):
        """The end of a run that nobody disturbs: with another code than 0 the torture is over."""
        end = self.end()
        if end.code != 0:
            raise SystemExit(f"torture: an undisturbed run ends with {end.code}: {end.error}")
        return end
