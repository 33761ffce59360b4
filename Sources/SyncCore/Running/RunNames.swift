internal import MongoDriver
internal import PostgresDriver

/// Source and target by names that hold no secret.
package enum RunNames {
  /// The collection or the file that the records come from.
  package static func source(_ setting: SourceSetting) -> String {
    switch setting {
    case .mongo(let uri, let database, let collection):
      "\(uri.redacted) \(database).\(collection)"
    case .file(let path): path
    case .standardInput: "standard input"
    case .documents: "documents read before"
    case .unset: "no source"
    }
  }

  /// Host, port, database and table, as far as the settings name them.
  package static func target(_ setting: TargetSetting) -> String {
    let value = { (keyword: String) in
      setting.keywords.last { $0.keyword == keyword && !$0.value.isEmpty }?.value
    }
    let given = value("host") ?? value("hostaddr")
    // What cannot be a host may be a password in the wrong place.
    let host = given.map { PostgresServer.isPlain($0) ? $0 : "?" } ?? "local socket"
    let port = value("port").map { ":\($0)" } ?? ""
    let database = value("dbname").map { "/\($0)" } ?? ""
    return "postgresql://\(host)\(port)\(database) \(setting.table.full)"
  }
}
