package import PostgresDriver
package import Records

/// Warns of clients named by `--only` of which a run has nothing.
package enum MissingClients {
  /// Beyond this many they are counted instead of named.
  private static let mostNamed = 20

  /// A sentence for each key that the table's column `key` lacks, starting with `what`; empty without
  /// `--only`.
  package static func warnings(
    _ what: String, _ only: KeySet?, in table: SQL
  ) -> Question<[String]> {
    guard let only else { return .known([]) }
    let missing = Question.strings(
      PostgresStatement(
        "look for missing clients",
        """
        SELECT k FROM unnest($1::text[]) WITH ORDINALITY AS asked (k, n)
        WHERE NOT EXISTS (SELECT FROM \(table) t WHERE t.key = k COLLATE "C") ORDER BY n
        """, [.texts(only.keys)]))
    return missing.map { sentences(what, $0) }
  }

  /// A sentence for each key, starting with `what`; those beyond the first are counted in one.
  package static func sentences(_ what: String, _ keys: [String]) -> [String] {
    var sentences = keys.prefix(mostNamed).map { "\(what) \($0)" }
    if keys.count > mostNamed {
      sentences.append("\(what) \(keys.count - mostNamed) other clients named by --only")
    }
    return sentences
  }
}
