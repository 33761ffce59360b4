import Basics
import Engine
import Foundation
import PostgresDriver
import Records
import SyncCore
import TestSupport
import Testing

/// `identities` against a plain model of its classes, on random pairs of tables.
struct IdentityPropertyTests {
  /// Many in the torture, a few here; each type of ids has a third of them.
  private static let seeds =
    ProcessInfo.processInfo.environment["SYNCTOOL_TORTURE"] == "1" ? 600 : 40
  static let types = ["bigint", "uuid", "text"]

  /// One schema and one session of the tool's for all seeds of a type: to make them anew takes longer than a run.
  @Test(arguments: types)
  func `model and tool agree on everyone`(type: String) throws {
    var database = try PropertyDatabase(schema: "identities_\(type)")
    let folder = PropertyTests.folder()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let schema = database.schema
    try database.run(
      """
      DROP SCHEMA IF EXISTS \(schema) CASCADE; CREATE SCHEMA \(schema);
      CREATE TABLE \(schema).users (id \(type) PRIMARY KEY, email text);
      CREATE TABLE \(schema).people (id \(type) PRIMARY KEY, email varchar(\(IdentityModel.longest)));
      """)
    let settings = try Self.settings(database, folder)
    let session = KeptSession(settings.target, PropertyObserver(.identitiesStatus).stop)
    let first = try #require(Self.types.firstIndex(of: type))
    for seed in stride(from: first, to: Self.seeds, by: Self.types.count) {
      var random = PropertyRandom(seed: seed)
      let model = Self.model(&random)
      try database.run(
        """
        DELETE FROM \(schema).users; DELETE FROM \(schema).people;
        \(Self.insert(model.users, "\(schema).users", type))
        \(Self.insert(model.rows, "\(schema).people", type))
        """)
      let result = IdentityWork.plan(
        settings, try #require(settings.identities), PropertyObserver(.identitiesStatus),
        RunIdentity(.identitiesStatus, toolVersion: "test"), on: session)
      let comment: Comment = "seed \(seed): \(model)"
      #expect(result.failure == nil, "\(result.failure?.message ?? "") \(comment)")
      try Self.compare(model, result, folder, comment)
    }
    try database.drop()
  }

  private static func compare(
    _ model: IdentityModel, _ result: SyncResult, _ folder: String, _ comment: Comment
  ) throws {
    let kinds = model.classes
    for (name, number) in result.classes {
      let expected = name == "orphan" ? model.orphans : kinds.values.count { $0 == name }
      #expect(number == expected, "\(name), \(comment)")
    }
    #expect(result.counts.read == model.users.count && result.counts[.orphan] == model.orphans)
    let lines = try String(contentsOfFile: folder + "/run.ndjson", encoding: .utf8)
      .split(separator: "\n")
    let users = kinds.values.count { $0 != "synced" }
    #expect(lines.count == users + model.orphans, comment)
    for line in lines {
      let entry = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      if entry["action"] as? String == "orphan" {
        let row = try #require(Self.number(entry["targetId"]))
        #expect(model.isOrphan(row) && entry["sourceId"] is NSNull, "\(line) \(comment)")
        continue
      }
      let user = try #require(Self.number(entry["sourceId"]))
      let kind = try #require(kinds[user], comment)
      #expect(Self.actions[kind] == entry["action"] as? String, "\(line) \(comment)")
      let changes = entry["changes"] as? [String: [String: Any]] ?? [:]
      if let from = Self.number(changes["id"]?["from"]) {
        // A row gets a new id only where its own is no user's.
        #expect(kind == "mismatched" && kinds[from] == nil, "\(line) \(comment)")
      }
      if kind == "claimed-twice", let person = model.users.first(where: { $0.id == user }) {
        #expect(entry["otherCount"] as? Int == model.others(person).count, "\(line) \(comment)")
      }
    }
  }

  private static let actions = [
    "missing": "create", "mismatched": "update", "email-differs": "update",
    "duplicate": "duplicate", "claimed-twice": "rejected", "ambiguous": "rejected",
    "key-occupied": "rejected", "email-missing": "rejected", "email-invalid": "rejected",
  ]

  private static func settings(
    _ database: borrowing PropertyDatabase, _ folder: String
  ) throws -> Settings {
    try Settings.load(
      options: [
        .auth: ["\(database.schema).users"], .app: ["\(database.schema).people"],
        .report: [folder + "/run.ndjson"],
      ],
      environment: ["DATABASE_URL": database.uri, "SYNCTOOL_ENV_FILE": "/dev/null"],
      taking: [.auth, .app, .report, .envFile], needing: [.auth, .app])
  }

  /// Few ids and few emails, so that they meet in every way.
  static func model(_ random: inout PropertyRandom) -> IdentityModel {
    let (ids, emails) = (2 + random.below(9), 2 + random.below(8))
    func people(_ random: inout PropertyRandom) -> [IdentityModel.Person] {
      var people: [IdentityModel.Person] = []
      for id in 1...ids where random.chance(70) {
        people.append(.init(id: id, email: email(&random, of: emails)))
      }
      return people
    }
    let users = people(&random)
    let rows = people(&random).map { row in
      IdentityModel.Person(
        id: row.id, email: row.email.map { String($0.prefix(IdentityModel.longest)) })
    }
    return IdentityModel(users: users, rows: rows)
  }

  private static func email(_ random: inout PropertyRandom, of emails: Int) -> String? {
    let plain = "e\(random.below(emails))@x.test"
    switch random.below(14) {
    case 0: return nil
    case 1: return " \t"
    case 2: return "nonsense"
    case 3: return plain.uppercased()
    case 4: return " \(plain)\n"
    case 5: return "long" + plain + String(repeating: "t", count: 8)
    default: return plain
    }
  }

  static func insert(
    _ people: [IdentityModel.Person], _ table: String, _ type: String
  ) -> String {
    if people.isEmpty { return "" }
    let rows = people.map { person in
      let email = person.email.map { SQL(literal: $0).text }
      return "(\(id(person.id, type)), \(email ?? "NULL"))"
    }
    return "INSERT INTO \(table) VALUES \(rows.joined(separator: ", "));"
  }

  static func id(_ number: Int, _ type: String) -> String {
    type == "uuid" ? "'00000000-0000-0000-0000-0000000000\(number + 10)'" : "'\(number + 10)'"
  }

  static func number(_ id: Any?) -> Int? {
    guard let id, !(id is NSNull), let number = Int("\(id)".suffix(2)) else { return nil }
    return number - 10
  }

  @Test func `PostgreSQL and the tool agree on every character of an email`() throws {
    var database = try PropertyDatabase(schema: "none")
    let key: SQL = "('a' || chr(n) || 'b@x.test') COLLATE \"C\""
    let refused = try database.texts(
      """
      SELECT n::text FROM generate_series(1, 1114111) n
      WHERE NOT n BETWEEN 55296 AND 57343 AND NOT \(EmailKey.isEmail(key).text)
      """)
    let expected = (1...0x10FFFF).compactMap(Unicode.Scalar.init).filter {
      EmailKey.normalize("a\($0)b@x.test", .exact) == nil
    }
    #expect(refused == expected.map { "\($0.value)" })
    for (email, isEmail) in [
      ("@x", false), ("a@", false), ("a@b@c", false), ("a", false), ("a@b", true),
    ] {
      #expect(
        try database.texts("SELECT (\(EmailKey.isEmail(SQL(literal: email)).text))::text")
          == ["\(isEmail)"])
    }
  }
}
