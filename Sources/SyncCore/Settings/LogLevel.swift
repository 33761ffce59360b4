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
