package import Basics

/// What a run writes down of itself when it begins.
package struct RunEntry: Sendable {
  /// `sync`, `fix` or `undo`.
  package var command: String
  /// Names without secrets.
  package var source: String
  package var target: String
  /// The options that differ from their defaults, as an object.
  package var options: JSONValue
  /// The run that this one takes back; nil unless it is an undo.
  package var undoes: Int64?
  package var toolVersion: String

  package init(
    command: String, source: String, target: String, options: JSONValue, undoes: Int64? = nil,
    toolVersion: String
  ) {
    self.command = command
    self.source = source
    self.target = target
    self.options = options
    self.undoes = undoes
    self.toolVersion = toolVersion
  }
}
