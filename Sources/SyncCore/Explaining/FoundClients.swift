internal import Engine
internal import MongoDriver
internal import PostgresDriver
internal import Records

/// What a read of the source has found of the clients asked about; memory grows only with the hits.
struct FoundClients {
  /// Records and twins kept per client; all are counted.
  static let mostKept = 100
  /// Emails that PostgreSQL has yet to judge.
  private static let mostPending = 1000

  let names: ClientNames
  /// The path of the email's field.
  let emailField: String
  /// By the client's place.
  private(set) var records: [[FoundRecord]] = []
  private(set) var recordCounts: [Int] = []
  private(set) var twins: [[FoundRecord]] = []
  private(set) var twinCounts: [Int] = []
  /// The documents of the records with a key asked about, and of the owners of rows with such a key.
  private(set) var documents = KeptDocuments()
  /// The documents that own rows with these keys, wherever they are.
  private(set) var owners: RowOwners
  private var read = 0
  private var fields: RecordFields
  private let id: Int
  private let values: ValuePlans
  private let email: SourcePlan
  private let updatedAt: TimeSource?
  private let filter: RecordFilter?
  private var pending: [FoundRecord] = []
  private var key: [UInt8] = []
  private var shape: [UInt8] = []

  init(_ names: ClientNames, _ mapping: Mapping, owners: RowOwners) {
    self.names = names
    self.owners = owners
    emailField = mapping.email.fieldName
    let idField = FieldPath(name: "_id")
    fields = RecordFields(
      [idField] + mapping.email.source.fields + (mapping.updatedAt.source?.fields ?? [])
        + mapping.conditions.map(\.field),
      emails: mapping.email.source.fields, conditions: [])
    id = fields.tree.node(of: idField) ?? 0
    let tree = fields.tree
    var values = ValuePlans()
    email = values.plan(mapping.email.source, tree)
    updatedAt = mapping.updatedAt.source.map { TimeSource($0, &values, tree) }
    self.values = values
    filter = RecordFilter(mapping.conditions, tree)
    forgetAll()
  }

  /// Forgets the records with the exact keys, for a read that delivers them again.
  mutating func forgetRecords() {
    records = Array(repeating: [], count: names.keys.count)
    recordCounts = Array(repeating: 0, count: names.keys.count)
    documents = KeptDocuments()
    owners.forgetKeyed()
  }

  /// Forgets everything, for a read that starts over.
  mutating func forgetAll() {
    forgetRecords()
    owners.forget()
    (twins, twinCounts) = (records, recordCounts)
    (pending, read) = ([], 0)
  }

  /// Looks at one document; with `onlyRecords` only at its key. Of one whose text is broken, for which there is a
  /// `fault`, it looks at what could be read.
  mutating func add(
    _ document: Span<UInt8>, onlyRecords: Bool, broken fault: DocumentFault? = nil,
    on connection: inout PostgresConnection
  ) throws {
    read += 1
    fields.read(document)
    let owner = owners.isEmpty ? nil : idBytes(document)
    var node = 0
    guard !fields.emailIsDoubtful, let value = try? values.value(email, fields, &node),
      value.type == .string
    else {
      return note(owner, nil, document, fault)
    }
    let text = value.text
    var reason: Reason?
    do throws(RecordFault) {
      let found = try EmailKey(document, text)
      found.copy(names.match, of: document, into: &key)
      if let place = names.place(ofKey: key) {
        owners.note(owner, key: key)
        return keep(document, text, fault, place)
      }
      note(owner, key, document, fault)
    } catch {
      reason = error.reason
      note(owner, nil, document, fault)
    }
    guard !onlyRecords, !names.forms.isEmpty, reason != .invalidUTF8 else { return }
    if ByteScan.isPlainText(document, text) {
      for place in names.places(ofPlain: document, text, &shape) {
        keepTwin(record(document, text, reason), place)
      }
    } else {
      try look(record(document, text, reason), on: &connection)
    }
  }

  /// Asks PostgreSQL to judge the emails that wait.
  mutating func finish(on connection: inout PostgresConnection) throws(PostgresError) {
    let forms = try CompatibilityForms.of(pending.map(\.email), on: &connection)
    for (record, form) in zip(pending, forms) {
      for place in names.places(ofShape: EmailShape.of(form)) { keepTwin(record, place) }
    }
    pending = []
    for place in twins.indices { twins[place].sort { $0.place < $1.place } }
  }

  private mutating func look(
    _ record: FoundRecord, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    let shape = EmailShape.of(record.email)
    // PostgreSQL stores no NUL; every other character may occur.
    if EmailShape.needsForm(shape), !record.email.utf8.contains(0) {
      pending.append(record)
      if pending.count == Self.mostPending { try finish(on: &connection) }
    } else {
      for place in names.places(ofShape: shape) { keepTwin(record, place) }
    }
  }

  private mutating func keep(
    _ document: Span<UInt8>, _ text: Range<Int>, _ fault: DocumentFault?, _ place: Int
  ) {
    documents.append(document, fault)
    recordCounts[place] += 1
    guard records[place].count < Self.mostKept else { return }
    var record = record(document, text, nil)
    // The conditions may be about what could not be read.
    if fault != nil { record.isExcluded = false }
    records[place].append(record)
  }

  /// Keeps a document that has another key, or none, if it owns a row with a key asked about.
  private mutating func note(
    _ owner: [UInt8]?, _ key: [UInt8]?, _ document: Span<UInt8>, _ fault: DocumentFault?
  ) {
    if owners.note(owner, key: key) { documents.append(document, fault) }
  }

  private mutating func keepTwin(_ record: FoundRecord, _ place: Int) {
    twinCounts[place] += 1
    if twins[place].count < Self.mostKept { twins[place].append(record) }
  }

  private func record(
    _ document: Span<UInt8>, _ text: Range<Int>, _ reason: Reason?
  ) -> FoundRecord {
    let email = String(decoding: text.map { document[$0] }, as: UTF8.self)
    let id = idBytes(document)
    return FoundRecord(
      place: read, id: id, sourceID: id.map { SourceID.text(of: $0.span) }, email: email,
      updatedAt: time(document),
      key: EmailKey.normalize(email, names.match).map { String(decoding: $0, as: UTF8.self) },
      reason: reason, isExcluded: isExcluded(document))
  }

  private func isExcluded(_ document: Span<UInt8>) -> Bool {
    var node = 0
    guard let filter, fields.fault == nil else { return false }
    return (try? filter.admits(fields, document, &node)) == false
  }

  /// The `_id` as links have it; nil without one that can be read.
  private func idBytes(_ document: Span<UInt8>) -> [UInt8]? {
    guard let element = fields.elements[id], element.type != .null else { return nil }
    var buffer = CopyBuffer(capacity: 64)
    guard (try? SourceID.append(element, of: document, to: &buffer)) != nil else { return nil }
    return buffer.withSpan { bytes in bytes.indices.map { bytes[$0] } }
  }

  private func time(_ document: Span<UInt8>) -> String? {
    var buffer = CopyBuffer(capacity: 32)
    guard let time = updatedAt?.time(values, fields, document).microseconds else { return nil }
    let more = (time % 1000 + 1000) % 1000
    guard DateText.append((time - more) / 1000, to: &buffer) else { return nil }
    let text = buffer.withSpan { bytes in
      String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
    }
    return more == 0 ? text : text.dropLast() + String(String(1000 + more).dropFirst()) + "Z"
  }
}

/// A record of the source as `explain` found it.
struct FoundRecord: Sendable {
  /// Its place in the source, counted from 1.
  var place: Int
  /// The `_id` as links have it.
  var id: [UInt8]?
  /// nil when the record has no `_id` that can be read.
  var sourceID: String?
  /// The field's text, not trimmed.
  var email: String
  /// ISO 8601 UTC with milliseconds, or microseconds where it has some; nil when the field is absent or not a date.
  var updatedAt: String?
  /// The matching key; nil when the email is not valid.
  var key: String?
  /// Why the email is not valid.
  var reason: Reason?
  /// True when the mapping's `where` leaves the record out.
  var isExcluded = false
}
