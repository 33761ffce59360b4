internal import Engine
internal import PostgresDriver

extension SettingsDraft {
  /// The target: `DATABASE_URL`, else `DB_…`, else `PG…`; nil when none is set or it is faulty.
  mutating func target() -> TargetSetting? {
    readSecret(.databaseURL, from: .databaseURLFile)
    if variable(.databaseURL) == nil { readSecret(.databasePassword, from: .databasePasswordFile) }
    let table = table()
    guard let (keywords, schema) = keywords(), let table else { return nil }
    connectionSchema = schema
    return TargetSetting(keywords: keywords, table: qualified(table))
  }

  /// The name, in the connection's schema when it has none.
  func qualified(_ table: QualifiedName) -> QualifiedName {
    QualifiedName(schema: table.schema ?? connectionSchema, name: table.name)
  }

  /// The table, in the connection's schema when it names none; nil when it is faulty.
  mutating func table() -> QualifiedName? {
    guard let value = variable(.table) else { return .clients }
    do throws(OptionKind<QualifiedName>.Problem) {
      return try OptionKind<QualifiedName>.name(value.text)
    } catch {
      refuse(value, error.words)
      return nil
    }
  }

  private mutating func keywords() -> (keywords: [ConnectionKeyword], schema: String?)? {
    if let url = variable(.databaseURL) {
      let unused = Self.parts.compactMap { variable($0.variable)?.name }
      let files = [variable(.databasePasswordFile)?.name].compactMap { $0 }
      if !(unused + files).isEmpty {
        let names = (unused + files).joined(separator: ", ")
        warn("\(names): not used, because \(url.name) is set")
      }
      return url.text.isEmpty ? nil : parse(url)
    }
    let own = Self.parts.contains { variable($0.variable) != nil }
    let targets: Set = ["host", "hostaddr", "port", "dbname", "user", "service"]
    if !own, libpqKeywords().contains(where: { targets.contains($0.keyword) }) {
      return separate(isOfLibpq: true)
    }
    let taken = ForeignVariable.all.contains { $0.fate == .taken && variable($0.name) != nil }
    if own || taken { return separate(isOfLibpq: false) }
    if !fileIsBroken {
      let also = alsoSet { [.databaseURL, .databaseHost, .databaseName].contains($0) }
      refuse(
        "DATABASE_URL",
        "is not set: set it to postgresql://…, or set DB_NAME or PGDATABASE\(also)")
    }
    return nil
  }

  private mutating func parse(
    _ url: SettingValue
  ) -> (keywords: [ConnectionKeyword], schema: String?)? {
    if let problem = ConnectionText.problem(url.text) ?? ConnectionText.blank(url.text) {
      refuse(url, problem)
      return nil
    }
    do throws(ConnectionFaults) {
      let reading = try ConnectionString.read(url.text)
      warn(url, of: reading.passedOver)
      var keywords = completed(reading.keywords)
      splitHosts(&keywords, named: url.name)
      checkLists(
        keywords,
        named: Dictionary(uniqueKeysWithValues: reading.keywords.map { ($0.keyword, url.name) }))
      return (keywords, reading.schema)
    } catch {
      for problem in error.problems { refuse(url, problem) }
      return nil
    }
  }

  /// The environment's values of libpq's keywords, as libpq itself would take them, except for those that this
  /// libpq does not know.
  func libpqKeywords() -> [ConnectionKeyword] {
    var keywords = ConnectionString.environment.compactMap { entry in
      variable(entry.variable).map { ConnectionKeyword(keyword: entry.keyword, value: $0.text) }
    }
    let isSystem = { (keyword: ConnectionKeyword) in
      keyword.keyword == "sslrootcert" && keyword.value == "system"
    }
    if let index = keywords.firstIndex(where: isSystem), let roots = SystemCertificates.bundle {
      keywords[index].value = roots
      if !keywords.contains(where: { $0.keyword == "sslmode" }) {
        keywords.append(ConnectionKeyword(keyword: "sslmode", value: "verify-full"))
      }
    }
    return keywords
  }

  /// What is left unset is filled from `PG…`, as libpq itself does from the process environment.
  func completed(_ keywords: [ConnectionKeyword]) -> [ConnectionKeyword] {
    keywords
      + libpqKeywords().filter { other in !keywords.contains { $0.keyword == other.keyword } }
  }

  /// The columns that hold ids, separated by commas or white space.
  mutating func references(_ name: SettingVariable = .references) -> [NamedReference] {
    guard let value = variable(name) else { return [] }
    // What separates them may stand in a quoted name too.
    var isQuoted = false
    let words = value.text.unicodeScalars.split { scalar in
      if scalar == "\"" { isQuoted.toggle() }
      return !isQuoted && (scalar == "," || scalar.properties.isWhitespace)
    }.map(String.init)
    let references = words.compactMap { NamedReference(parsing: $0) }
    if references.count != words.count {
      refuse(value, "must be table.column or schema.table.column, separate several with commas")
    }
    return references
  }
}
