/// As what a run goes into results and the journal.
package struct RunIdentity: Sendable {
  /// The command that the operator gave: `sync`, `fix`, …
  package var command: String
  package var toolVersion: String

  package init(command: String, toolVersion: String) {
    self.command = command
    self.toolVersion = toolVersion
  }
}
