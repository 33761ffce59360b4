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

  /// What is said of the options of a MongoDB URI that weaken TLS, a line each.
  package var weaknesses: [CheckLine] {
    guard case .mongo(let uri, _, _) = self else { return [] }
    return uri.weaknesses
  }
}

extension MongoURI {
  /// The options that weaken TLS, a line each.
  var weaknesses: [CheckLine] {
    insecureOptions.map { option in
      CheckLine(
        side: .source, subject: "tls", verdict: .warning,
        detail: "the MongoDB URI's option \(option.name) is set: \(option.effect)",
        hint: "take the option away")
    }
  }
}
