import Foundation
import TestSupport
import Testing

/// Users and clients on a strict stand-in for MongoDB, and the clients' rows.
///
/// Client 1 has row 101, also under another spelling as client 6, client 2 has row 102, client 70 (a number) row 170,
/// client "acme" row 150; client 3 has no row, 4 and 5 no usable email, and two rows have the email of client 7.
struct AssignScene {
  let stage: ProcessStage
  let store: MongoStore

  /// The clients and their rows, and the users given. `options` are those of the stand-in.
  init(
    _ users: [[UInt8]], clients: [[UInt8]] = AssignScene.clients, _ options: [String] = []
  ) throws {
    store =
      try options.count == 2 ? MongoStore(options[0], options[1]) : MongoStore()
    stage = try ProcessStage(
      TestDatabase.clients,
      """
      INSERT INTO public.clients (id, name, email) VALUES (101, 'Ann', 'Ann@x.test'),
        (102, 'Bob', 'bob@x.test'), (107, 'Amb', 'amb@x.test'), (108, 'Amb', 'AMB@x.test'),
        (150, 'Acme', 'acme@x.test'), (170, 'Seventy', 'seventy@x.test');
      """)
    stage.environment["MONGODB_URI"] = store.uri
    if !clients.isEmpty { try store.insert("app.clients", clients) }
    if !users.isEmpty { try store.insert("app.users", users) }
  }

  static let clients: [[UInt8]] = [
    client(.id(1), " ann@x.test "), client(.id(2), "bob@x.test"), client(.id(3), "cleo@x.test"),
    client(.id(4), nil), client(.id(5), "nonsense"), client(.id(6), "ANN@x.test"),
    client(.id(7), "amb@x.test"), client(.int32(70), "seventy@x.test"),
    client(.string("acme"), "acme@x.test"),
  ]

  static func client(_ id: TestBSON, _ email: String?) -> [UInt8] {
    var members: [(String, TestBSON)] = [("_id", id), ("name", .string("A client"))]
    if let email { members.append(("email", .string(email))) }
    return TestBSON.document(members)
  }

  /// User n has the email `un@x.test`.
  static func user(_ number: Int, _ client: TestBSON?, _ value: TestBSON? = nil) -> [UInt8] {
    var members: [(String, TestBSON)] = [
      ("_id", .id(number)), ("email", .string("u\(number)@x.test")), ("password", .string("x")),
    ]
    if let client { members.append(("cliente", client)) }
    if let value { members.append(("postgresClientId", value)) }
    return TestBSON.document(members)
  }

  /// The entries of a report as `uN action reason field targetId stale`, in their order; `(none)` for one without a
  /// key.
  func verdicts(_ report: String) throws -> [String] {
    try entries(report).map { entry in
      let key = (entry["key"] as? String).map { $0.replacing("@x.test", with: "") } ?? "(none)"
      let rest = ["action", "reason", "field", "targetId"].compactMap { name -> String? in
        guard let value = entry[name], !(value is NSNull) else { return nil }
        return "\(value)"
      }
      return ([key] + rest + (entry["stale"] as? Bool == true ? ["stale"] : []))
        .joined(separator: " ")
    }
  }

  func entries(_ report: String) throws -> [[String: Any]] {
    try stage.text(report).split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }
}
