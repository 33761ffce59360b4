/// One place in which two JSON values differ.
package struct JSONDifference: Equatable, Sendable {
  package var path: JSONPath
  /// nil when the path is absent on this side.
  package var from: JSONValue?
  /// nil when the path is absent on this side.
  package var to: JSONValue?
}
