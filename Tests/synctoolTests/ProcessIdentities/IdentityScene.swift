import Foundation
import Testing

/// The users of an auth service and of an application, with somebody in each class of `identities`.
struct IdentityScene {
  /// A type of ids, and the id with a number in it.
  enum Kind: String, CaseIterable, Sendable {
    case bigint, uuid, text

    func id(_ number: Int) -> String {
      switch self {
      case .bigint: "\(number)"
      case .uuid:
        "00000000-0000-0000-0000-" + String(repeating: "0", count: 12 - "\(number)".count)
          + "\(number)"
      case .text: "user-\(number)"
      }
    }
  }

  let kind: Kind
  let stage: ProcessStage

  /// The tables, empty.
  init(empty kind: Kind) throws {
    self.kind = kind
    stage = try ProcessStage(
      """
      CREATE SCHEMA auth;
      CREATE TABLE auth.users (id \(kind.rawValue) PRIMARY KEY, email text, deleted_at timestamptz);
      CREATE TABLE public.app_users (id \(kind.rawValue) PRIMARY KEY, email varchar(40), plan text);
      """)
    stage.environment["SYNCTOOL_AUTH_TABLE"] = "auth.users"
    stage.environment["SYNCTOOL_APP_TABLE"] = "public.app_users"
    stage.environment["SYNCTOOL_AUTH_DELETED"] = "deleted_at"
  }

  init(_ kind: Kind) throws {
    try self.init(empty: kind)
    try users([
      (1, "ann@x.test"), (2, "ANN@x.test"), (3, " new@x.test "), (4, "four@x.test"),
      (5, "five@x.test"), (6, "six@x.test"), (7, "seven@x.test"), (8, "eight@x.test"),
      (9, "nine@x.test"), (10, "Nine@x.test"), (11, "eleven@x.test"), (12, nil),
      (13, "nonsense"), (14, nil), (15, String(repeating: "l", count: 34) + "@x.test"),
      (16, "sixteen@x.test"),
    ])
    try rows([
      (1, "Ann@x.test"), (3, "old@x.test"), (4, "formerly@x.test"), (40, "four@x.test"),
      (60, "Six@x.test"), (7, "eight@x.test"), (8, "seven@x.test"), (110, "eleven@x.test"),
      (111, "ELEVEN@x.test"), (14, "fourteen@x.test"), (16, "sixteen@x.test"),
      (99, "ghost@x.test"),
    ])
    try stage.database.run(
      "UPDATE auth.users SET deleted_at = now() WHERE id = '\(kind.id(16))'")
  }

  func users(_ users: [(Int, String?)]) throws {
    try insert(users, "auth.users")
  }

  func rows(_ rows: [(Int, String?)]) throws {
    try insert(rows, "public.app_users")
  }

  private func insert(_ people: [(Int, String?)], _ table: String) throws {
    let values = people.map { number, email in
      "('\(kind.id(number))', \(email.map { "'\($0)'" } ?? "NULL"))"
    }
    try stage.database.run(
      "INSERT INTO \(table) (id, email) VALUES \(values.joined(separator: ", "))")
  }

  /// The entries of a report as `action reason field sourceId targetId winnerId`, in their order; numbers stand for
  /// ids.
  func verdicts(_ report: String) throws -> [String] {
    try stage.text(report).split(separator: "\n").map { line in
      let entry = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      return ["action", "reason", "field", "sourceId", "targetId", "winnerId"].compactMap {
        guard let value = entry[$0], !(value is NSNull) else { return nil }
        return "\(value)".replacing(/user-|00000000-0000-0000-0000-0+/, with: "")
      }.joined(separator: " ")
    }
  }

  /// The classes of a result that somebody is in.
  static func classes(_ end: ToolEnd) throws -> [String: Int] {
    let classes = try #require(try end.json()["classes"] as? [String: Int])
    return classes.filter { $0.value > 0 }
  }
}
