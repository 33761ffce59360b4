import Basics
import Engine
import Foundation
import SyncCore
import TestSupport

/// Runs the tool in this process on one source file.
struct PropertyTool {
  /// What a run says of itself.
  struct Answer {
    var result: SyncResult
    /// The report's lines in their order.
    var entries: [PropertyJSON]

    /// By the contract's words.
    var counts: [String: Int] {
      let counts = result.counts
      return [
        "read": counts.read, "create": counts[.create], "update": counts[.update],
        "unchanged": counts.unchanged, "differs": counts[.differs], "duplicate": counts[.duplicate],
        "rejected": counts[.rejected], "failed": counts[.failed], "orphan": counts[.orphan],
      ]
    }
  }

  let folder: String
  let environment: [String: String]

  /// The folder is the caller's, who also removes it.
  init(folder: String, _ database: borrowing PropertyDatabase) throws {
    self.folder = folder
    environment = [
      "DATABASE_URL": database.uri, "SYNCTOOL_TABLE": "\(database.schema).clients",
      "SYNCTOOL_ENV_FILE": "/dev/null",
    ]
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
  }

  /// A `server` serves other documents. `progress` is called now and then while the source is read, if it has a thousand documents.
  func run(
    _ documents: [PropertyDocument], _ options: PropertyOptions, dryRun: Bool,
    expect: String? = nil, server: ScriptedMongo? = nil,
    progress: @escaping () -> Void = {}
  ) throws -> Answer {
    let source = folder + "/clients.bson"
    let report = folder + "/report.ndjson"
    var documents = documents
    if options.isWeighty, !documents.isEmpty {
      documents[0].members.append(("ballast", .string(String(repeating: "x", count: 1 << 16))))
    }
    try Data(documents.flatMap(\.bytes)).write(to: URL(filePath: source))
    try? FileManager.default.removeItem(atPath: report)
    var arguments = options.arguments
    arguments[.source] = [server?.uri ?? source]
    arguments[.report] = [report]
    if dryRun { arguments[.dryRun] = ["true"] }
    if let expect { arguments[.expect] = [expect] }
    var settings = try Settings.load(options: arguments, environment: environment)
    settings[Options.memory] = options.memory
    settings.temporaryFolders = options.temporaryFolders
    let observer = PropertyObserver(.sync, progress: progress)
    let result = ClientWork.run(
      settings, observer, RunIdentity(.sync, toolVersion: "test")
    )
    let text = FileManager.default.contents(atPath: report).map { Array($0) } ?? []
    let entries = try text.split(separator: 0x0A).map { try PropertyJSON(parsing: Array($0)) }
    return Answer(result: result, entries: entries)
  }
}

/// Has the entries of a run read, as for a person, and nothing shown.
struct PropertyObserver: RunObserver {
  let shown: ShownEntries
  private let whileReading: () -> Void

  /// `progress` is called now and then while the source is read.
  init(_ kind: RunKind, progress: @escaping () -> Void = {}) {
    shown = ShownEntries(kind.actions)
    whileReading = progress
  }

  var stop: Stop { .never }
  func progress(_: ReadProgress) { whileReading() }
}
