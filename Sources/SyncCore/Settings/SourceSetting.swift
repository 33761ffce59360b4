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

  /// True for a path whose extension is one that a file of documents has, in any case: another file
  /// was not meant as the source.
  static func hasKnownExtension(_ path: String) -> Bool {
    let name = path.split(separator: "/").last?.lowercased() ?? ""
    return [".bson", ".json", ".ndjson", ".jsonl"].contains(where: name.hasSuffix)
  }
}
