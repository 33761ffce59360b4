/// Everything that is wrong with a mapping file.
package struct MappingFaults: Error, Equatable, Sendable {
  /// One at least.
  package var faults: [MappingFault]
}
