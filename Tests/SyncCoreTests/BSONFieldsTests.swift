import Basics
import Foundation
import MongoDriver
import PostgresDriver
import TestSupport
import Testing

@testable import Engine

/// PostgreSQL builds the same documents as the driver.
struct BSONFieldsTests {
  private static let names = ["a", "profile.client id", "it's", #"back\slash\x00"#, "Zoë 王", "$x"]

  @Test(arguments: [0, 1, 200, 256, 70_000])
  func `a document that PostgreSQL builds is BSON to the byte`(length: Int) throws {
    var database = try PropertyDatabase(schema: "public")
    let text = String(repeating: "x", count: length)
    let values: [BSONBytes?] = [
      BSONBytes(.int32, [1, 2, 3, 4]), nil, BSONBytes(.null, []),
      BSONBytes(.string, Self.little(length + 1) + Array(text.utf8) + [0]), nil,
      BSONBytes(.bool, [1]),
    ]
    var writer = BSONWriter()
    for (name, value) in zip(Self.names, values) {
      if let value { writer.append(Array(name.utf8), value) }
    }
    let members = zip(Self.names, values).map { name, value -> (name: String, value: SQL) in
      guard let value else {
        return (name, name.count.isMultiple(of: 2) ? "NULL::bytea" : "''::bytea")
      }
      let digits = ByteDigits.hexText([value.type.rawValue] + value.bytes)
      return (name, SQL(test: "'\\x\(digits)'::bytea"))
    }
    let built = try database.texts("SELECT encode(\(BSONFields.document(members)), 'hex')")
    #expect(built == [ByteDigits.hexText(writer.finish().bytes)])
    // The same of columns.
    let columns = ["a", "b", "c", "d", "e", "f"].map { SQL(test: "p.\($0)") }
    let selected = zip(members, columns).map { "\($0.value) AS \($1.text.dropFirst(2))" }
    let document = BSONFields.document(zip(Self.names, columns).map { ($0, $1) })
    #expect(
      try database.texts(
        "SELECT encode(\(document), 'hex') FROM (SELECT \(selected.joined(separator: ", "))) p")
        == built)
  }

  @Test func `a document without members is an empty one`() throws {
    var database = try PropertyDatabase(schema: "public")
    let none: SQL = BSONFields.document([("a", "''::bytea"), ("b", "NULL::bytea")])
    #expect(try database.texts("SELECT encode(\(none), 'hex')") == ["0500000000"])
  }

  private static func little(_ number: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }
}
