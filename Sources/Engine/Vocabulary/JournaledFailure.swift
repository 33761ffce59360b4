/// Why a run ended without doing its job, as the journal keeps it: never a password or a bound value.
package struct JournaledFailure: Sendable {
  /// The stage of the run, in the words of `Stage`.
  package var stage: String
  package var message: String
  /// Empty without a next step.
  package var hint: String
}
