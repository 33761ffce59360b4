import Foundation
import MongoDriver
import PostgresDriver
import SyncCore
import Testing

/// Docs/Connections.md holds the tables of options and variables as the code has them.
@Suite struct ConnectionDocumentTests {
  private static let page = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Docs/Connections.md")

  private static func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }

  private static func codes(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }

  private static let schemes =
    ["| scheme | |", "|---|---|"]
    + ConnectionScheme.all.map { scheme in
      let fate =
        switch scheme.outcome {
        case .taken: "taken"
        case .jdbc: "taken; without a host it is `localhost`"
        case .encrypted: "taken, with `sslmode=require` at least"
        case .refused(let advice): "refused: \(advice)"
        }
      return row([codes(scheme.names), fate])
    }

  private static let postgres =
    ["| option | of | what becomes of it | |", "|---|---|---|---|"]
    + ForeignOption.all.map { option in
      row([codes(option.names), option.maker, account(of: option), option.why])
    }

  private static let mongo =
    ["| option | of | what becomes of it | |", "|---|---|---|---|"]
    + MongoForeignOption.all.map { option in
      row([codes(option.names), option.maker, account(of: option), option.why])
    }

  private static func variables(_ fate: ForeignVariable.Fate) -> [String] {
    let all = ForeignVariable.all.filter { $0.fate == fate }
    return ["| variable | is for |", "|---|---|"]
      + SettingVariable.allCases.compactMap { variable in
        let names = all.filter { $0.standsFor == variable }.map(\.name)
        return names.isEmpty ? nil : row([codes(names), "`\(variable.rawValue)`"])
      }
  }

  private static func account(of option: ForeignOption) -> String {
    account(option.values.mapValues(word), word(option.outcome))
  }

  private static func account(of option: MongoForeignOption) -> String {
    account(option.values.mapValues(word), word(option.outcome))
  }

  /// The values by what becomes of them, then all others.
  private static func account(_ values: [String: String], _ other: String) -> String {
    let fates = Set(values.values).sorted()
    let parts = fates.map { fate in
      codes(values.filter { $0.value == fate }.keys.sorted()) + ": " + fate
    }
    return (parts + [parts.isEmpty ? other : "else " + other]).joined(separator: "; ")
  }

  private static func word(_ outcome: ForeignOption.Outcome) -> String {
    switch outcome {
    case .libpq: "as in libpq"
    case .understood: "understood"
    case .passedOver: "passed over"
    case .keyword(let keyword, let value): "`\(keyword)\(value.map { "=" + $0 } ?? "")`"
    case .server(let setting): "`options=-c \(setting)=…`"
    case .guarded: "`options=-c default_transaction_read_only=on`"
    case .schema, .searchPath: "the table's schema"
    case .encryption: "`sslmode`"
    case .refused(let advice): "refused: \(advice)"
    }
  }

  private static func word(_ outcome: MongoForeignOption.Outcome) -> String {
    switch outcome {
    case .understood: "understood"
    case .passedOver: "passed over"
    case .option(let name, let value): "`\(name)\(value.map { "=" + $0 } ?? "")`"
    case .refused(let advice): "refused: \(advice)"
    }
  }

  private static let tables: [(name: String, lines: [String])] = [
    ("SCHEMES", schemes), ("POSTGRES", postgres), ("MONGO", mongo), ("TAKEN", variables(.taken)),
    ("NAMED", variables(.named)),
  ]

  @Test func `the page has every option, scheme and variable with what becomes of it`() throws {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    for table in Self.tables {
      let lines = table.lines.joined(separator: "\n")
      #expect(text.contains(lines + "\n"), "\(table.name) has to be:\n\(lines)\n")
    }
  }

  @Test func `no name of an option is explained twice, and none is libpq's or libmongoc's own`() {
    let postgres = ForeignOption.all.flatMap(\.names).map(ForeignOption.plain)
    #expect(postgres.count == Set(postgres).count, "\(Self.twice(postgres))")
    let mongo = MongoForeignOption.all.flatMap(\.names).map { MongoForeignOption.plain($0) }
    #expect(mongo.count == Set(mongo).count, "\(Self.twice(mongo))")
    let variables = ForeignVariable.all.map(\.name)
    #expect(variables.count == Set(variables).count, "\(Self.twice(variables))")
    #expect(Set(variables).isDisjoint(with: SettingVariable.everyName))
    let libpq = Set(ConnectionString.environment.map(\.variable))
    #expect(libpq.isDisjoint(with: variables))
  }

  private static func twice(_ names: [String]) -> [String] {
    names.filter { name in names.filter { $0 == name }.count > 1 }
  }

  @Test func `whoever refuses an option says what to write`() {
    for option in ForeignOption.all {
      for outcome in [option.outcome] + option.values.values {
        guard case .refused(let advice) = outcome else { continue }
        #expect(advice.contains(/write|take|remove|use|set|name/), "\(option.names)")
      }
    }
    for option in MongoForeignOption.all {
      for outcome in [option.outcome] + option.values.values {
        guard case .refused(let advice) = outcome else { continue }
        #expect(advice.contains(/write|take|remove|use|set|name|put/), "\(option.names)")
      }
    }
  }
}
