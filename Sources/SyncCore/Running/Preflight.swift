internal import Basics
internal import Glibc
internal import MongoDriver
internal import PostgresDriver

/// Looks at source and target before a run, and for `check`; writes nothing.
struct Preflight {
  private let settings: Settings
  private let stop: Stop

  init(_ settings: Settings, _ stop: Stop) {
    self.settings = settings
    self.stop = stop
  }

  /// What the source is like; a source that cannot be read is a line, not an error.
  func sourceLines() -> [CheckLine] {
    switch settings.source {
    case .mongo(let uri, let database, let collection):
      return MongoCheck(uri, database, collection).lines()
    case .file(let path): return [fileLine(path)]
    case .standardInput:
      return [
        CheckLine(
          side: .source, subject: "file", verdict: .ok, detail: "standard input, not read yet")
      ]
    case .documents, .unset: return []
    }
  }

  /// What the target is like, the table when it could be read, and whether a journal is kept.
  ///
  /// `mapped` is false for what does not go by the mapping of today.
  func target(
    mapped: Bool = true, wantsLimits: Bool = false, on connection: inout PostgresConnection
  ) throws(PostgresError) -> (lines: [CheckLine], table: TargetTable?, journal: JournalState) {
    var lines = try ServerCheck.lines(
      dryRun: settings.dryRun, wantsLimits: wantsLimits, on: &connection)
    let name = settings.target.table.name
    let schema = settings.target.table.effectiveSchema
    if !NameMeaning.isPlain(connection),
      let fault = try NameMeaning.fault(settings.target.table, on: &connection)
    {
      return (lines + [fault], nil, .absent)
    }
    guard let table = try TableReader.read(schema: schema, name: name, on: &connection) else {
      lines.append(
        try NameMeaning.fault(settings.target.table, on: &connection)
          ?? CheckLine(
            side: .target, subject: "table", verdict: .fault,
            detail: "there is no table \(schema).\(name) that this role can see",
            hint: "create it, or set SYNCTOOL_TABLE to schema.table", code: .unfit))
      return (lines, nil, .absent)
    }
    let fitness = TableFitness(mapping: settings.mapping, table: table, dryRun: settings.dryRun)
    let journal = try JournalCheck(table, dryRun: settings.dryRun, on: &connection)
    return (
      lines + (mapped ? fitness.lines() : fitness.plainLines()) + [journal.line], table,
      journal.state
    )
  }

  /// False for pipes, devices and paths that cannot be looked at.
  static func isOrdinaryFile(_ path: String) -> Bool {
    sizeOfOrdinaryFile(path) != nil
  }

  /// About how many bytes an ordinary file holds, decompressed; nil for what is none.
  static func contentSize(_ path: String) -> Int? {
    guard let size = sizeOfOrdinaryFile(path) else { return nil }
    return DocumentFile.isCompressed(path) ? 6 * size : size
  }

  /// In bytes; nil for what is no ordinary file.
  static func sizeOfOrdinaryFile(_ path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// What is no regular file is left alone: what is read of a pipe is gone.
  private func fileLine(_ path: String) -> CheckLine {
    if access(path, F_OK) == 0, !Self.isOrdinaryFile(path) {
      return CheckLine(
        side: .source, subject: "file", verdict: .ok,
        detail: "\(path), no regular file, not read yet")
    }
    do throws(SourceFileError) {
      let file = try DocumentFile.open(path, shouldStop: { [stop] in stop.isWanted })
      let size = file.size.map { ", \($0) bytes" } ?? ""
      return CheckLine(side: .source, subject: "file", verdict: .ok, detail: "\(path)\(size)")
    } catch {
      let failure = SyncFailure(error)
      return CheckLine(
        side: .source, subject: "file", verdict: .fault, detail: failure.message,
        hint: failure.hint, code: failure.code)
    }
  }
}
