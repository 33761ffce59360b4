/// An option of a connection URI that this libpq does not take unchanged, and what becomes of it.
///
/// The whole knowledge of other programs' options is `ForeignOption.all`; Docs/Connections.md lists it.
package struct ForeignOption: Sendable {
  package enum Outcome: Equatable, Sendable {
    /// libpq's own option, unchanged.
    case libpq
    /// What it asks for is the case anyway.
    case understood
    /// It changes nothing here, and is named in one warning.
    case passedOver
    /// This keyword of libpq; nil means with the option's own value.
    case keyword(String, String?)
    /// A setting of the server, as by `options=-c NAME=VALUE`.
    case server(String)
    /// `default_transaction_read_only=on`: a guard.
    case guarded
    /// The value is the name of the table's schema.
    case schema
    /// The value is a `search_path`, whose first schema is the table's.
    case searchPath
    /// A requirement on `sslmode`.
    case encryption(EncryptionDemand)
    /// Not possible; the text says what to write.
    case refused(String)
  }

  /// Names with the same meaning, as documented.
  package let names: [String]
  /// The programs that use it.
  package let maker: String
  /// By the value in lower case, where that decides.
  package let values: [String: Outcome]
  /// For every other value.
  package let outcome: Outcome
  /// Why, or what it is taken for: a phrase.
  package let why: String

  init(
    _ names: String, of maker: String, _ outcome: Outcome, values: [String: Outcome] = [:],
    _ why: String
  ) {
    self.names = names.split { $0 == " " || $0 == "\n" }.map(String.init)
    self.maker = maker
    self.values = values
    self.outcome = outcome
    self.why = why
  }

  /// What becomes of the option with this value.
  func outcome(of value: String) -> Outcome { values[value.lowercased()] ?? outcome }

  /// A name without case and word separators: programs write `pool_size`, `poolSize`,
  /// `pool-size` and `Pool Size`.
  package static func plain(_ name: String) -> String {
    String(name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " })
  }

  /// The option of this name, in any spelling; nil when none is known.
  static func named(_ name: String) -> ForeignOption? {
    exact[plain(name)] ?? all.first { $0.beginning(of: name) != nil }
  }

  /// The documented name, where one that ends in `*` is a prefix; nil for an unknown one.
  func knownName(_ name: String) -> String? {
    let wanted = Self.plain(name)
    return names.first { !$0.hasSuffix("*") && Self.plain($0) == wanted } ?? beginning(of: name)
  }

  private func beginning(of name: String) -> String? {
    let wanted = name.lowercased()
    return names.first { $0.hasSuffix("*") && wanted.hasPrefix($0.dropLast().lowercased()) }
  }

  private static let exact: [String: ForeignOption] = {
    var result: [String: ForeignOption] = [:]
    for option in all {
      for name in option.names where !name.hasSuffix("*") {
        result[plain(name)] = result[plain(name)] ?? option
      }
    }
    return result
  }()

  /// Every known option, in the order in which the documents list them.
  package static let all = ofSecurity + ofTarget + ofPools
}

/// What an option says about TLS in its own words.
package struct EncryptionDemand: Equatable, Sendable {
  /// The `sslmode` that it means; nil where it asks for none.
  var mode: String?
  /// What `sslmode` may say beside it; anything else contradicts it.
  var beside: [String]
  /// True when `mode` also replaces such an `sslmode`.
  var raises = false
  /// True when the authorities are those of the system, where none is named.
  var systemRoots = false

  static let off = EncryptionDemand(mode: "disable", beside: ["disable"])
  static let on = EncryptionDemand(
    mode: "require", beside: ["require", "verify-ca", "verify-full"])
  static let strict = EncryptionDemand(
    mode: "verify-full", beside: ["prefer", "require", "verify-ca", "verify-full"], raises: true,
    systemRoots: true)
  static let system = EncryptionDemand(
    mode: "verify-full", beside: ["verify-full"], systemRoots: true)
  static let unchecked = EncryptionDemand(
    mode: nil, beside: ["disable", "allow", "prefer", "require"])

  /// One mode and no other.
  static func exactly(_ mode: String) -> EncryptionDemand {
    EncryptionDemand(mode: mode, beside: [mode])
  }
}
