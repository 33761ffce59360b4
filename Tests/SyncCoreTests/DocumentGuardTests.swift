import Basics
import Engine
import Foundation
import Records
import TestSupport
import Testing

/// A document is written only while it holds, to the byte, what the plan saw: MongoDB's own equality is wider.
@Suite struct DocumentGuardTests {
  /// What a user's number is planned to be, what it is by then, and whether that is the same.
  struct Case: CustomTestStringConvertible, Sendable {
    let planned: String
    let found: String
    let isSame: Bool
    var testDescription: String { "planned \(planned), found \(found)" }
  }

  private static let values: [(name: String, json: String?)] = [
    ("absent", nil), ("null", "null"), ("12 as text", #""12""#), ("12", "12"),
    ("12 as int64", #"{"$numberLong":"12"}"#), ("12.0", "12.0"), ("12 in a list", "[12]"),
    ("null in a list", "[null]"), ("text in a list", #"["12"]"#), ("empty list", "[]"),
    ("13", "13"),
  ]

  private static func value(_ name: String) -> WishScene.Value {
    switch name {
    case "absent": .absent
    case "null": .null
    case "12 as text": .text("12")
    case "12": .int(12)
    case "12 as int64": .long(12)
    case "12.0": .double(12)
    default: .list([12])
    }
  }

  /// Each row of what may be planned, with all that may be found.
  @Test(arguments: ["absent", "null", "12 as text", "12", "12 as int64", "12.0", "12 in a list"])
  func `a value is only what it was planned to be`(planned: String) throws {
    let scene = try WishScene("value_\(planned.filter(\.isLetter))\(planned.count)")
    for (number, value) in Self.values.enumerated() {
      let member = value.json.map { #""number":\#($0)"# } ?? ""
      try scene.store.insert("app.users", json: [WishScene.user(number + 1, member)])
      try scene.wish(number + 1, .text("new"), old: Self.value(planned))
    }
    let before = try scene.numbers()
    let result = try scene.run()
    let written = Self.values.map { $0.name == planned }
    #expect(
      try scene.numbers() == zip(before, written).map { $1 ? #""new""# : $0 },
      "\(result.failure?.message ?? "")")
    #expect(result.documents?.written == 1)
  }

  @Test(arguments: [
    #"{"$oid":"000000000000000000000001"}"#, "null", "[{\"$oid\":\"0000000000000000000003e9\"}]",
    #""0000000000000000000003e9""#,
  ])
  func `a document whose other field changed is not written`(client: String) throws {
    let scene = try WishScene("guard_\(client.utf8.reduce(0) { $0 + Int($1) })")
    try scene.store.insert("app.users", json: [WishScene.user(1, client: client)])
    try scene.wish(1)
    let result = try scene.run()
    #expect(result.documents == DocumentCount(written: 0, left: 1) && !result.committed)
    #expect(result.exitCode == .incomplete)
    #expect(try scene.numbers() == ["-"])
  }

  /// A path leads through documents; MongoDB would follow it into lists as well.
  @Test func `a path is followed through documents and through nothing else`() throws {
    let scene = try WishScene("path")
    scene.field = "profile.numbers.first"
    let profiles = [
      "", #""profile":{"z":1}"#, #""profile":{"numbers":{"a":1,"first":"7","z":2}}"#,
      #""profile":[{"numbers":{"a":1}}]"#, #""profile":5"#, #""profile":{"numbers":[{"a":1}]}"#,
      #""profile":{"numbers":{"a":1}}"#,
    ]
    for (place, profile) in profiles.enumerated() {
      try scene.store.insert("app.users", json: [WishScene.user(place + 1, profile)])
      try scene.wish(place + 1, .text("new"), old: place == 2 ? .text("7") : .absent)
    }
    let before = try scene.store.json("app.users")
    let run = try scene.run()
    #expect(run.exitCode == .incomplete, "\(run.failure?.message ?? "")")
    let after = try scene.store.json("app.users")
    let written = zip(before, after).map { $0 != $1 }
    #expect(written == [true, true, true, false, false, false, true])
    #expect(after[2].contains(#""numbers":{"a":1,"first":"new","z":2}"#))
    #expect(after[1].contains(#""profile":{"z":1,"numbers":{"first":"new"}}"#))
    #expect(
      scene.watch.entries.filter { $0.action == .failed }.map {
        "\($0.key ?? "") \($0.reason?.rawValue ?? "") \($0.field ?? "")"
      } == ["u4 changed-meanwhile ", "u5 refused 28", "u6 changed-meanwhile "])
    let undo = try scene.undo(run.runID)
    #expect(
      undo.exitCode == .done && undo.documents?.written == 4, "\(undo.failure?.message ?? "")")
    // The documents on the way that were made for it stay, empty.
    #expect(try scene.store.json("app.users")[2...] == before[2...])
  }

  @Test func `a field that must be absent must be`() throws {
    let scene = try WishScene("must_be_absent")
    try scene.store.insert(
      "app.users", json: [WishScene.user(1), WishScene.user(2, client: "null")])
    try scene.store.insert("app.users", json: [#"{"_id":{"$oid":"\#(WishScene.oid(3))"}}"#])
    for user in 1...3 { try scene.wish(user, client: .absent) }
    #expect(try scene.run().documents?.written == 1)
    #expect(try scene.numbers() == ["-", "-", #""3""#])
  }

  /// A collection may have a collation that takes letters of either case for one.
  @Test func `texts compare byte by byte, whatever the collection's collation`() throws {
    let scene = try WishScene("collation")
    try scene.store.run(
      #"{"create":"users","$db":"app","collation":{"locale":"en","strength":2}}"#)
    try scene.store.insert(
      "app.users",
      json: [WishScene.user(1, #""number":"ABC""#), WishScene.user(2, #""number":"abc""#)])
    for user in 1...2 { try scene.wish(user, .text("new"), old: .text("abc")) }
    #expect(try scene.run().documents?.written == 1)
    #expect(try scene.numbers() == [#""ABC""#, #""new""#])
  }
}
