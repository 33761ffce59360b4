/// Why a run ended without doing its job, in words for an operator.
///
/// The message and the hint never hold a password, a bound value or unescaped data.
package struct SyncFailure: Error, Equatable, Sendable {
  package var code: ExitCode
  package var stage: Stage
  /// What happened, to which thing: one sentence without a final full stop.
  package var message: String
  /// The next step for an operator; empty when there is none.
  package var hint: String

  package init(_ code: ExitCode, _ stage: Stage, _ message: String, hint: String = "") {
    self.code = code
    self.stage = stage
    self.message = message
    self.hint = hint
  }

  /// The object in results and the journal.
  package var json: JSONValue {
    ["hint": .string(hint), "message": .string(message), "stage": .string(stage.rawValue)]
  }

  /// The message, and the next step in brackets.
  package var sentence: String { hint.isEmpty ? message : "\(message) (\(hint))" }
}

/// The part of a run in which a failure occurred; the `stage` of the JSON result's `error`.
package enum Stage: String, Sendable {
  case arguments, settings, source, target, lock, plan, apply, report, metrics, output
}
