internal import Basics

/// What a run records of itself when it begins.
struct RunOpening {
  let identity: RunIdentity
  /// Names without secrets.
  let source: String
  let target: String
  /// The options that differ from their defaults, as an object.
  let options: JSONValue
  /// The run that this one takes back; nil unless it is an undo.
  let undoes: Int64?
}
