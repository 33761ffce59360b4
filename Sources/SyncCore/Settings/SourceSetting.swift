package import MongoDriver

/// Where the records are read from.
package enum SourceSetting: Sendable {
  case mongo(uri: MongoURI, database: String, collection: String)
  /// A dump or Extended JSON; which of them is told by its first bytes, not by its name.
  case file(path: String)
  /// A dump or Extended JSON, told apart in the same way.
  case standardInput
  /// Documents that were read before, as BSON one after the other.
  case documents([UInt8])
  /// No source is set, and the command reads none.
  case unset
}
