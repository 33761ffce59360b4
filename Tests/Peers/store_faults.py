"""The faults of the strict stand-in: which command one strikes, and what it does to that command."""
import os
import signal
import threading

KEYS = {"command", "only", "at", "every", "times", "wait", "late", "between", "after", "then", "refuse", "concern", "lags"}


class HangUp(Exception):
    """The connection is to be closed without an answer."""


class Fault:
    """One fault, as mongo_store.py's head describes it."""

    def __init__(self, asked):
        strange = asked.keys() - KEYS
        if strange or "command" not in asked:
            raise ValueError(f"a fault with {sorted(strange)} is not understood here")
        self.command, self.only, self.seen = asked["command"], asked.get("only"), 0
        self.every = asked.get("every")
        self.at = asked.get("at", self.every or 1)
        self.left = asked.get("times", 1 << 62 if self.every else 1)
        self.wait, self.late = asked.get("wait", 0), asked.get("late", 0)
        self.between, self.then = asked.get("between", []), asked.get("then")
        # Statements that are carried out before `then`.
        self.after = asked.get("after", 0 if self.then else "all")
        self.refuse = {int(number): code for number, code in asked.get("refuse", {}).items()}
        self.concern, self.lags = asked.get("concern"), asked.get("lags", False)

    def strikes(self, names):
        if names[0] != self.command or self.only and self.only not in names or self.left == 0:
            return False
        self.seen += 1
        due = self.seen >= self.at and (not self.every or (self.seen - self.at) % self.every == 0)
        self.left -= due
        return due

    def most(self, statements):
        """How many of so many statements are carried out."""
        return {"all": statements, "half": statements // 2}.get(self.after, self.after)

    def end(self):
        """Carries out `then`; the code of the error that it is, None where there is none."""
        if self.then == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.then == "hang up":
            raise HangUp
        return self.then


NONE = Fault({"command": ""})


class Faults:
    """Those that are set. Only the first that strikes a command does so."""

    def __init__(self):
        self.set, self.lock = [], threading.Lock()

    def add(self, asked):
        with self.lock:
            self.set.append(Fault(asked))

    def clear(self):
        with self.lock:
            self.set = []

    def of(self, names):
        """What strikes a command with these fields, the first of which is its name."""
        with self.lock:
            due = [fault for fault in self.set if fault.strikes(names)]
        return due[0] if due else NONE
