import Foundation
import PostgresDriver
import TestSupport

/// The throw-away cluster that `Scripts/test` starts; without it every test fails.
enum TestPostgres {
  struct Missing: Error {}

  static func settings(_ changes: [String: String] = [:]) throws -> [ConnectionKeyword] {
    guard let uri = ProcessInfo.processInfo.environment["SYNCTOOL_TEST_POSTGRES_URL"] else {
      throw Missing()
    }
    let own = try ConnectionString.parse(uri).filter { changes[$0.keyword] == nil }
    return own + changes.map { ConnectionKeyword(keyword: $0.key, value: $0.value) }
  }

  static func connect(
    _ changes: [String: String] = [:], shouldStop: @escaping () -> Bool = { false }
  ) throws -> PostgresConnection {
    try PostgresConnection(
      settings(changes), applicationName: "driver tests", shouldStop: shouldStop)
  }

  /// The error of a connect that must fail.
  static func connectError(_ changes: [String: String]) throws -> PostgresError? {
    try error { _ = try connect(changes) }
  }

  /// The driver's error that `body` throws; nil when it throws none.
  static func error(_ body: () throws -> Void) throws -> PostgresError? {
    do {
      try body()
      return nil
    } catch let error as PostgresError {
      return error
    }
  }

  static func value(of key: String) throws -> String? {
    try settings().last { $0.keyword == key }?.value
  }

  /// A name that no other test uses.
  static func unique(_ stem: String) -> String {
    stem + "_" + UUID().uuidString.replacing("-", with: "").lowercased()
  }

  /// A closure that is false for `seconds` from its first call, then true.
  static func stop(after seconds: Double) -> () -> Bool {
    var start: Date?
    return {
      let first = start ?? Date()
      start = first
      return Date().timeIntervalSince(first) >= seconds
    }
  }
}

extension PostgresConnection {
  /// The first column of the first row as text.
  mutating func value(_ sql: String, _ parameters: [PostgresParameter] = []) throws -> String? {
    try query(PostgresStatement("test query", SQL(test: sql), parameters)) {
      (result) throws(PostgresError) in try result.stringIfPresent(0, 0)
    }
  }

  @discardableResult
  mutating func run(_ sql: String, _ parameters: [PostgresParameter] = []) throws -> Int {
    try execute(PostgresStatement("test statement", SQL(test: sql), parameters))
  }
}
