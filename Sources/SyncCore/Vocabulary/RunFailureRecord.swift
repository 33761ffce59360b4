/// Why a run ended without doing its job, as the journal keeps it: never a password or a bound value.
package struct RunFailureRecord: Sendable {
  /// The part of the run, in the words of `Stage`.
  package var stage: String
  package var message: String
  /// Empty when there is no next step.
  package var hint: String
}
