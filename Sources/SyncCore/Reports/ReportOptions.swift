/// The options of a run as a page names them.
enum ReportOptions {
  /// `force, only 2 clients, max-updates 5%`, from the journal's own form; empty when there are none.
  static func text(_ options: JSONValue) -> String {
    guard case .object(let members) = options else { return "" }
    return members.map { name, value in
      switch value {
      case .string(let text): "\(name) \(text)"
      case .number(let digits) where name == SettingName.only.rawValue:
        "only \(digits) \(digits == "1" ? "client" : "clients")"
      case .number(let digits): "\(name) \(digits)"
      default: name
      }
    }.joined(separator: ", ")
  }
}
