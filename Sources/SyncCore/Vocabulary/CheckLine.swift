package import Basics

/// One finding of the preflight: a thing that is as it must be, or what to do about it.
package struct CheckLine: Equatable, Sendable {
  /// How the thing is: a warning stops no run, a fault does.
  package enum Verdict: String, Sendable {
    case ok, warning, fault
  }

  /// Where the thing is.
  package enum Side: String, Sendable {
    case source, target
  }

  package var side: Side
  /// The thing looked at, as a stable word: `reachable`, `version`, `table`, `column name`, …
  package var subject: String
  package var verdict: Verdict
  /// What was found.
  package var detail: String
  /// The next step; empty when all is well.
  package var hint: String
  /// How the process ends when this is the first fault; `.done` when it is none.
  package var code: ExitCode

  package init(
    side: Side, subject: String, verdict: Verdict, detail: String, hint: String = "",
    code: ExitCode = .done
  ) {
    (self.side, self.subject, self.verdict) = (side, subject, verdict)
    (self.detail, self.hint, self.code) = (detail, hint, code)
  }
}

extension CheckLine {
  /// The sentence that a run says of it.
  var warning: String { "\(side.rawValue): \(subject): \(detail)" }

  /// The failure that the faults among the lines are, all of them in one; nil when there is none.
  static func failure(_ lines: [CheckLine]) -> SyncFailure? {
    let faults = lines.filter { $0.verdict == .fault }
    guard let first = faults.first else { return nil }
    let message = faults.map { "\($0.subject): \($0.detail)" }.joined(separator: "; ")
    // What mends several faults is said once.
    var hints: [String] = []
    for hint in faults.map(\.hint) where !hint.isEmpty && !hints.contains(hint) {
      hints.append(hint)
    }
    return SyncFailure(
      first.code, first.side == .source ? .source : .target, message,
      hint: hints.joined(separator: "; "))
  }
}
