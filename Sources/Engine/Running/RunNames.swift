internal import PostgresDriver

/// The target by names that hold no secret.
package enum RunNames {
  /// Host, port, database and table, where the settings name them.
  package static func target(_ setting: TargetSetting) -> String {
    let value = { (keyword: String) in
      setting.keywords.last { $0.keyword == keyword && !$0.value.isEmpty }?.value
    }
    let given = value("host") ?? value("hostaddr")
    // What cannot be a host may be a misplaced password.
    let host = given.map { PostgresServer.isPlain($0) ? $0 : "?" } ?? "local socket"
    let port = value("port").map { ":\($0)" } ?? ""
    let database = value("dbname").map { "/\($0)" } ?? ""
    return "postgresql://\(host)\(port)\(database) \(setting.table.full)"
  }
}
