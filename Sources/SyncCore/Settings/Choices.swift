/// The form of the result on standard output.
package enum ResultFormat: String, CaseIterable, Sendable {
  case text, json
}

/// When output is coloured.
package enum ColorRule: String, CaseIterable, Sendable {
  /// On a terminal.
  case auto
  case always
  case never
}

/// How much is said on standard error, the least first.
package enum LogLevel: String, CaseIterable, Comparable, Sendable {
  case error, warn, info, debug

  package static func < (a: LogLevel, b: LogLevel) -> Bool { a.rank < b.rank }

  private var rank: Int {
    switch self {
    case .error: 0
    case .warn: 1
    case .info: 2
    case .debug: 3
    }
  }
}

/// Which of several records with one key is written.
package enum DuplicateRule: String, CaseIterable, Sendable {
  /// The greatest `updatedAt`, then the greatest `_id`.
  case newest
  case oldest
  /// None of them; the run ends as incomplete.
  case skip
  /// None of anything: the run ends before the first write.
  case fail
}

/// The greatest number of rows that a run may create or update.
package enum ChangeLimit: Equatable, Sendable {
  /// So many rows, 0 or more.
  case count(Int)
  /// So many per cent of the rows that exist, 0 or more; may be over 100.
  case percent(Percentage)

  /// As an option takes it: `100`, `4.56%`.
  var text: String {
    switch self {
    case .count(let number): "\(number)"
    case .percent(let share): "\(share.text)%"
    }
  }
}
