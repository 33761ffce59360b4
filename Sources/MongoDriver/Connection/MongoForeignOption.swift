/// An option of MongoDB URIs that libmongoc does not know, and what becomes of it.
///
/// The whole knowledge of other programs' options is `MongoForeignOption.all`; Docs/Connections.md
/// lists it.
package struct MongoForeignOption: Sendable {
  package enum Outcome: Equatable, Sendable {
    /// What it asks for is the case anyway.
    case understood
    /// It changes nothing here, and is named in one warning.
    case passedOver
    /// This option of libmongoc; nil means with the option's own value.
    case option(String, String?)
    /// Not possible; the text says what to write.
    case refused(String)
  }

  /// Names with the same meaning; one that ends in `*` is a prefix.
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

  /// A name without case and word separators: programs write `maxPoolSize`,
  /// `max_pool_size` and `max-pool-size`.
  package static func plain(_ name: some StringProtocol) -> String {
    name.lowercased().filter { $0 != "_" && $0 != "-" }
  }

  /// The option of this name, in any spelling; nil when none is known.
  static func named(_ name: some StringProtocol) -> MongoForeignOption? {
    all.first { $0.knownName(name) != nil }
  }

  /// The documented name, where one that ends in `*` is a prefix; nil for an unknown one.
  func knownName(_ name: some StringProtocol) -> String? {
    let (wanted, small) = (Self.plain(name), name.lowercased())
    return names.first { known in
      known.hasSuffix("*")
        ? small.hasPrefix(known.dropLast().lowercased()) : Self.plain(known) == wanted
    }
  }

  /// Every known option, in the order in which the documents list them.
  package static let all = ofSecurity + ofTarget + ofHabits
}
