import Foundation
import SyncCore
import Testing

@Suite struct SettingsMappingTests {
  private func read(_ text: String) throws -> Mapping { try MappingReader.read(Array(text.utf8)) }

  @Test func `an empty object is the standard mapping`() throws {
    #expect(try read("{}") == .standard)
    #expect(Mapping.standard.columns.map(\.column) == ["name", "phone", "address"])
    #expect(Mapping.standard.columns.map(\.integersAsDigits) == [false, true, false])
  }

  @Test func `every example of the document loads, and the first is the standard`() throws {
    let root = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let document = try String(contentsOf: root.appending(path: "Docs/Mapping.md"), encoding: .utf8)
    let examples = document.matches(of: /(?s)```json\n(.*?)```/).map { String($0.1) }
    #expect(examples.count == 2)
    let mappings = try examples.map(read)
    #expect(mappings.first == .standard)
    let other = try #require(mappings.last)
    #expect(other.id == "client_id" && other.email.column == "mail")
    #expect(other.email.field.text == "contact.email" && other.protected == nil)
    #expect(other.createdAt == Mapping.standard.createdAt)
    #expect(other.updatedAt.field?.text == "meta.changed" && other.updatedAt.column == nil)
    #expect(other.columns.map(\.column) == ["name", "phone", "tenant_id", "credit", "address"])
    #expect(other.columns.map(\.kind) == [.text, .text, .uuid, .numeric, .jsonb])
    #expect(other.columns.map(\.absentKeeps) == [false, true, false, false, false])
    #expect(other.columns.map(\.integersAsDigits) == [false, true, false, false, false])
  }

  @Test func `roles may be left out or switched off`() throws {
    let mapping = try read(
      #"{"protected":null,"createdAt":null,"updatedAt":null,"columns":[]}"#)
    #expect(mapping.protected == nil && mapping.createdAt == nil && mapping.columns == [])
    #expect(mapping.updatedAt.field == nil && mapping.updatedAt.column == nil)
    let partial = try read(#"{"updatedAt":{"field":null},"createdAt":{"field":"a.b"}}"#)
    #expect(partial.updatedAt.field == nil && partial.updatedAt.column == "updatedat")
    #expect(partial.createdAt?.column == "createdat")
    #expect(partial.createdAt?.field.components == [Array("a".utf8), Array("b".utf8)])
  }

  @Test(
    arguments: [
      ("", [""]), ("[]", [""]), ("{", [""]), (#"{"id":"a","id":"b"}"#, [""]),
      (#"{"colums":[]}"#, ["colums"]),
      (#"{"id":null}"#, ["id"]), (#"{"id":""}"#, ["id"]), (#"{"id":"a\u0000"}"#, ["id"]),
      (#"{"email":null}"#, ["email"]), (#"{"email":"mail"}"#, ["email"]),
      (
        #"{"email":{"type":"text","field":1,"column":2}}"#,
        ["email.type", "email.field", "email.column"]
      ),
      (
        #"{"protected":false,"createdAt":[],"updatedAt":"x"}"#,
        ["protected", "createdAt", "updatedAt"]
      ),
      (
        #"{"updatedAt":{"field":"","column":7,"x y":1}}"#,
        [#"updatedAt."x y""#, "updatedAt.field", "updatedAt.column"]
      ),
      (#"{"columns":{}}"#, ["columns"]),
      (
        #"{"columns":[1,{"column":"a"},{"field":"a"},{"field":"b.a"}]}"#,
        ["columns[0]", "columns[1].field", "columns[3]"]
      ),
      (
        #"{"columns":[{"field":"a..b"},{"field":"$a"},{"field":"a.$b"},{"field":".a"},{"field":"a\u0000"}]}"#,
        (0..<5).map { "columns[\($0)].field" }
      ),
      (
        #"{"columns":[{"field":"a","type":"varchar","absent":"drop","integers":1,"size":3}]}"#,
        ["size", "type", "absent", "integers"].map { "columns[0]." + $0 }
      ),
      (#"{"columns":[{"field":"a","type":"jsonb","integers":true}]}"#, ["columns[0].integers"]),
      (
        #"{"columns":[{"field":"x","column":"email"},{"field":"id"}]}"#,
        ["columns[0]", "columns[1]"]
      ),
      (#"{"id":"email","protected":{"column":"name"}}"#, ["email", "columns"]),
    ] as [(String, [String])])
  func `faults are told together with their places`(_ text: String, _ paths: [String]) {
    let error = #expect(throws: MappingFaults.self) { try read(text) }
    #expect(error?.faults.map(\.path) == paths)
  }

  @Test func `a column name of 63 bytes fits, one more does not`() throws {
    let name = String(repeating: "é", count: 31) + "x"
    #expect(try read(#"{"id":"\#(name)"}"#).id == name)
    #expect(throws: MappingFaults.self) { try read(#"{"id":"\#(name)x"}"#) }
    let long = String(repeating: "x", count: 64)
    let error = #expect(throws: MappingFaults.self) {
      try read(#"{"columns":[{"field":"\#(long)"}]}"#)
    }
    #expect(error?.faults.map(\.path) == ["columns[0].field"])
  }

  @Test func `the settings load the file and pass on its faults as settings, without values`()
    throws
  {
    let folder = try SettingsFolder()
    let good = try folder.write("good.json", #"{"id":"client_id"}"#)
    #expect(try loadSettings([.mapping: [good]]).mapping.id == "client_id")
    let bad = try folder.write("bad.json", #"{"id":7,"email":{"field":"$C4n4ry"}}"#)
    let faults = faultsOfSettings([.mapping: [bad]])
    #expect(faults.names == ["--mapping", "--mapping"] && faults.code == .unfit)
    #expect(faults.lines.first?.hasPrefix("--mapping: id: ") == true)
    #expect(!faults.lines.joined().contains("C4n4ry"))
  }

  @Test func `field paths compare by their bytes`() {
    #expect(FieldPath("\u{E9}") != FieldPath("e\u{301}"))
    #expect(FieldPath("a.b")?.components == [[0x61], [0x62]])
    #expect(FieldPath("") == nil && FieldPath("a.") == nil && FieldPath("$a") == nil)
  }
}
