"""Insert, update and delete as the strict stand-in carries them out: a statement at a time, each whole."""
from bson_messages import ARRAY, BOOL, DOCUMENT, Raw
from store_faults import NONE
from store_filter import Filter
from store_rows import row_record
from store_update import Update
from store_values import Refused, WriteFault, check, collation_of, fields, first, values


class Statement:
    """One statement of an update or a delete, read as strictly as a command."""

    def __init__(self, document, needed, others, collection):
        self.given = dict(fields(document))
        strange = self.given.keys() - needed - others
        if strange or not needed <= self.given.keys():
            raise Refused(f"a statement with {sorted(self.given)} is not understood here")
        self.collation = collation_of(self.given.get(b"collation"), collection.collation)
        self.filter = Filter(self.part(b"q"), self.collation)

    def part(self, name):
        if self.given[name].kind != DOCUMENT:
            raise Refused(f"{name.decode()} needs a document")
        return self.given[name].raw

    def carried_out(self, collection):
        """What an update or a delete of one document finds and changes: its row, and what is there then."""
        for row, document in collection.found(self.filter, self.collation)[:1]:
            return row, document, self.changed(document)
        return None


class UpdateStatement(Statement):
    def __init__(self, document, collection):
        super().__init__(document, {b"q", b"u"}, {b"multi", b"upsert", b"collation"}, collection)
        if any(self.given[name] != (BOOL, b"\0") for name in (b"multi", b"upsert") if name in self.given):
            raise Refused("multi and upsert are not understood here")
        self.changed = Update(self.part(b"u"), self.collation).applied


class DeleteStatement(Statement):
    def __init__(self, document, collection):
        super().__init__(document, {b"q", b"limit"}, {b"collation"}, collection)
        if self.given[b"limit"].plain() != 1:
            raise Refused("a delete takes one document here: limit 1")
        self.changed = lambda document: None


class InsertStatement:
    def __init__(self, document, collection):
        check(document)
        if [name for name, _ in fields(document)[:1]] != [b"_id"]:
            raise Refused("a document has its _id, and has it first, here: a server would put it there")
        self.document = document

    def carried_out(self, collection):
        return collection.next, None, self.document


class Retries:
    """What a session's last numbered write has done already, so that sending it again does it once."""

    def __init__(self):
        self.sessions = {}

    def done(self, session, number):
        """The outcomes by statement of this write, to read and to fill."""
        last, outcomes = self.sessions.get(session, (number, {}))
        if number < last:
            raise Refused("a newer write of this session was begun already", 225)
        if number > last or session not in self.sessions:
            self.sessions[session] = number, outcomes = number, {}
        return self.sessions[session][1]


class Writes:
    """Carries out the statements of write commands on collections."""

    KINDS = {
        "insert": ("documents", InsertStatement), "update": ("updates", UpdateStatement),
        "delete": ("deletes", DeleteStatement)}

    def __init__(self, file, most_statements, events):
        self.file, self.most, self.events, self.retries = file, most_statements, events, Retries()

    def run(self, command, given, collection, fault=NONE):
        """The reply to a command, whose fields are `given`; every statement is read before the first is carried out."""
        listed, kind = self.KINDS[command]
        statements = given.get(listed)
        if not statements or statements.kind != ARRAY:
            raise Refused(f"{command} needs a list of {listed}")
        documents = values(statements.raw)
        if not 1 <= len(documents) <= self.most:
            raise Refused(f"Write batch sizes must be between 1 and {self.most}. Got {len(documents)} operations.", 16)
        if any(document.kind != DOCUMENT for document in documents):
            raise Refused(f"{listed} are documents")
        read = [kind(document.raw, collection) for document in documents]
        session, number, done = None, None, {}
        if "txnNumber" in given:
            if "lsid" not in given:
                raise Refused("a numbered write needs a session", 20)
            session, number = given["lsid"].raw, given["txnNumber"].plain()
            done = self.retries.done(session, number)
        ordered = "ordered" not in given or given["ordered"].plain()
        counts, errors, retried = [0, 0], [], []
        for at, statement in enumerate(read[:fault.most(len(read))]):
            if at in done:
                retried.append(at)
            else:
                try:
                    if at in fault.refuse:
                        raise WriteFault(fault.refuse[at], "scripted fault; a secret: hunter2")
                    mark = None if session is None else {"session": Raw(session), "number": number, "statement": at}
                    done[at] = self.carry_out(command, statement, collection, mark)
                except WriteFault as error:
                    errors.append({"index": at, "code": error.code, "errmsg": str(error), **error.facts})
                    if ordered:
                        break
                    continue
            counts = [sum(pair) for pair in zip(counts, done[at])]
        reply = {"n": counts[0]} | ({"nModified": counts[1]} if command == "update" else {})
        return (reply | ({"retriedStmtIds": retried} if retried else {})
                | ({"writeErrors": errors} if errors else {}) | {"ok": 1.0})

    def carry_out(self, kind, statement, collection, mark):
        """How many documents were found, and how many changed; in the file when this returns."""
        found = statement.carried_out(collection)
        changes = found is not None and found[1] != found[2]
        if changes:
            row, before, document = found
            if document is not None:
                collection.check(document, row)
        outcome, record = [int(found is not None), int(changes)], {}
        if changes:
            at = self.events.add(kind, collection.space, first(document or before, b"_id"))
            record = row_record(collection.space, row, document) | {"kind": kind, "at": at}
        if record or mark:
            self.file.add(record | ({"mark": mark | {"outcome": outcome}} if mark else {}))
        if changes:
            collection.put(row, document)
        return outcome

    def remember(self, mark):
        """What a record of the file says of a numbered write."""
        given = dict(fields(mark))
        outcome = [value.plain() for value in values(given[b"outcome"].raw)]
        self.retries.done(given[b"session"].raw, given[b"number"].plain())[given[b"statement"].plain()] = outcome
