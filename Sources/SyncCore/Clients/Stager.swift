internal import Engine
internal import MongoDriver
internal import PostgresDriver
internal import Records

/// Turns documents into staging rows and sends them in chunks, each one COPY in its own
/// transaction, so that nothing stays open while the source is read.
struct Stager: ~Copyable {
  /// Bytes of one COPY: enough to make its fixed cost negligible.
  private static let chunkSize = 2 << 20
  /// How many records are encoded between two checks of the socket.
  private static let pumpEvery = 128

  private let stage: TemporaryTable
  private let overlaps: Bool
  /// The rows whose equal records are not staged; nil when every record is.
  private(set) var target: KnownTarget?
  private var encoder: RowEncoder
  private var buffer: CopyBuffer
  /// How many documents were added, including ignored ones.
  private(set) var added = 0
  /// The names of the members of the first document; nil before it.
  private(set) var firstNames: [String]?
  /// What became of the records since the last restart.
  private(set) var records = StagedRecords()
  /// The places of records whose text could not be read as a document.
  private(set) var broken = BrokenDocuments()

  /// `overlaps` lets PostgreSQL take one chunk while the next is encoded; only for a source that never
  /// makes the run wait, because a COPY stays open meanwhile. Records that equal a `known` row are not staged.
  init(_ tables: PlanTables, overlaps: Bool, known: KnownTarget?) {
    stage = tables.stage
    self.overlaps = overlaps
    target = known
    encoder = RowEncoder(layout: tables.layout, known: known?.rows)
    buffer = CopyBuffer(capacity: Self.chunkSize + (1 << 16))
  }

  /// True when two records may share a key, rejected ones included; never false when two do.
  var mayRepeat: Bool { encoder.keys.mayRepeat }

  /// The greatest `updatedAt` of the records read, in microseconds since 1970; nil without one.
  var newest: Int64? { encoder.newest }

  /// The mapped fields in which no record had a value so far.
  var absent: AbsentFields { encoder.fields.absent }

  /// The fields of the mapping's conditions that no record has, not even one that was left out.
  var unmetConditions: [String] { encoder.fields.unmetConditions }

  /// How many of the records have an `updatedAt` that is not a date.
  var undated: Int { encoder.undated }

  /// True when no record had a mapped field besides `_id`.
  var sawNothingMapped: Bool { added > 0 && !encoder.sawMapped }

  /// True when a record taken for known must be staged after all: the source has to be
  /// read again, and is recognised then.
  var claimedRepeat: Bool { encoder.keys.claimedRepeat }

  /// Stages one document.
  mutating func add(
    _ document: Span<UInt8>, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    records.count(encoder.encode(document, into: &buffer))
    if added == 0 { firstNames = RecordNames.top(document) }
    added += 1
    if overlaps, added.isMultiple(of: Self.pumpEvery) { connection.pump() }
    if buffer.count >= Self.chunkSize { try flush(on: &connection) }
  }

  /// Stages a rejection in place of a record whose text is broken; `rest` holds the members that could be
  /// read.
  mutating func add(
    broken fault: DocumentFault, _ rest: Span<UInt8>, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    let fate = encoder.encode(broken: fault, rest, into: &buffer)
    records.count(fate)
    if added == 0 { firstNames = RecordNames.top(rest) }
    added += 1
    if case .rejected = fate { broken.add(fault) }
    if buffer.count >= Self.chunkSize { try flush(on: &connection) }
  }

  /// Sends what is left and waits until PostgreSQL has taken everything.
  mutating func finish(on connection: inout PostgresConnection) throws(PostgresError) {
    if !buffer.isEmpty { try flush(on: &connection) }
    try connection.finishCopy()
  }

  /// Discards what was staged, to read the source again from the start.
  mutating func restart(on connection: inout PostgresConnection) throws(PostgresError) {
    try connection.finishCopy()
    try connection.execute(stage.clear)
    target?.rows.forgetClaims()
    encoder.restart(known: target?.rows)
    buffer.removeAll()
    (records, broken) = (StagedRecords(), BrokenDocuments())
  }

  /// From the next `restart` on, every record is staged.
  mutating func stageEverything() {
    target = nil
  }

  private mutating func flush(on connection: inout PostgresConnection) throws(PostgresError) {
    try connection.copyIn(stage.copyIn, buffer, waits: !overlaps)
    buffer.removeAll()
  }
}
