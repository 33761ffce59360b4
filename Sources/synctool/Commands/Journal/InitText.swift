internal import Basics
internal import Engine
internal import SyncCore

/// Renders what `init` did; under `--dry-run` the SQL itself, ready to be run by psql.
enum InitText {
  /// The text for standard output; empty when there is nothing to say, and where it is `quiet` when all is well.
  static func text(_ result: InitResult, quiet: Bool) -> String {
    let losses = result.losses.map {
      "\($0.table): \(NumberText.counted($0.rows, "row")) would be lost\n"
    }
    if result.dryRun {
      guard result.failure == nil else { return "" }
      return result.sql.isEmpty
        ? "-- nothing to do\n" : losses.map { "-- " + $0 }.joined() + result.sql
    }
    guard !quiet else { return "" }
    if result.failure != nil { return losses.joined() }
    return "target: \(SafeText.escape(result.target))\n" + outcome(result) + "\n"
  }

  private static func outcome(_ result: InitResult) -> String {
    let version = JournalSchema.version
    if result.removes {
      return result.before == 0
        ? "no journal to remove" : "the journal is removed, with everything in it"
    }
    var words: [String] = []
    switch result.before {
    case 0:
      words.append(
        "the journal is created, version \(version); each run is now recorded in the schema synctool"
      )
    case version where result.sql.isEmpty:
      words.append("the journal is up to date, version \(version)")
    case version: break
    case let before: words.append("the journal is upgraded from version \(before) to \(version)")
    }
    if !result.sql.isEmpty, result.linksBefore == 0, result.wantsLinks {
      words.append(
        "links are kept, version \(LinkSchema.version); the next sync adopts every client that has a row"
      )
    }
    return words.joined(separator: "\n")
  }
}
