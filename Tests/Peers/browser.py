"""Headless Chromium, driven over the DevTools protocol through a pipe: no port and no library is needed."""
import collections
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time

LIMIT = 120
KEYS = {
    "Tab": (9, "Tab", ""),
    "ArrowDown": (40, "ArrowDown", ""),
    "Enter": (13, "Enter", "\r"),
    "Escape": (27, "Escape", ""),
}


class Browser:
    """One headless Chromium and one page of it."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="report-browser-")
        self.events, self.buffer, self.number = collections.deque(), b"", 0
        self.deadline = time.monotonic() + LIMIT
        reads, self.output = os.pipe()
        self.input, writes = os.pipe()

        def wire():
            os.dup2(reads, 103)
            os.dup2(writes, 104)
            os.dup2(103, 3)
            os.dup2(104, 4)

        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--remote-debugging-pipe", "--disable-gpu",
             "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run",
             "--disable-extensions", "--disable-component-update", "--hide-scrollbars",
             f"--user-data-dir={self.folder}/profile", "about:blank"],
            preexec_fn=wire, close_fds=False, start_new_session=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=open(f"{self.folder}/log", "wb"),
            env={**os.environ, "HOME": self.folder, "LC_ALL": "C.UTF-8"})
        os.close(reads)
        os.close(writes)
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def close(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def receive(self):
        """The next message; what the pipe holds is parted by NUL."""
        while b"\0" not in self.buffer:
            left = self.deadline - time.monotonic()
            if left <= 0 or not select.select([self.input], [], [], left)[0]:
                raise TimeoutError("Chromium does not answer")
            part = os.read(self.input, 1 << 16)
            if not part:
                raise EOFError(open(f"{self.folder}/log", "rb").read().decode()[-2000:])
            self.buffer += part
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.output, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, method):
        while True:
            message = self.receive()
            self.events.append(message)
            if message.get("method") == method:
                return message

    def value(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def press(self, key):
        code, name, text = KEYS.get(key) or (ord(key.upper()), key, key)
        for kind in ("keyDown" if text else "rawKeyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=name, code=name,
                      windowsVirtualKeyCode=code, **({"text": text} if kind == "keyDown" else {}))

    def show(self, path):
        self.call("Page.navigate", url="file://" + path)
        self.wait("Page.loadEventFired")
