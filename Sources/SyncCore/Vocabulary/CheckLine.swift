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
    self.side = side
    self.subject = subject
    self.verdict = verdict
    self.detail = detail
    self.hint = hint
    self.code = code
  }
}
