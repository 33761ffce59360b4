import Basics
import Engine
import Foundation
import MongoDriver
import PostgresDriver
import Records
import SyncCore
import TestSupport
import Testing

/// Users in a store, and wishes for a field of each, with a journal beside them.
final class WishScene {
  /// A value as the plan stages it: the BSON type and the value's bytes.
  enum Value {
    case absent, null
    case text(String)
    case int(Int32)
    case long(Int64)
    case double(Double)
    case list([Int32])
    /// An ObjectId that ends in this number.
    case id(Int)

    /// As PostgreSQL reads bytea.
    var sql: String { "'\\x\(ByteDigits.hexText(bytes))'::bytea" }

    private var bytes: [UInt8] {
      switch self {
      case .absent: []
      case .null: [10]
      case .text(let text): [2] + Self.little(Int32(text.utf8.count + 1)) + Array(text.utf8) + [0]
      case .int(let number): [16] + Self.little(number)
      case .long(let number): [18] + Self.little(number)
      case .double(let number): [1] + Self.little(number.bitPattern)
      case .list(let numbers): [4] + Self.list(numbers)
      case .id(let number):
        [7] + [UInt8](repeating: 0, count: 8) + Self.little(Int32(number).byteSwapped)
      }
    }

    private static func list(_ numbers: [Int32]) -> [UInt8] {
      let elements = numbers.enumerated().flatMap { place, number -> [UInt8] in
        [16] + Array("\(place)".utf8) + [0] + little(number)
      }
      return little(Int32(elements.count + 5)) + elements + [0]
    }

    private static func little(_ number: some FixedWidthInteger) -> [UInt8] {
      (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
  }

  private static let name = "document_work"
  /// One database with a journal, and a schema for each test.
  private static let home: Result<Void, any Error> = Result { try PropertyTool.makeHome(name) }
  /// Another one without.
  private static let bare = name + "_bare"
  private static let bareHome: Result<Void, any Error> = Result {
    var server = try PropertyDatabase(schema: "public")
    try server.run("DROP DATABASE IF EXISTS \(bare) WITH (FORCE)")
    try server.run("CREATE DATABASE \(bare) TEMPLATE template0")
  }

  let schema: String
  let store: MongoStore
  var database: PropertyDatabase
  var request: RunRequest
  let watch: WishWatch
  /// What follows the store's URI.
  var options = ""
  /// The field that the wishes are for, or its path.
  var field = "number"

  init(
    _ schema: String, _ store: MongoStore? = nil, journal: Bool = true, stop: Stop = .never
  ) throws {
    try (journal ? Self.home : Self.bareHome).get()
    self.schema = "wish_" + schema
    self.store = try store ?? MongoStore()
    database = try PropertyDatabase(
      schema: self.schema, database: journal ? Self.name : Self.bare)
    try database.run(
      """
      DROP SCHEMA IF EXISTS \(self.schema) CASCADE; CREATE SCHEMA \(self.schema);
      CREATE TABLE \(self.schema).wishes
        (n int8 PRIMARY KEY, key text, id bytea, old bytea, new bytea, client bytea)
      """)
    request = RunRequest(
      target: TargetSetting(
        keywords: try ConnectionString.parse(database.uri),
        table: QualifiedName(schema: self.schema, name: "wishes")))
    watch = WishWatch(stop)
  }

  /// A user of this number, with further members as JSON.
  static func user(_ number: Int, _ members: String = "", client: String? = nil) -> String {
    let more = members.isEmpty ? "" : ",\(members)"
    let client = client ?? #"{"$oid":"\#(oid(1000 + number))"}"#
    return #"{"_id":{"$oid":"\#(oid(number))"},"name":"u\#(number)","client":\#(client)\#(more)}"#
  }

  static func oid(_ number: Int) -> String {
    String(repeating: "0", count: 16) + String(format: "%08x", number)
  }

  /// Wishes that the user's number become a text, where it is `old` so far.
  func wish(_ user: Int, _ new: Value? = nil, old: Value = .absent, client: Value? = nil) throws {
    try database.run(
      """
      INSERT INTO \(schema).wishes VALUES (\(user), 'u\(user)', \(Value.id(user).sql), \(old.sql),
        \((new ?? .text("\(user)")).sql), \((client ?? .id(1000 + user)).sql))
      """)
  }

  /// Users 1 to `count` without a number, and the wish of one for each.
  func fill(_ count: Int) throws {
    for start in stride(from: 1, through: count, by: 4) {
      try store.insert(
        "app.users", json: (start...min(start + 3, count)).map { Self.user($0) })
    }
    try database.run(
      """
      INSERT INTO \(schema).wishes
      SELECT n, 'u' || n, '\\x070000000000000000'::bytea || int4send(n), '',
        '\\x02'::bytea || substr(int4send(length(n::text) + 1), 4) || '\\x000000'::bytea
          || n::text::bytea || '\\x00'::bytea,
        '\\x070000000000000000'::bytea || int4send(1000 + n)
      FROM generate_series(1, \(count)) n
      """)
  }

  func source() throws -> DocumentSource {
    let uri = try MongoURI(store.uri + options)
    return DocumentSource(.mongo(uri: uri, database: "app", collection: "users"), watch.stop)
  }

  /// Runs, by the role where one is named.
  func run(as role: String? = nil) throws -> SyncResult {
    var request = request
    if let role {
      let other = [ConnectionKeyword(keyword: "user", value: role)]
      request = RunRequest(
        target: TargetSetting(
          keywords: try ConnectionString.parse(database.uri).filter { $0.keyword != "user" }
            + other,
          table: QualifiedName(schema: schema, name: "wishes")))
    }
    let work = WishWork(
      schema: schema, dryRun: request.dryRun, users: try source(), field: field)
    return RunEngine(work, request, watch, RunIdentity(WishWork.kind, toolVersion: "test")).run()
  }

  /// How many documents each update command was about.
  func sizes() throws -> [Int] {
    try store.commandsJSON("update").map { text in
      guard case .array(let updates)? = try JSONReader.parse(text)["updates"] else { return 0 }
      return updates.count
    }
  }

  /// The numbers of the users, in JSON, in their order; `-` where there is none.
  func numbers() throws -> [String] {
    try store.json("app.users").map { text in
      let object = try JSONReader.parse(text)
      return object["number"].map { JSONWriter().text($0) } ?? "-"
    }
  }

  /// Of each document of the run, its number and what became of it, in the journal.
  func outcomes(_ run: Int64?) throws -> [String] {
    try database.texts(
      """
      SELECT n || ' ' || outcome FROM synctool.document_changes
      WHERE run = \(try #require(run)) ORDER BY n
      """)
  }

  /// How the journal says that the run ended, with what it has of documents.
  func ending(_ run: Int64?) throws -> String {
    try database.texts(
      """
      SELECT concat_ws(' ', status, exit_code, counts -> 'documents' ->> 'written',
        counts -> 'documents' ->> 'left') FROM synctool.runs WHERE id = \(try #require(run))
      """)[0]
  }
}

/// Keeps what is shown.
final class WishWatch: RunObserver {
  let stop: Stop
  let shown = ShownEntries([.create, .update, .failed])
  private(set) var entries: [PlanEntry] = []
  private(set) var hasWritten = false

  init(_ stop: Stop) { self.stop = stop }
  func show(_ entry: PlanEntry) { entries.append(entry) }
  func wroteDocuments() { hasWritten = true }
}
