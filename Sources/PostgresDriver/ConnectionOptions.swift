/// The options of a connection URI while they are read: libpq's keywords so far, and what is wrong.
struct ConnectionOptions {
  private struct Given {
    var value: String
    /// The option as written; empty for what precedes the options.
    var option: String
  }

  private let uri: ConnectionURI
  private let isJDBC: Bool
  private let isPrisma: Bool
  private var order: [String] = []
  private var given: [String: Given] = [:]
  private var demands: [(option: String, demand: EncryptionDemand)] = []
  private var schema: (name: String, option: String)?
  private var switches: [(setting: String, isOn: Bool, option: String)] = []
  private var passedOver: [String] = []
  private(set) var problems: [String] = []

  init(_ body: [ConnectionKeyword], _ uri: ConnectionURI) {
    self.uri = uri
    isJDBC = uri.scheme == .jdbc
    isPrisma = uri.options.contains { option in
      ["schema", "connection_limit", "sslaccept", "sslidentity", "pgbouncer", "pool_timeout"]
        .contains(option.name)
    }
    for setting in body {
      order.append(setting.keyword)
      given[setting.keyword] = Given(value: setting.value, option: "")
      // An option after all is reported as one.
      if uri.faults.isEmpty, let problem = Self.problem(setting) { problems.append(problem) }
    }
    if uri.scheme == .encrypted { demands.append(("the scheme", .on)) }
  }

  /// What is wrong with what precedes the options; nil when nothing is.
  private static func problem(_ setting: ConnectionKeyword) -> String? {
    guard setting.keyword == "dbname" else {
      return KeywordCheck.problem(setting.keyword, setting.value).map {
        "the \(setting.keyword) \($0)"
      }
    }
    let stray = NameCheck.problem(setting.value, .database).map {
      $0 + "; options follow a ?, with & between them"
    }
    return (stray ?? KeywordCheck.nameProblem(setting.value, .database)).map {
      "the name of the database \($0)"
    }
  }

  mutating func take(_ options: [(name: String, value: String)]) {
    for (name, value) in options { take(name, value) }
  }

  /// Combines what several options say; call it once, at the end.
  mutating func finish() -> ConnectionReading {
    for (setting, isOn, _) in switches { append("-c \(setting)=\(isOn ? "on" : "off")") }
    // One that asks for no mode is compared with what the others have requested.
    for isFirst in [true, false] {
      for (option, demand) in demands where (demand.mode != nil) == isFirst {
        meet(demand, of: option)
      }
    }
    if isJDBC, given["host"] == nil, given["hostaddr"] == nil { set("host", "localhost", "") }
    let keywords = order.compactMap { keyword in
      given[keyword].map { ConnectionKeyword(keyword: keyword, value: $0.value) }
    }
    return ConnectionReading(keywords: keywords, schema: schema?.name, passedOver: passedOver)
  }

  private mutating func take(_ name: String, _ value: String) {
    let foreign = ForeignOption.named(name)
    let keyword = ConnectionString.keyword(name) ?? name
    let isLibpqs = ConnectionString.keywords.contains(keyword)
    // A known name is not a piece of a password.
    let known = isLibpqs ? keyword : foreign?.knownName(name)
    let plain = ConnectionURI.shown(name, hidden: uri.hidesNames)
    let shown = plain.isEmpty ? known ?? "" : plain
    // An empty value counts as not given, as in libpq.
    if value.isEmpty, isLibpqs || foreign != nil { return }
    if ConnectionURI.hasOption(Substring(value).utf8, after: ";") {
      problems.append("the options have ; between them: write &")
      return
    }
    if let foreign {
      let outcome = foreign.outcome(of: value)
      // What a newer libpq knows is taken unchanged; what it knew before is checked first.
      if isLibpqs, !foreign.names.contains(where: ConnectionString.isOverruled) || outcome == .libpq
      {
        return takeLibpqs(keyword, value, shown)
      }
      return follow(outcome, value, shown)
    }
    if isLibpqs { return takeLibpqs(keyword, value, shown) }
    problems.append(Self.unknown(name, shown))
  }

  /// What to write instead of an unknown option. It may ask for TLS, or be a guard, and must not
  /// simply be removed.
  private static func unknown(_ name: String, _ shown: String) -> String {
    if name.hasPrefix("amp;") { return "the options have &amp; between them: write just &" }
    if ServerSetting.isKnown(name), !shown.isEmpty || !name.contains(".") {
      let setting = shown.isEmpty ? name.lowercased() : shown
      return
        "the option \(setting) is a setting of the server: write options=-c%20\(setting)%3DVALUE"
    }
    if shown.isEmpty {
      return
        "has an unknown option; percent-encode the characters : / ? # [ ] @ % in the user and the"
        + " password"
    }
    return
      "the option \(shown) is unknown to libpq and to other known drivers: write libpq's name for it"
      + " (sslmode for TLS, options=-c%20NAME%3DVALUE for a setting of the server); remove it only"
      + " where it guards nothing"
  }

  private mutating func takeLibpqs(_ keyword: String, _ value: String, _ shown: String) {
    if keyword == "sslcert", isPrisma, !uri.options.contains(where: { $0.name == "sslkey" }) {
      problems.append(
        "the option sslcert is the authority's certificate for Prisma and the client's for libpq:"
          + " write sslrootcert, or add sslkey")
      return
    }
    if let problem = KeywordCheck.problem(keyword, value) {
      problems.append("the option \(shown) \(problem)")
    } else {
      set(keyword, value, shown)
    }
  }

  private mutating func follow(
    _ outcome: ForeignOption.Outcome, _ value: String, _ shown: String
  ) {
    switch outcome {
    case .libpq, .understood: break
    case .guarded: addSwitch("default_transaction_read_only", "on", shown)
    case .passedOver: if !passedOver.contains(shown) { passedOver.append(shown) }
    case .keyword(let keyword, let fixed): takeLibpqs(keyword, fixed ?? value, shown)
    case .server(let setting): addSwitch(setting, value, shown)
    case .schema: setSchema(value, shown)
    case .searchPath: setSearchPath(value, shown)
    case .encryption(let demand):
      // JDBC's ssl=true checks the server's certificate, where nothing says more.
      let isStrict = isJDBC && demand == .on && !saysHow
      demands.append((shown, isStrict ? .strict : demand))
    case .refused(let advice): problems.append("the option \(shown) is not supported: \(advice)")
    }
  }

  /// True when an option says how the server of `ssl=true` is verified, which decides in JDBC.
  private var saysHow: Bool {
    uri.options.contains { name, value in
      switch ForeignOption.plain(name) {
      case "sslmode": !value.isEmpty
      case "sslfactory":
        ForeignOption.named(name)?.outcome(of: value) == .encryption(.exactly("require"))
      default: false
      }
    }
  }

  private mutating func set(_ keyword: String, _ value: String, _ option: String) {
    if let before = given[keyword], before.value != value, !before.option.isEmpty {
      problems.append(
        before.option == option
          ? "has the option \(option) twice with different values: keep one of the two"
          : "the options \(before.option) and \(option) contradict each other: keep one of the two")
      return
    }
    if given[keyword] == nil { order.append(keyword) }
    given[keyword] = Given(value: value, option: option)
  }

  private mutating func addSwitch(_ setting: String, _ value: String, _ option: String) {
    guard let isOn = ServerBoolean.read(value) else {
      problems.append("the option \(option) must be on or off")
      return
    }
    if let other = switches.first(where: { $0.setting == setting && $0.isOn != isOn }) {
      problems.append(
        "the options \(other.option) and \(option) contradict each other: keep one of the two")
      return
    }
    switches.append((setting, isOn, option))
  }

  /// Adds to libpq's `options`, whatever they hold already.
  private mutating func append(_ option: String) {
    let before = given["options"]?.value
    if before == nil { order.append("options") }
    given["options"] = Given(value: before.map { $0 + " " + option } ?? option, option: "")
  }

  private mutating func meet(_ demand: EncryptionDemand, of option: String) {
    let written = given["sslmode"]
    if let written, !demand.beside.contains(written.value) {
      problems.append(
        "the options \(option) and \(written.option) contradict each other: keep one of the two")
      return
    }
    if let mode = demand.mode, written == nil || demand.raises {
      if written == nil { order.append("sslmode") }
      given["sslmode"] = Given(value: mode, option: written?.option ?? option)
    }
    if demand.systemRoots, given["sslrootcert"] == nil {
      guard let roots = SystemCertificates.bundle else {
        problems.append(
          "the option \(option) needs the system's authorities, and \(SystemCertificates.path)"
            + " cannot be read: write sslrootcert")
        return
      }
      set("sslrootcert", roots, option)
    }
  }

  private mutating func setSchema(_ name: String, _ option: String) {
    if let problem = KeywordCheck.nameProblem(name, .schema) {
      problems.append("the option \(option) \(problem)")
      return
    }
    guard name.utf8.count <= 63 else {
      problems.append("the option \(option) is not the name of a schema: it has over 63 bytes")
      return
    }
    if let schema, schema.name != name {
      problems.append(
        "the options \(schema.option) and \(option) name different schemas: keep one of the two")
      return
    }
    schema = (name, option)
  }

  private mutating func setSearchPath(_ path: String, _ option: String) {
    guard let first = SearchPath.first(path) else {
      problems.append(
        "the option \(option) does not begin with the name of a schema: set SYNCTOOL_TABLE=schema.table"
      )
      return
    }
    setSchema(first, option)
  }
}
