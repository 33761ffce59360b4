"""The faults that a scripted MongoDB server commits."""


class Fault:
    """A number given as N or N:TIMES, and how often it may still strike."""

    def __init__(self, text):
        number, _, times = text.partition(":")
        self.number, self.left = int(number), int(times) if times else None

    def strike(self):
        if self.left == 0:
            return False
        if self.left is not None:
            self.left -= 1
        return True


class Wish:
    """What the name of a collection asks for: parts between dots, as in `clients.most=7.cut=35`.

    most=N: at most N documents in a batch. With the batch that begins at or after document N: hangup=N
    closes the connection, cut=N does so in the middle of the reply, stall=N answers nothing, empty=N sends an
    empty batch before it, fail=N answers with the error code=CODE.
    """

    def __init__(self, collection):
        parts = [part.split("=") for part in collection.split(".") if "=" in part]
        self.numbers = {key: int(value) for key, value in parts}

    def most(self, other):
        return self.numbers.get("most", other)

    def strikes(self, fault, position):
        return position >= self.numbers.get(fault, 1 << 62)


class Cut:
    """A reply of which the connection's end leaves a half."""

    def __init__(self, reply):
        self.reply = reply
