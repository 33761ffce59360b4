import Basics
import Engine
import Foundation
import PostgresDriver
import SyncCore
import TestSupport
import Testing

/// `identities fix --prefer` against a plain model of it, on random pairs of tables that others refer to.
struct IdentityClaimTests {
  /// Many in the torture, a few here; each type of ids has a third of them.
  private static let seeds =
    ProcessInfo.processInfo.environment["SYNCTOOL_TORTURE"] == "1" ? 300 : 24

  @Test(arguments: IdentityPropertyTests.types, ["email", "id"])
  func `the claim that counts settles whom the model says, and everything follows`(
    type: String, claim: String
  ) throws {
    var database = try PropertyDatabase(schema: "claims_\(type)_\(claim)")
    let folder = PropertyTests.folder()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let settings = try Self.settings(database, folder, claim)
    let session = KeptSession(settings.target, PropertyObserver(.identitiesFix).stop)
    let first = try #require(IdentityPropertyTests.types.firstIndex(of: type))
    var settled = 0
    for seed in stride(from: first, to: Self.seeds, by: IdentityPropertyTests.types.count) {
      settled += try Self.check(seed, type, claim, folder, &database) { dryRun in
        var settings = settings
        settings[Options.dryRun] = dryRun
        return IdentityWork.fix(
          settings, try #require(settings.identities), PropertyObserver(.identitiesFix),
          RunIdentity(.identitiesFix, toolVersion: "test"), on: session)
      }
    }
    #expect(settled > 0, "no seed has anybody whom a claim settles")
    try database.drop()
  }

  /// Returns how many rows the claim has moved or corrected.
  private static func check(
    _ seed: Int, _ type: String, _ claim: String, _ folder: String,
    _ database: inout PropertyDatabase, fix: (_ dryRun: Bool) throws -> SyncResult
  ) throws -> Int {
    var random = PropertyRandom(seed: seed + 5000)
    let model = Self.model(&random)
    let graph = try IdentityGraph.make(
      model, type, email: "varchar(\(IdentityModel.longest))", &database, &random)
    let schema = database.schema
    let comment: Comment = "seed \(seed), \(claim): \(model) \(graph)"
    let sizes = try database.texts(graph.sizes(schema))
    let dry = try fix(true)
    #expect(dry.failure == nil, "\(dry.failure?.message ?? "") \(comment)")
    #expect(try fates(folder) == model.settled(claim), comment)
    let real = try fix(false)
    #expect(real.failure == nil && real.counts[.failed] == 0, comment)
    #expect(real.counts == dry.counts, comment)
    let rows = model.rows(after: model.fates(claim)).map { from, person in
      "\(from.map { "\($0 + 10)" } ?? "new") \(person.id + 10) \(person.email ?? "NULL")"
    }
    let found = try database.texts(
      """
      SELECT coalesce(tag::text, 'new') || ' ' || right(id::text, 2) || ' ' || coalesce(email, 'NULL')
      FROM \(schema).people
      """)
    #expect(found.sorted() == rows.sorted(), comment)
    #expect(try database.texts(graph.strays(schema)) == [], comment)
    #expect(try database.texts(graph.sizes(schema)).dropLast() == sizes.dropLast(), comment)
    let again = try fix(false)
    #expect(again.failure == nil && again.counts.changes == 0 && !again.committed, comment)
    return model.settled(claim).values.count { fate in
      if case .rejected = fate { false } else { fate != .create }
    }
  }

  /// Pairs of which some have changed places, in rings and in chains that end in several ways; and some users without
  /// an email, or with another one's.
  private static func model(_ random: inout PropertyRandom) -> IdentityModel {
    let count = 4 + random.below(8)
    var (users, rows): ([IdentityModel.Person], [IdentityModel.Person]) = ([], [])
    for id in 0..<count {
      let email = "e\(random.chance(96) ? id : random.below(count))@x.test"
      let broken = random.chance(50) ? nil : "nonsense"
      users.append(.init(id: id, email: random.chance(90) ? email : broken))
      rows.append(.init(id: id, email: "e\(id)@x.test"))
    }
    var place = 0
    while place < count {
      let last = min(place + random.below(4), count - 1)
      let first = rows[place].email
      for next in place..<last { rows[next].email = rows[next + 1].email }
      rows[last].email = random.chance(70) ? first : "ghost\(place)@x.test"
      if random.chance(20) { rows[place].id = 20 + place }
      place = last + 1
    }
    for place in rows.indices.reversed() where random.chance(10) { rows.remove(at: place) }
    for place in users.indices.reversed() where random.chance(5) { users.remove(at: place) }
    return IdentityModel(users: users, rows: rows)
  }

  /// The report's entries of those who are settled together, by their users.
  private static func fates(_ folder: String) throws -> [Int: IdentityModel.Fate] {
    var fates: [Int: IdentityModel.Fate] = [:]
    let text = try String(contentsOfFile: folder + "/run.ndjson", encoding: .utf8)
    for line in text.split(separator: "\n") {
      let entry = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      guard entry["otherCount"] is Int, entry["reason"] as? String != "ambiguous",
        entry["reason"] as? String != "ambiguous-target"
      else { continue }
      let user = try #require(IdentityPropertyTests.number(entry["sourceId"]))
      let changes = entry["changes"] as? [String: [String: Any]] ?? [:]
      fates[user] =
        switch entry["action"] as? String {
        case "create": .create
        case "update":
          IdentityPropertyTests.number(changes["id"]?["from"]).map { .move(from: $0) } ?? .correct
        default: .rejected(entry["reason"] as? String ?? "")
        }
    }
    return fates
  }

  private static func settings(
    _ database: borrowing PropertyDatabase, _ folder: String, _ claim: String
  ) throws -> Settings {
    try Settings.load(
      options: [
        .auth: ["\(database.schema).users"], .app: ["\(database.schema).people"],
        .everyone: ["true"], .prefer: [claim], .report: [folder + "/run.ndjson"],
      ],
      environment: ["DATABASE_URL": database.uri, "SYNCTOOL_ENV_FILE": "/dev/null"],
      taking: [.auth, .app, .everyone, .prefer, .report, .envFile], needing: [.auth, .app])
  }
}
