internal import Engine
internal import MongoDriver
internal import PostgresDriver

extension SettingsDraft {
  /// The source: `--source`, else `MONGODB_URI`; nil when none is set or it is faulty.
  mutating func source() -> SourceSetting? {
    guard let value = value(Options.source) else {
      readSecret(.mongoURI, from: .mongoURIFile)
      if let uri = variable(.mongoURI) { return uri.text.isEmpty ? nil : mongo(uri) }
      if !fileIsBroken {
        let also = alsoSet { $0 == .mongoURI }
        refuse(
          "MONGODB_URI",
          "is not set: set it to mongodb://…, or give --source URI or FILE\(also)")
      }
      return nil
    }
    if value.text == "-" { return .file(path: "-") }
    if Self.isMongoURI(value.text) { return mongo(value) }
    // A server's URI is not a path: it would be shown, password and all.
    if !value.text.isEmpty, !Self.namesServer(value.text) { return .file(path: value.text) }
    refuse(value, "must be mongodb://…, mongodb+srv://…, the path of a file, or -")
    return nil
  }

  /// The server of `MONGODB_URI`; `.unset` where it is not set, or cannot be used.
  func sourceIfAny() -> SourceSetting {
    var draft = self
    let source = draft.source()
    return draft.faults.count == faults.count ? source ?? .unset : .unset
  }

  /// True for a URI of another scheme, and for one whose scheme was left out: a user with a password
  /// before a host. A path that begins like one is a path.
  private static func namesServer(_ text: String) -> Bool {
    if text.contains("://") || KeywordCheck.namesPassword(text) { return true }
    if ["/", "./", "../"].contains(where: text.hasPrefix) { return false }
    return text.lastIndex(of: "@").map { text[..<$0].contains(":") } ?? false
  }

  private static func isMongoURI(_ text: String) -> Bool {
    text.hasPrefix("mongodb://") || text.hasPrefix("mongodb+srv://")
  }

  private mutating func mongo(_ value: SettingValue) -> SourceSetting? {
    let database = name(.mongoDatabase, Self.fault(ofDatabase:))
    let collection = name(.mongoCollection, Self.fault(ofCollection:))
    if let problem = ConnectionText.problem(value.text) {
      refuse(value, problem)
      return nil
    }
    let uri: MongoURI
    do throws(MongoURIFaults) {
      uri = try MongoURI(value.text)
    } catch {
      for problem in error.problems { refuse(value, problem) }
      return nil
    }
    if let name = uri.database, let problem = KeywordCheck.nameProblem(name, .mongo) {
      refuse(value, "the name of the database \(problem)")
    }
    warn(value, of: uri.passedOver)
    for line in uri.weaknesses { warn(line.detail) }
    if value.layer == .option && Self.hasPassword(value.text) {
      warn(
        "the password in --source is visible to others in the list of processes: use MONGODB_URI")
    }
    guard let database = database ?? uri.database else {
      if variable(.mongoDatabase) == nil {
        refuse("MONGODB_DATABASE", "is not set, and the MongoDB URI's path names no database")
      }
      return nil
    }
    return .mongo(uri: uri, database: database, collection: collection ?? "clients")
  }

  /// A name that MongoDB allows ("MongoDB Limits and Thresholds"); nil when unset or faulty.
  private mutating func name(
    _ variable: SettingVariable, _ fault: (String) -> String?
  ) -> String? {
    guard let value = self.variable(variable) else { return nil }
    guard let problem = fault(value.text) else { return value.text }
    refuse(value, problem)
    return nil
  }

  /// What is wrong with the name of a database, as the end of a sentence; nil when nothing is.
  static func fault(ofDatabase name: String) -> String? {
    fault(of: name, forbidden: "/\\. \"$*<>:|?", limit: 63)
  }

  /// The same of a collection.
  static func fault(ofCollection name: String) -> String? {
    fault(of: name, forbidden: "$", limit: 255)
  }

  /// `database.collection`, each by MongoDB's rules; nil for anything else.
  @Sendable static func collection(_ text: String) -> String? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      .map(String.init)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
      KeywordCheck.nameProblem(text, .mongo) == nil, fault(ofDatabase: parts[0]) == nil,
      fault(ofCollection: parts[1]) == nil
    else { return nil }
    return text
  }

  /// A server says itself which collection it is.
  mutating func checkSourceName(_ source: SourceSetting?) {
    guard case .mongo? = source, let name = value(Options.sourceName),
      Self.collection(name.text) != nil
    else { return }
    refuse(name, "cannot be used with a MongoDB source, whose collection has a name of its own")
  }

  private static func fault(of name: String, forbidden: String, limit: Int) -> String? {
    if !name.unicodeScalars.contains(where: forbidden.unicodeScalars.contains),
      name.utf8.count <= limit
    {
      return nil
    }
    let characters =
      forbidden.replacing(" ", with: "") + (forbidden.contains(" ") ? " or space" : "")
    return "must have no \(characters) and at most \(limit) bytes"
  }

  private static func hasPassword(_ uri: String) -> Bool {
    // Also the password of a key file, among the options.
    if uri.lowercased().contains("password=") { return true }
    guard let at = uri.utf8.lastIndex(of: UInt8(ascii: "@")) else { return false }
    let user = uri.utf8[..<at].split(separator: UInt8(ascii: ":"), maxSplits: 1).last
    return user?.contains(UInt8(ascii: ":")) ?? false
  }
}
