import Basics
import Engine
import Foundation
import PostgresDriver
import SyncCore
import TestSupport
import Testing

/// Ids that change hands: each of several rows gets the one that another has.
@Suite(.serialized)
struct IdentityRingTests {
  private static let name = "identity_rings"
  private static let types = ["bigint", "uuid", "text"]

  /// One database with a journal.
  private static let home: Result<Void, any Error> = Result { try PropertyTool.makeHome(name) }

  /// Rows 1 to 3 go round, 4 and 5 swap, 6 to 8 are a chain to an id that is free, 9 is alone.
  private static let moves = [1: 2, 2: 3, 3: 1, 4: 5, 5: 4, 6: 7, 7: 8, 8: 18, 9: 19]

  private static func id(_ number: Int, _ type: String) -> String {
    type == "uuid" ? "00000000-0000-0000-0000-0000000000\(number + 10)" : "\(number + 10)"
  }

  private final class Scene {
    let schema: String
    let type: String
    var database: PropertyDatabase

    /// Each person's user has the id that is his, and his row the one that was before; `key` follows the type of
    /// the rows' ids.
    init(_ name: String, _ type: String, key: String = "", more: String = "") throws {
      try IdentityRingTests.home.get()
      (schema, self.type) = ("\(name)_\(type)", type)
      database = try PropertyDatabase(schema: schema, database: IdentityRingTests.name)
      let people = moves.map { old, new in
        """
        INSERT INTO users VALUES ('\(id(new, type))', 'p\(old)@x.test');
        """
      }
      let rows = moves.keys.sorted().map { old in
        """
        INSERT INTO people VALUES ('\(id(old, type))', 'p\(old)@x.test', \(old));
        INSERT INTO posts SELECT '\(id(old, type))', \(old) FROM generate_series(1, 3);
        """
      }
      try database.run(
        """
        SET client_min_messages = warning;
        DROP SCHEMA IF EXISTS \(schema) CASCADE; CREATE SCHEMA \(schema); SET search_path = \(schema);
        CREATE TABLE users (id \(type) PRIMARY KEY, email text);
        CREATE TABLE people (id \(type) PRIMARY KEY \(key), email text UNIQUE, tag int);
        CREATE TABLE posts (u \(type) REFERENCES people, owner int);
        \(people.joined(separator: "\n"))
        INSERT INTO users VALUES ('\(id(6, type))', NULL), ('\(id(9, type))', NULL);
        \(rows.joined(separator: "\n"))
        \(more)
        RESET search_path;
        """)
    }

    private var environment: [String: String] {
      ["DATABASE_URL": database.uri, "SYNCTOOL_ENV_FILE": "/dev/null"]
    }

    func fix() throws -> SyncResult {
      let settings = try Settings.load(
        options: [
          .auth: ["\(schema).users"], .app: ["\(schema).people"], .everyone: ["true"],
          .prefer: ["email"],
        ],
        environment: environment, taking: [.auth, .app, .everyone, .prefer, .envFile],
        needing: [.auth, .app])
      return IdentityWork.fix(
        settings, try #require(settings.identities), PropertyObserver(.identitiesFix),
        RunIdentity(.identitiesFix, toolVersion: "test"))
    }

    func undo(_ result: SyncResult, only: [String] = []) throws -> SyncResult {
      let settings = try Settings.load(
        options: only.isEmpty ? [:] : [.only: only], environment: environment,
        taking: Options.names.subtracting([.source]))
      return UndoWork.run(
        settings, .number(try #require(result.runID)), PropertyObserver(.undo),
        RunIdentity(.undo, toolVersion: "test"))
    }

    /// The tags of those whose row has the id of their user.
    func settled() throws -> [Int] {
      try database.texts(
        """
        SELECT p.tag::text FROM \(schema).people p JOIN \(schema).users u ON u.id = p.id AND u.email = p.email
        ORDER BY p.tag
        """
      ).compactMap { Int($0) }
    }

    /// Those whose row something else refers to, or something of whose refers to another.
    func strays() throws -> [String] {
      try database.texts(
        """
        SELECT p.tag::text FROM \(schema).posts o JOIN \(schema).people p ON p.tag = o.owner WHERE p.id <> o.u
        """)
    }

    /// The ids by the tags of the rows.
    func ids() throws -> [String] {
      try database.texts("SELECT tag || ' ' || id FROM \(schema).people ORDER BY tag")
    }
  }

  @Test(arguments: types)
  func `rows in each other's place are parked, and all that refers to them follows`(
    type: String
  ) throws {
    let scene = try Scene("ring", type)
    let before = try scene.ids()
    let result = try scene.fix()
    #expect(result.failure == nil && result.counts[.update] == 9, "\(result)")
    #expect(try scene.settled() == Array(1...9) && scene.strays() == [])
    let after = try scene.ids()
    let undo = try scene.undo(result)
    #expect(undo.failure == nil && undo.counts[.update] == 9, "\(undo)")
    #expect(try scene.ids() == before && scene.strays() == [])
    let again = try scene.undo(undo)
    #expect(again.failure == nil && again.counts[.update] == 9, "\(again)")
    #expect(try scene.ids() == after && scene.strays() == [])
  }

  @Test(arguments: types)
  func `whom PostgreSQL refuses takes those along who change places with him, and nobody else`(
    type: String
  ) throws {
    let odd = "CHECK (owner <> 2 OR u <> '\(Self.id(3, type))')"
    let scene = try Scene("refused", type, more: "ALTER TABLE posts ADD CONSTRAINT odd \(odd);")
    let result = try scene.fix()
    #expect(result.counts[.update] == 6 && result.counts[.failed] == 3, "\(result)")
    #expect(try scene.settled() == [4, 5, 6, 7, 8, 9] && scene.strays() == [])
  }

  @Test(arguments: types)
  func `whoever waits for an id that is not given up stays, to the chain's end`(
    type: String
  ) throws {
    let scene = try Scene(
      "taken", type, more: "INSERT INTO people VALUES ('\(Self.id(18, type))', 'ghost@x.test', 18);"
    )
    let result = try scene.fix()
    #expect(result.counts[.update] == 6 && result.counts[.rejected] == 5, "\(result)")
    #expect(try scene.settled() == [1, 2, 3, 4, 5, 9] && scene.strays() == [])
  }

  @Test(arguments: types)
  func `where no id may be parked, chains move from their free end, and rings stay`(
    type: String
  ) throws {
    let scene = try Scene("pinned", type, key: "REFERENCES users")
    let before = try scene.ids()
    let result = try scene.fix()
    // Two users have no email, and three go round, and two swap.
    #expect(result.counts[.update] == 4 && result.counts[.rejected] == 7, "\(result)")
    #expect(try scene.settled() == [6, 7, 8, 9] && scene.strays() == [])
    let undo = try scene.undo(result)
    #expect(undo.counts[.update] == 4, "\(undo)")
    #expect(try scene.ids() == before && scene.strays() == [])
  }

  @Test func `a key of the id that can be deferred keeps nobody`() throws {
    let scene = try Scene("deferrable", "uuid", key: "REFERENCES users DEFERRABLE")
    let result = try scene.fix()
    #expect(result.counts[.update] == 9, "\(result)")
    #expect(try scene.settled() == Array(1...9) && scene.strays() == [])
  }

  @Test func `ids that changed hands come back together, or not at all`() throws {
    let scene = try Scene("together", "bigint")
    let result = try scene.fix()
    let after = try scene.ids()
    for only in [["p1@x.test"], ["p4@x.test"], ["p7@x.test", "p8@x.test"]] {
      let part = try scene.undo(result, only: only)
      #expect(part.counts[.kept] == only.count && part.counts.changes == 0, "\(part)")
    }
    #expect(try scene.ids() == after)
    try scene.database.run("UPDATE \(scene.schema).people SET email = 'else@x.test' WHERE tag = 2")
    let undo = try scene.undo(result)
    #expect(undo.counts[.kept] == 3 && undo.counts[.update] == 6, "\(undo)")
    #expect(try scene.strays() == [])
    #expect(try scene.ids().prefix(3) == after.prefix(3))
  }
}
