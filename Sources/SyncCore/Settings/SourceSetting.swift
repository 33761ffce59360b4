package import MongoDriver

/// Where the records are read from.
package enum SourceSetting: Sendable {
  case mongo(uri: MongoURI, database: String, collection: String)
  case file(path: String, kind: FileKind)
  /// A dump or Extended JSON; which of them is told by its first bytes.
  case standardInput
  /// Documents that were read before, as BSON one after the other.
  case documents([UInt8])
  /// No source is set, and the command reads none.
  case unset

  /// What a file holds, told by its extension.
  package enum FileKind: String, CaseIterable, Sendable {
    /// `.bson`, as mongodump writes it.
    case bson
    /// `.json`, `.ndjson` or `.jsonl`: Extended JSON, as mongoexport writes it.
    case json

    package init?(path: String) {
      let name = path.split(separator: "/").last?.lowercased() ?? ""
      if name.hasSuffix(".bson") {
        self = .bson
      } else if [".json", ".ndjson", ".jsonl"].contains(where: name.hasSuffix) {
        self = .json
      } else {
        return nil
      }
    }
  }
}
