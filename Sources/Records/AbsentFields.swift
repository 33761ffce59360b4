/// The mapped fields that no record of a read has had a value in, to tell a misspelt one.
package struct AbsentFields: Sendable {
  /// Those that no record has had at all, not even as null, by their dotted paths.
  package let unmet: [String]
  /// Those that were absent or null in every record, the former among them.
  package let empty: [String]
}
