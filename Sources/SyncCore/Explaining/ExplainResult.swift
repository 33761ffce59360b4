package import Basics

/// What `explain` found out: the one value from which text and JSON are rendered.
package struct ExplainResult: Sendable {
  /// The clients in the order asked for, each once; empty after a failure.
  package var clients: [Explanation] = []
  /// The source's name without secrets.
  package var source: String
  /// The target's name without secrets.
  package var target: String
  /// True when only the effect of the next sync was asked for.
  package var isBrief: Bool
  /// What would stop the next sync of these clients before its first write; nil when nothing would.
  package var obstacle: SyncFailure?
  /// Why nothing could be found out; nil when it could.
  package var failure: SyncFailure?
  /// Facts worth an operator's attention, one sentence each.
  package var warnings: [String]

  package var exitCode: ExitCode { failure?.code ?? .done }
}
