import Engine
import Foundation
import MongoDriver
import PostgresDriver
import SyncCore
import TestSupport
import Testing

/// Connection strings in the shapes of hosting services and drivers: understood, or refused by name.
@Suite struct ConnectionStringsTests {
  static let postgres = ConnectionStringCase.read("postgresql.tsv")
  static let mongo = ConnectionStringCase.read("mongodb.tsv")

  @Test func `there are enough of them`() throws {
    let archived = try SpecificationURI.all().count
    #expect(Self.postgres.count > 150 && Self.mongo.count > 70 && archived > 200)
  }

  @Test(arguments: postgres)
  func `a string for PostgreSQL is understood, or refused by name`(
    item: ConnectionStringCase
  ) throws {
    let outcome = Self.load(["DATABASE_URL": item.text])
    ConnectionStringCase.expectNoSecret(in: outcome.messages, of: item.text)
    guard let settings = outcome.settings else {
      ConnectionStringCase.expectHelpful(outcome.messages, of: item.text)
      expectRefused(item, outcome.messages)
      return
    }
    #expect(item.refusals == nil, "understood: \(settings.target.keywords)")
    var found = Dictionary(
      uniqueKeysWithValues: settings.target.keywords.map { ($0.keyword, $0.value) })
    found["schema"] = settings.target.table.schema
    for (name, value) in item.expected where name != "passed" {
      let wanted = value == "-" ? nil : value
      #expect(found[name] == wanted, "\(name)")
    }
    expectPassedOver(item, outcome.messages)
    #expect(!"\(settings)".contains("SECRET"))
  }

  @Test(arguments: mongo)
  func `a string for MongoDB is understood, or refused by name`(item: ConnectionStringCase) throws {
    let outcome = Self.load(["MONGODB_URI": item.text, "MONGODB_DATABASE": "other"])
    ConnectionStringCase.expectNoSecret(in: outcome.messages, of: item.text)
    guard let settings = outcome.settings else {
      ConnectionStringCase.expectHelpful(outcome.messages, of: item.text)
      expectRefused(item, outcome.messages)
      return
    }
    #expect(item.refusals == nil, "understood")
    guard case .mongo(let uri, _, _) = settings.source else {
      Issue.record("no MongoDB")
      return
    }
    if let database = item.expected["database"] {
      #expect(uri.database == (database == "-" ? nil : database))
    }
    if let tls = item.expected["tls"] { #expect("\(uri.usesTLS)" == tls) }
    let insecure = ConnectionStringCase.list(item.expected["insecure"] ?? "-")
    #expect(uri.insecureOptions.map(\.name) == insecure)
    expectPassedOver(item, outcome.messages)
    var dumped = "\(settings)"
    dump(settings, to: &dumped)
    #expect(!dumped.contains("SECRET"))
  }

  /// The settings, or nil and all faults; the warnings in either case.
  static func load(_ environment: [String: String]) -> (settings: Settings?, messages: [String]) {
    do {
      let settings = try loadSettings([:], environment)
      return (settings, settings.warnings)
    } catch let error as SettingsFaults {
      return (nil, error.faults.map { "\($0.name): \($0.problem)" } + error.settings.warnings)
    } catch {
      return (nil, ["\(error)"])
    }
  }

  private func expectRefused(_ item: ConnectionStringCase, _ messages: [String]) {
    guard let refusals = item.refusals else {
      Issue.record("refused: \(messages)")
      return
    }
    #expect(messages.count == refusals.count, "\(messages)")
    for word in refusals {
      #expect(messages.contains { $0.contains(word) }, "\(word): \(messages)")
    }
  }

  /// One warning names them all, and there is none where nothing is passed over.
  private func expectPassedOver(_ item: ConnectionStringCase, _ messages: [String]) {
    let warnings = messages.filter { $0.contains("ignored, without effect") }
    guard let passed = item.expected["passed"], passed != "-" else {
      #expect(warnings == [])
      return
    }
    #expect(warnings.count == 1)
    let named = warnings.first?.split(separator: ": ").last?.split(separator: ", ").map(String.init)
    for name in ConnectionStringCase.list(passed) {
      let isThere = named?.contains { item in
        name.hasSuffix("*") ? item.hasPrefix(name.dropLast()) : item == name
      }
      #expect(isThere == true, "\(name): \(warnings)")
    }
    #expect(named?.count == ConnectionStringCase.list(passed).count, "\(warnings)")
  }
}
