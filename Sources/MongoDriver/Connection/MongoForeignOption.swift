/// An option of MongoDB URIs that libmongoc does not know, and what becomes of it.
///
/// The whole knowledge of other programs' options is `MongoForeignOption.all`; Docs/Connections.md
/// lists it.
package struct MongoForeignOption: Sendable {
  package enum Outcome: Equatable, Sendable {
    /// What it asks for is so anyway.
    case understood
    /// It changes nothing here, and is named in one warning.
    case passedOver
    /// This option of libmongoc; nil means with the option's own value.
    case option(String, String?)
    /// Not possible; the text says what to write.
    case refused(String)
  }

  /// Those that mean one thing; one that ends in `*` is how they begin.
  package let names: [String]
  /// Whose they are.
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
    self.names = names.split(separator: " ").map(String.init)
    self.maker = maker
    self.values = values
    self.outcome = outcome
    self.why = why
  }

  /// What becomes of the option with this value.
  func outcome(of value: String) -> Outcome { values[value.lowercased()] ?? outcome }

  /// A name without case and without what separates its words: programs write `maxPoolSize`,
  /// `max_pool_size` and `max-pool-size`.
  package static func plain(_ name: some StringProtocol) -> String {
    name.lowercased().filter { $0 != "_" && $0 != "-" }
  }

  /// The option of this name, in any spelling; nil when none is known.
  static func named(_ name: some StringProtocol) -> MongoForeignOption? {
    all.first { $0.knownName(name) != nil }
  }

  /// The name as it is documented, of which one that ends in `*` is a beginning; nil for another.
  func knownName(_ name: some StringProtocol) -> String? {
    let (wanted, small) = (Self.plain(name), name.lowercased())
    return names.first { known in
      known.hasSuffix("*")
        ? small.hasPrefix(known.dropLast().lowercased()) : Self.plain(known) == wanted
    }
  }

  /// Every option that is known, in the order in which the documents list them.
  package static let all = ofSecurity + ofTarget + ofHabits
}
