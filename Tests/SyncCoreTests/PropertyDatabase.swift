import Foundation
import PostgresDriver
import TestSupport

/// A schema of a test's own with a `clients` table, on the cluster that `Scripts/test` starts.
struct PropertyDatabase: ~Copyable {
  struct Missing: Error, CustomStringConvertible {
    let description = "SYNCTOOL_TEST_POSTGRES_URL is not set: run the tests by Scripts/test"
  }

  /// One row as it stands, with the row version that holds it.
  struct Row: Equatable {
    var row: PropertyRow
    /// Microseconds since 2000-01-01 UTC.
    var updatedAt: Int64?
    var xmin: String
    var ctid: String

    static func == (a: Row, b: Row) -> Bool {
      a.row.id == b.row.id && a.xmin == b.xmin && a.ctid == b.ctid && a.updatedAt == b.updatedAt
        && a.row.name == b.row.name && a.row.email == b.row.email && a.row.phone == b.row.phone
        && a.row.protected == b.row.protected && a.row.address == b.row.address
        && a.row.createdAt == b.row.createdAt
    }
  }

  /// All that a run could have touched.
  struct Snapshot: Equatable {
    var rows: [Row]
    /// The sequence's state and every object of the schema.
    var rest: [String]
  }

  /// What every row's `updatedat` is at first.
  static let longAgo: Int64 = 1_000_000

  let uri: String
  let schema: String
  private var connection: PostgresConnection

  /// Connects, to the database of the environment's URI unless another one is named.
  init(schema: String, database: String? = nil) throws {
    let uri = try Self.server(database)
    connection = try PostgresConnection(
      ConnectionString.parse(uri), applicationName: "property tests", shouldStop: { false })
    self.uri = uri
    self.schema = schema
  }

  private static func server(_ database: String?) throws -> String {
    guard let uri = ProcessInfo.processInfo.environment["SYNCTOOL_TEST_POSTGRES_URL"] else {
      throw Missing()
    }
    guard let database, var parts = URLComponents(string: uri) else { return uri }
    parts.path = "/" + database
    return parts.string ?? uri
  }

  /// Makes the schema and its table, in place of what an earlier run may have left.
  mutating func create() throws {
    try run("DROP SCHEMA IF EXISTS \(schema) CASCADE")
    try run(
      """
      CREATE SCHEMA \(schema);
      CREATE TABLE \(schema).clients (
        id BIGSERIAL PRIMARY KEY, name VARCHAR(255) NOT NULL, email VARCHAR(255) UNIQUE NOT NULL,
        phone VARCHAR(50), protected BOOLEAN DEFAULT FALSE, address JSONB,
        createdat TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP,
        updatedat TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP)
      """)
  }

  mutating func drop() throws { try run("DROP SCHEMA \(schema) CASCADE") }

  mutating func run(_ script: String) throws {
    try connection.executeScript(PostgresStatement("test script", SQL(test: script)))
  }

  /// Puts the rows in, with ids that the sequence gives.
  mutating func insert(_ rows: [PropertyRow], _ random: inout PropertyRandom) throws {
    if rows.isEmpty { return }
    var values: [String] = []
    for row in rows {
      let address = row.address.map { "\(Self.quote(Array($0.text(&random).utf8)))::jsonb" }
      let fields = [
        Self.quote(row.name), Self.quote(row.email), row.phone.map(Self.quote) ?? "NULL",
        row.protected.map { "\($0)" } ?? "NULL", address ?? "NULL", Self.time(row.createdAt),
        Self.time(.known(Self.longAgo)),
      ]
      values.append("(" + fields.joined(separator: ", ") + ")")
    }
    try run(
      """
      INSERT INTO \(schema).clients (name, email, phone, protected, address, createdat, updatedat)
      VALUES \(values.joined(separator: ",\n"))
      """)
  }

  mutating func snapshot() throws -> Snapshot {
    let statement = PostgresStatement(
      "read the rows",
      """
      SELECT id, name, email, phone, protected, address, \(SQL(test: Self.micros("createdat"))),
        \(SQL(test: Self.micros("updatedat"))), xmin, ctid FROM \(identifier: schema).clients ORDER BY id
      """)
    let rows = try connection.rows(statement, Self.row)
    let rest = try texts(
      """
      SELECT last_value || ' ' || is_called FROM \(schema).clients_id_seq
      UNION ALL (SELECT c.oid || ' ' || c.relname || ' ' || c.relfilenode FROM pg_class c
        WHERE c.relnamespace = '\(schema)'::regnamespace ORDER BY c.oid)
      """)
    return Snapshot(rows: rows, rest: rest)
  }

  /// The one column of a query.
  mutating func texts(_ sql: String) throws -> [String] {
    try connection.strings(PostgresStatement("test query", SQL(test: sql)))
  }

  /// The database's clock, in microseconds since 2000-01-01 UTC.
  mutating func now() throws -> Int64 {
    let time = SQL(test: Self.micros("clock_timestamp()"))
    return try connection.int64(PostgresStatement("read the clock", "SELECT \(time)"))
  }

  private static func row(
    _ result: borrowing PostgresResult, _ index: Int
  ) throws(PostgresError) -> Row {
    let created = try result.int64IfPresent(index, 6)
    let row = PropertyRow(
      id: try result.int64(index, 0), name: try bytes(result, index, 1) ?? [],
      email: try bytes(result, index, 2) ?? [], phone: try bytes(result, index, 3),
      protected: result.isNull(index, 4) ? nil : try result.bool(index, 4),
      // PostgreSQL writes no JSON that cannot be read.
      address: try bytes(result, index, 5).flatMap { try? PropertyJSON(parsing: $0) },
      createdAt: created.map { .known($0) } ?? .none)
    return Row(
      row: row, updatedAt: try result.int64IfPresent(index, 7), xmin: try result.string(index, 8),
      ctid: try result.string(index, 9))
  }

  private static func bytes(
    _ result: borrowing PostgresResult, _ index: Int, _ column: Int
  ) throws(PostgresError) -> [UInt8]? {
    try result.stringIfPresent(index, column).map { Array($0.utf8) }
  }

  private static func quote(_ bytes: [UInt8]) -> String {
    SQL(literal: String(decoding: bytes, as: UTF8.self)).text
  }

  /// A time as SQL, in microseconds since 2000.
  private static func micros(_ time: String) -> String {
    "((extract(epoch FROM \(time)) - 946684800) * 1000000)::int8"
  }

  private static func time(_ time: PropertyRow.Time) -> String {
    guard case .known(let micros) = time else { return "NULL" }
    return "timestamptz '2000-01-01 00:00+00' + interval '1 microsecond' * \(micros)"
  }
}
