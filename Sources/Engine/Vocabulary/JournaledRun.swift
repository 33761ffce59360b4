package import Basics

/// One run as the journal keeps it.
package struct JournaledRun: Sendable {
  /// 1 or more; there may be gaps.
  package var id: Int64
  /// `sync`, `fix` or `undo`.
  package var command: String
  package var status: RunStatus
  /// What the run was about: its table as `schema.name`, or the words of a run that wrote to no single table.
  package var subject: String
  /// Microseconds since 1970-01-01 UTC, by the database's clock.
  package var startedAt: Int64
  /// nil while the run is in progress.
  package var finishedAt: Int64?
  /// nil while the run is in progress, and for a crashed one.
  package var exitCode: Int32?
  /// The source's name without secrets; for an undo the run that it takes back.
  package var source: String
  /// The target's name without secrets.
  package var target: String
  /// The options that differ from their defaults, by name, without values that may be data.
  package var options: JSONValue
  /// How many records met which fate, by the names of the JSON result, and what else the journal has numbers of; an
  /// empty object when no plan was made.
  package var counts: JSONValue
  /// nil unless the run had `--expect`.
  package var planDigest: String?
  /// The run that this one took back; nil unless it is an undo.
  package var undoes: Int64?
  /// The latest undo of this run that undid something, preferably one that is still in effect; nil when
  /// there is none.
  package var undoneBy: Int64?
  package var host: String
  /// The user of the operating system.
  package var osUser: String
  package var databaseUser: String
  package var toolVersion: String
  /// Why the run ended without doing its job; nil for one that did, or has not ended.
  package var failure: JournaledFailure?
  /// How much of what the run wrote is undone now; nil for nothing, also when its undos were undone
  /// themselves.
  package var undone: Undone?

  package enum Undone: String, CaseIterable, Sendable {
    case whole, partly
  }

  /// What follows from the command; nil for an unknown one.
  package var kind: RunKind? { RunKind.of(command) }

  /// How many documents it wrote and did not write, as far as it noted that; nil for a run that writes rows.
  package var documents: DocumentCount? { DocumentCount(counts[CountName.documents.rawValue]) }

  /// True when it made something else of links that were there before.
  package var changesLinks: Bool {
    guard let links = counts[CountName.links.rawValue] else { return false }
    return ["moved", "removed"].contains { links[$0] ?? .integer(0) != .integer(0) }
  }

  /// True when the counts are those of a plan that was not carried out, or not to its end.
  package var isOnlyPlanned: Bool { status == .failed || status == .crashed }

  /// `undone by 2` or `partly undone by 2`, with `prefix` before the number; nil when nothing of the run is
  /// undone now.
  package func undoneText(_ prefix: String = "") -> String? {
    guard let undone, let undoneBy else { return nil }
    return (undone == .partly ? "partly " : "") + "undone by \(prefix)\(undoneBy)"
  }

  /// One of the counts; 0 when missing.
  package func count(_ name: String) -> Int {
    guard case .number(let digits)? = counts[name] else { return 0 }
    return Int(digits) ?? 0
  }

  /// Seconds from start to end; nil while the run is in progress.
  package var durationSeconds: Double? {
    finishedAt.map { Double($0 - startedAt) / 1e6 }
  }
}
