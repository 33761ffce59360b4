import Foundation
import TestSupport

@testable import PostgresDriver

/// A PostgreSQL database that one test has for itself, empty at first.
final class TestDatabase {
  let name: String

  /// The contract's table.
  static let clients = """
    CREATE TABLE public.clients (
      id BIGSERIAL PRIMARY KEY, name VARCHAR(255) NOT NULL, email VARCHAR(255) UNIQUE NOT NULL,
      phone VARCHAR(50), protected BOOLEAN DEFAULT FALSE, address JSONB,
      createdat TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP,
      updatedat TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP);
    """

  /// So many rows of a kilobyte, of which PostgreSQL does not know how many they are until somebody says ANALYZE.
  static func wideRows(_ count: Int) -> String {
    """
    ALTER TABLE public.clients SET (autovacuum_enabled = off);
    INSERT INTO public.clients (name, email, address)
    SELECT 'Ann', 'client' || n || '@x.test', jsonb_build_object('note', repeat('n', 1000))
    FROM generate_series(1, \(count)) n;
    """
  }

  init() throws { name = try DatabasePool.take() }

  deinit { DatabasePool.giveBack(name) }

  func connect() throws -> PostgresConnection { try TestServer.connect(database: name) }

  /// Runs statements; names need their schema.
  func run(_ sql: String) throws {
    var connection = try connect()
    try connection.executeScript(PostgresStatement("set up a test", SQL(test: sql)))
  }

  /// All rows, each as its values joined by `|`; NULL is empty.
  func rows(_ sql: String) throws -> [String] {
    var connection = try connect()
    return try connection.query(PostgresStatement("look", SQL(test: sql))) {
      (result) throws(PostgresError) -> [String] in
      var rows: [String] = []
      for row in 0..<result.rowCount {
        var values: [String] = []
        for column in 0..<result.columnCount {
          values.append(try result.stringIfPresent(row, column) ?? "")
        }
        rows.append(values.joined(separator: "|"))
      }
      return rows
    }
  }

  /// The first column of the first row.
  func value(_ sql: String) throws -> String { try rows(sql).first ?? "" }

  func emails() throws -> [String] {
    try rows("SELECT email FROM public.clients ORDER BY email COLLATE \"C\"")
  }

  func count() throws -> Int { Int(try value("SELECT count(*)::text FROM public.clients")) ?? -1 }

  /// Every row version of the table.
  func versions(table: String = "public.clients") throws -> [String] {
    try rows("SELECT t.ctid, t.xmin, t::text FROM \(table) t ORDER BY t.ctid")
  }

  /// Every row version of the table, the place of its sequence, and what relations there are.
  func fingerprint(table: String = "public.clients") throws -> [String] {
    try versions(table: table)
      + rows("SELECT s.sequencename, s.last_value::text FROM pg_sequences s ORDER BY 1")
      + rows("SELECT relname FROM pg_class WHERE oid > 16383 AND relpersistence <> 't' ORDER BY 1")
  }
}
