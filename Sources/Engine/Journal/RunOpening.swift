package import Basics

/// What a run records of itself when it begins.
package struct RunOpening: Sendable {
  package var identity: RunIdentity
  /// Names without secrets.
  package var source: String
  package var target: String
  /// The options that differ from their defaults, as an object.
  package var options: JSONValue
  /// The run that this one takes back; nil unless it is an undo.
  package var undoes: Int64?

  package init(
    _ identity: RunIdentity, source: String, target: String, options: JSONValue,
    undoes: Int64? = nil
  ) {
    self.identity = identity
    self.source = source
    self.target = target
    self.options = options
    self.undoes = undoes
  }
}
