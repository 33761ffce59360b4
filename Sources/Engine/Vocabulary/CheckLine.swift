package import Basics

/// One finding of the preflight: a thing that is in order, or what to do about it.
package struct CheckLine: Equatable, Sendable {
  /// The state of the thing: a warning stops no run, a fault does.
  package enum Verdict: String, Sendable {
    case ok, warning, fault
  }

  /// Where the thing is.
  package enum Side: String, Sendable {
    case source, target
  }

  package var side: Side
  /// The thing checked, as a stable word: `reachable`, `version`, `table`, `column name`, …
  package var subject: String
  package var verdict: Verdict
  /// What was found.
  package var detail: String
  /// The next step; empty when all is well.
  package var hint: String
  /// The exit code when this is the first fault; `.done` when it is not a fault.
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
  package static let mappingHint = "create the column, or name another in the mapping file"

  /// A finding that is in order.
  package static func ok(
    _ subject: String, _ detail: String, of side: Side = .target
  ) -> CheckLine {
    CheckLine(side: side, subject: subject, verdict: .ok, detail: detail)
  }

  /// A finding worth attention.
  package static func warning(
    _ subject: String, _ detail: String, _ hint: String, of side: Side = .target
  ) -> CheckLine {
    CheckLine(side: side, subject: subject, verdict: .warning, detail: detail, hint: hint)
  }

  /// A finding with which no run begins.
  package static func fault(
    _ subject: String, _ detail: String, _ hint: String, _ code: ExitCode = .unfit,
    of side: Side = .target
  ) -> CheckLine {
    CheckLine(
      side: side, subject: subject, verdict: .fault, detail: detail, hint: hint, code: code)
  }

  /// The sentence with which a run reports it.
  package var warning: String { "\(side.rawValue): \(subject): \(detail)" }

  /// The same about a thing of another table.
  package func of(_ table: String) -> CheckLine {
    var line = self
    line.subject = "\(table) \(subject)"
    return line
  }

  /// All faults among the lines as one failure; nil without faults.
  package static func failure(_ lines: [CheckLine]) -> SyncFailure? {
    let faults = lines.filter { $0.verdict == .fault }
    guard let first = faults.first else { return nil }
    let message = faults.map { "\($0.subject): \($0.detail)" }.joined(separator: "; ")
    // What fixes several faults is said once.
    var hints: [String] = []
    for hint in faults.map(\.hint) where !hint.isEmpty && !hints.contains(hint) {
      hints.append(hint)
    }
    return SyncFailure(
      first.code, first.side == .source ? .source : .target, message,
      hint: hints.joined(separator: "; "))
  }
}
