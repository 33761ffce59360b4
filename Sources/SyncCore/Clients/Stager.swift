internal import Basics
internal import Engine
internal import MongoDriver
internal import PostgresDriver
internal import Records

/// Turns documents into staging rows and sends them in chunks, as `RowSender` does.
struct Stager: ~Copyable {
  /// How many records are encoded between two checks of the socket.
  private static let pumpEvery = 128

  private let layout: RowLayout
  private let overlaps: Bool
  /// True where the documents are to be added in one transaction that may write; see `RowSender`.
  let freezes: Bool
  /// What the keys of the records may take, in bytes.
  private let ledger: Int
  /// The rows whose equal records are not staged; nil when every record is.
  private(set) var target: KnownTarget?
  private var pass: Pass
  private var encoder: RowEncoder
  /// Encodes the records that a survey has chosen: what `encoder` has seen of all records is kept.
  private var chosen: RowEncoder?
  private var rows: RowSender
  /// The known records that get their links by themselves; nil where they have theirs, or none are kept.
  private var adoption: LinkAdoption?
  /// How many these are.
  private(set) var adopted = 0
  /// How many documents were added, including ignored ones.
  private(set) var added = 0
  /// The names of the members of the first document; nil before it.
  private(set) var firstNames: [String]?
  /// What became of the records since the last restart.
  private(set) var records = StagedRecords()
  /// The places of records whose text could not be read as a document.
  private(set) var broken = BrokenDocuments()

  /// What a reading of the source is for.
  private enum Pass {
    case staging
    /// Nothing is staged: the rows are in a file, and every record is noted there.
    case survey(RecordSurvey)
    /// What the survey has chosen is staged.
    case choice(RecordSurvey)
  }

  /// `overlaps` lets PostgreSQL take one chunk while the next is encoded; only for a source that never
  /// makes the run wait, because a COPY stays open meanwhile. Records that equal a `known` row are not staged.
  /// `ledger` are the bytes that the keys of the records may take, and `spilled` is where they go besides; `chunk` are the
  /// bytes of one COPY.
  init(
    _ tables: PlanTables, overlaps: Bool, freezes: Bool, known: KnownTarget?, ledger: Int,
    _ spilled: SpilledKeys?, chunk: Int
  ) {
    layout = tables.layout
    (self.overlaps, self.freezes) = (overlaps, freezes)
    self.ledger = ledger
    target = known
    let recognition: Recognition
    (pass, recognition) = Self.begin(known)
    encoder = RowEncoder(
      layout: tables.layout, recognition, comparesOwner: known?.links != nil, ledger: ledger,
      spilled)
    rows = RowSender(tables.stage, chunk: chunk, overlaps: overlaps, freezes: freezes)
    if known?.adopts == true {
      adoption = LinkAdoption(tables.place, overlaps: overlaps, freezes: freezes)
    }
  }

  /// True when two records may share a key, rejected ones included; never false when two do.
  var mayRepeat: Bool { chosen?.keys.mayRepeat ?? encoder.keys.mayRepeat }

  /// The greatest `updatedAt` of the records read, in microseconds since 1970; nil without one.
  var newest: Int64? { encoder.newest }

  /// The mapped fields in which no record had a value so far.
  var absent: AbsentFields { encoder.fields.absent }

  /// The fields of the mapping's conditions that no record has, not even one that was left out.
  var unmetConditions: [String] { encoder.fields.unmetConditions }

  /// How many of the records have an `updatedAt` that is not a date.
  var undated: Int { encoder.undated }

  /// How many of the good records have no `_id`.
  var unnamed: Int { encoder.unnamed }

  /// True when no record had a mapped field besides `_id`.
  var sawNothingMapped: Bool { added > 0 && !encoder.sawMapped }

  /// True when a record taken for known must be staged after all: the source has to be
  /// read again, and is recognised then.
  var claimedRepeat: Bool { encoder.keys.claimedRepeat }

  /// True once the source was surveyed, until `choose`.
  var isSurvey: Bool {
    if case .survey = pass { true } else { false }
  }

  private static func begin(_ target: KnownTarget?) -> (Pass, Recognition) {
    switch target?.rows {
    case let rows as KnownRows: return (.staging, .atOnce(rows))
    case let rows as SpilledRows:
      let survey = rows.survey()
      return (.survey(survey), .later(survey))
    default: return (.staging, .none)
    }
  }

  /// Stages one document.
  mutating func add(
    _ document: Span<UInt8>, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    if case .choice(let survey) = pass {
      guard survey.takeNext() else { return }
      _ = chosen?.encode(document, into: &rows.buffer)
    } else {
      let fate = encoder.encode(document, into: &rows.buffer)
      take(fate)
      if case .known(let tid?) = fate {
        if try adoption?.add(encoder, document, tid, on: &connection) == true { adopted += 1 }
      }
      if added == 0 { firstNames = RecordNames.top(document) }
      added += 1
      if overlaps, added.isMultiple(of: Self.pumpEvery) { connection.pump() }
    }
    try rows.sendIfFull(on: &connection)
  }

  /// Stages a rejection in place of a record whose text is broken; `rest` holds the members that could be
  /// read.
  mutating func add(
    broken fault: DocumentFault, _ rest: Span<UInt8>, on connection: inout PostgresConnection
  ) throws(PostgresError) {
    if case .choice(let survey) = pass {
      guard survey.takeNext() else { return }
      _ = chosen?.encode(broken: fault, rest, into: &rows.buffer)
    } else {
      let fate = encoder.encode(broken: fault, rest, into: &rows.buffer)
      take(fate)
      if added == 0 { firstNames = RecordNames.top(rest) }
      added += 1
      if case .rejected = fate { broken.add(fault) }
    }
    try rows.sendIfFull(on: &connection)
  }

  /// After a survey: finds out which records must be staged. The source is to be read once more, the same
  /// documents, and those records are staged.
  ///
  /// Throws `SystemFault` where the file has failed: the source must be staged as a whole. `pause` is called now and
  /// then, and may throw.
  mutating func choose(pause: () throws -> Void) throws {
    guard case .survey(let survey) = pass, let rows = target?.rows as? SpilledRows else { return }
    records.known = try rows.join(survey, pause: pause)
    survey.rewind()
    chosen = RowEncoder(
      layout: layout, ledger: min(ledger, KeyBudget.ledger(keys: survey.stagedCount)))
    pass = .choice(survey)
  }

  /// Sends what is left and waits until PostgreSQL has taken everything.
  mutating func finish(on connection: inout PostgresConnection) throws(PostgresError) {
    encoder.finish()
    try rows.finish(on: &connection)
    try adoption?.finish(on: &connection)
  }

  /// Discards what was staged, to read the source again from the start.
  mutating func restart(on connection: inout PostgresConnection) throws(PostgresError) {
    try rows.restart(on: &connection)
    try adoption?.restart(on: &connection)
    adopted = 0
    (target?.rows as? KnownRows)?.forgetClaims()
    let recognition: Recognition
    (pass, recognition) = Self.begin(target)
    encoder.restart(recognition)
    chosen = nil
    (records, broken) = (StagedRecords(), BrokenDocuments())
  }

  /// From the next `restart` on, every record is staged.
  mutating func stageEverything() {
    target = nil
  }

  /// Counts the record whose row is at the end of the buffer, and drops it where nothing is staged.
  private mutating func take(_ fate: RecordFate) {
    records.count(fate)
    guard case .survey(let survey) = pass else { return }
    rows.buffer.removeAll()
    if case .known = fate { survey.next(mayBeKnown: true) } else { survey.next(mayBeKnown: false) }
  }
}
