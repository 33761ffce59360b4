import Foundation
import Testing

/// A metrics file as node_exporter reads it.
struct MetricsText {
  let text: String

  /// Reads the file of a stage; promtool must find no fault in it.
  init(_ stage: ProcessStage, _ name: String = "run.prom") throws {
    text = try stage.text(name)
    let check = try Tool.run("/usr/bin/promtool", ["check", "metrics"], input: text)
    #expect(check.status == 0 && check.error == "", "\(check.error)\n\(text)")
  }

  /// The number of one series; nil when it is absent. The labels follow those that every series has.
  func value(
    _ name: String, _ more: String = "", command: String = "sync", table: String = "public.clients",
    scope: String = "full"
  ) throws -> Double? {
    let labels = #"command="\#(command)",table="\#(table)",scope="\#(scope)""#
    let start = "synctool_\(name){\(labels + (more.isEmpty ? "" : "," + more))} "
    let lines = text.split(separator: "\n").filter { $0.hasPrefix(start) }
    #expect(lines.count < 2)
    return lines.first.flatMap { Double($0.dropFirst(start.count)) }
  }

  /// The records by action, without those that are 0.
  func records(scope: String = "full") throws -> [String: Int] {
    var records: [String: Int] = [:]
    for action in [
      "create", "update", "unchanged", "differs", "duplicate", "rejected", "failed",
    ] {
      let value = try value("last_run_records", #"action="\#(action)""#, scope: scope)
      records[action] = Int(try #require(value, "\(action) is missing"))
    }
    return records.filter { $0.value != 0 }
  }
}
