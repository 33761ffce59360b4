/// Everything that is wrong with a MongoDB URI, each fault told without a piece of the URI that may be
/// secret.
package struct MongoURIFaults: Error, Equatable, Sendable {
  /// One at least.
  package let faults: [MongoError]

  init(_ faults: [MongoError]) { self.faults = faults }

  /// The faults with what to do about each, as sentences without a full stop.
  package var problems: [String] { faults.map { "\($0.message); \($0.hint)" } }
}
