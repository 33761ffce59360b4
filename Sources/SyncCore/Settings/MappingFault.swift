/// One thing that is wrong with a mapping file, told without any of its values.
package struct MappingFault: Equatable, Sendable {
  /// The place in the file, as in `columns[1].type`; empty for the file as a whole.
  package var path: String
  package var problem: String
}
