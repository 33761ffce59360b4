package import MongoDriver

/// Where the records are read from.
package enum SourceSetting: Sendable {
  case mongo(uri: MongoURI, database: String, collection: String)
  /// A dump or Extended JSON, whichever the first bytes say, not the name. The path `-` is
  /// standard input.
  case file(path: String)
  /// No source is set, and the command reads none.
  case unset

  /// The path of a file; nil for a server.
  package var path: String? {
    if case .file(let path) = self { path } else { nil }
  }

  /// The options of a MongoDB URI that weaken TLS, a line each.
  package var weaknesses: [CheckLine] {
    guard case .mongo(let uri, _, _) = self else { return [] }
    return uri.weaknesses
  }
}

extension MongoURI {
  /// The options that weaken TLS, a line each.
  package var weaknesses: [CheckLine] {
    insecureOptions.map { option in
      .warning(
        "tls", "the MongoDB URI's option \(option.name) is set: \(option.effect)",
        "remove the option", of: .source)
    }
  }
}
