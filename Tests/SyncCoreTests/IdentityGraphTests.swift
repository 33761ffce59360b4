import Basics
import Engine
import Foundation
import PostgresDriver
import Records
import SyncCore
import TestSupport
import Testing

/// `identities fix` on random tables that refer to the users in random ways.
struct IdentityGraphTests {
  /// Many in the torture, a few here; each type of ids has a third of them.
  private static let seeds =
    ProcessInfo.processInfo.environment["SYNCTOOL_TORTURE"] == "1" ? 600 : 27
  private static let types = ["bigint", "uuid", "text"]

  /// One session of the tool's for all seeds of a type.
  @Test(arguments: types)
  func `all who can be settled are, everything follows, and nobody gets another's`(
    type: String
  ) throws {
    var database = try PropertyDatabase(schema: "graph_\(type)")
    let settings = try Self.settings(database)
    let session = KeptSession(settings.target, PropertyObserver(.identitiesFix).stop)
    let first = try #require(Self.types.firstIndex(of: type))
    for seed in stride(from: first, to: Self.seeds, by: Self.types.count) {
      try Self.check(seed, type, &database) {
        IdentityWork.fix(
          settings, try #require(settings.identities), PropertyObserver(.identitiesFix),
          RunIdentity(.identitiesFix, toolVersion: "test"), on: session)
      }
    }
    try database.drop()
  }

  private static func check(
    _ seed: Int, _ type: String, _ database: inout PropertyDatabase, fix: () throws -> SyncResult
  ) throws {
    var random = PropertyRandom(seed: seed + 1000)
    let model = Self.model(&random)
    let schema = database.schema
    let graph = try IdentityGraph.make(model, type, email: "text", &database, &random)
    let comment: Comment = "seed \(seed): \(model) \(graph)"
    #expect(try database.texts(graph.strays(schema)) == [], comment)
    let sizes = try database.texts(graph.sizes(schema))
    let result = try fix()
    #expect(result.failure == nil, "\(result.failure?.message ?? "") \(comment)")
    #expect(result.counts[.failed] == 0 && result.counts.read == model.users.count, comment)
    let kinds = model.classes.values
    #expect(result.counts[.create] == kinds.count { $0 == "missing" }, comment)
    #expect(
      result.counts[.update] == kinds.count { ["mismatched", "email-differs"].contains($0) },
      comment)
    #expect(try database.texts(graph.strays(schema)) == [], comment)
    #expect(try database.texts(graph.sizes(schema)).dropLast() == sizes.dropLast(), comment)
    let rows = try database.texts(
      """
      SELECT coalesce(tag::text, 'new') || ' ' || right(id::text, 2) || ' ' || coalesce(email, '')
      FROM \(schema).people
      """)
    compare(model, rows, comment)
    let again = try fix()
    #expect(again.failure == nil && again.counts.changes == 0 && !again.committed, comment)
  }

  /// Everyone who was out of step has a row of the same id and email; nobody else's row has changed.
  private static func compare(_ model: IdentityModel, _ rows: [String], _ comment: Comment) {
    let classes = model.classes
    let missing = model.users.filter { classes[$0.id] == "missing" }
    #expect(rows.count == model.rows.count + missing.count, comment)
    for user in missing {
      #expect(rows.contains("new \(user.id + 10) \(user.email ?? "")"), comment)
    }
    for row in model.rows {
      let claimant = model.users.first { user in
        classes[user.id] == "mismatched"
          && IdentityModel.key(ofUser: user.email) == row.email?.lowercased()
      }
      let corrected = model.users.first {
        $0.id == row.id && classes[row.id] == "email-differs"
      }
      let email = corrected.map { $0.email ?? "" } ?? row.email ?? ""
      let expected = "\(row.id + 10) \((claimant?.id ?? row.id) + 10) \(email)"
      #expect(rows.contains(expected), "\(expected) \(comment)")
    }
  }

  private static func settings(_ database: borrowing PropertyDatabase) throws -> Settings {
    try Settings.load(
      options: [
        .auth: ["\(database.schema).users"], .app: ["\(database.schema).people"],
        .everyone: ["true"],
      ],
      environment: ["DATABASE_URL": database.uri, "SYNCTOOL_ENV_FILE": "/dev/null"],
      taking: [.auth, .app, .everyone, .envFile], needing: [.auth, .app])
  }

  /// Ids from 0, of which the rows of some have one beyond the users', and emails that mostly fit.
  private static func model(_ random: inout PropertyRandom) -> IdentityModel {
    let count = 3 + random.below(12)
    var (users, rows): ([IdentityModel.Person], [IdentityModel.Person]) = ([], [])
    var strangers = count
    for id in 0..<count {
      let email = random.chance(8) ? nil : "e\(random.chance(90) ? id : random.below(count))@x.test"
      if random.chance(85) { users.append(.init(id: id, email: email)) }
      let isMoved = random.chance(35)
      if random.chance(80) {
        rows.append(
          .init(
            id: isMoved ? strangers : id, email: email.map { random.chance(85) ? $0 : "o" + $0 }))
        strangers += isMoved ? 1 : 0
      }
    }
    // Ids that change hands, which nobody guesses at.
    if rows.count > 3, random.chance(50) {
      let first = rows[0].id
      for place in 0..<2 { rows[place].id = rows[place + 1].id }
      rows[2].id = first
    }
    return IdentityModel(users: users, rows: rows)
  }
}
