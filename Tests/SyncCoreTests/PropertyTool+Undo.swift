import Basics
import Engine
import Foundation
import SyncCore
import TestSupport
import Testing

extension PropertyTool {
  /// Takes a run of the journal back; `folds` as the run had it.
  func undo(_ run: Int64, folds: Bool, dryRun: Bool) throws -> Answer {
    let report = folder + "/undo.ndjson"
    try? FileManager.default.removeItem(atPath: report)
    var arguments: [SettingName: [String]] = [
      .report: [report], .match: [folds ? "casefold" : "exact"],
    ]
    if dryRun { arguments[.dryRun] = ["true"] }
    let settings = try Settings.load(
      options: arguments, environment: environment, taking: Options.names.subtracting([.source]))
    let result = UndoWork.run(
      settings, .number(run), PropertyObserver(.undo), RunIdentity(.undo, toolVersion: "test")
    )
    let text = FileManager.default.contents(atPath: report).map { Array($0) } ?? []
    let entries = try text.split(separator: 0x0A).map { try PropertyJSON(parsing: Array($0)) }
    return Answer(result: result, entries: entries)
  }

  /// Makes a database of this name, with a journal.
  static func makeHome(_ name: String) throws {
    var server = try PropertyDatabase(schema: "public")
    try server.run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    try server.run("CREATE DATABASE \(name) TEMPLATE template0")
    let tool = try PropertyTool(
      folder: PropertyTests.folder(), PropertyDatabase(schema: "none", database: name))
    #expect(try tool.keepJournal().failure == nil)
  }

  /// Creates the journal, unless it is there.
  func keepJournal() throws -> InitResult {
    let settings = try Settings.load(
      options: [:], environment: environment, taking: Options.names.subtracting([.source]))
    return InitRun(settings, toolVersion: "test", .never).run()
  }
}
