import Basics
import Foundation
import Records
import SyncCore
import TestSupport
import Testing

@Suite struct SettingsMappingTests {
  private func read(_ text: String) throws -> Mapping { try MappingReader.read(Array(text.utf8)) }

  @Test func `an empty object is the standard mapping`() throws {
    #expect(try read("{}") == .standard)
    #expect(Mapping.standard.columns.map(\.column) == ["name", "phone", "address"])
    #expect(Mapping.standard.columns.map(\.source.integersAsDigits) == [false, true, false])
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
    #expect(other.email.fieldName == "contact.email" && other.protected == nil)
    #expect(other.createdAt == Mapping.standard.createdAt)
    #expect(
      other.updatedAt.source?.fields.map(\.text) == ["meta.changed"]
        && other.updatedAt.column == nil)
    #expect(other.columns.map(\.column) == ["name", "phone", "tenant_id", "credit", "address"])
    #expect(other.columns.map(\.kind) == [.text, .text, .uuid, .numeric, .jsonb])
    #expect(other.columns.map(\.absentKeeps) == [false, true, false, false, false])
    #expect(other.columns.map(\.source.integersAsDigits) == [false, true, false, false, false])
  }

  @Test func `roles may be left out or switched off`() throws {
    let mapping = try read(
      #"{"protected":null,"createdAt":null,"updatedAt":null,"columns":[]}"#)
    #expect(mapping.protected == nil && mapping.createdAt == nil && mapping.columns == [])
    #expect(mapping.updatedAt.source == nil && mapping.updatedAt.column == nil)
    let partial = try read(#"{"updatedAt":{"field":null},"createdAt":{"field":"a.b"}}"#)
    #expect(partial.updatedAt.source == nil && partial.updatedAt.column == "updatedat")
    #expect(partial.createdAt?.column == "createdat")
    #expect(
      partial.createdAt?.source.fields.first?.components == [Array("a".utf8), Array("b".utf8)])
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
      (
        #"{"columns":[{"field":[]},{"field":["a",1,"b..c"]}]}"#,
        ["columns[0].field", "columns[1].field[1]", "columns[1].field[2]"]
      ),
      (
        #"{"columns":[{"join":["a"]},{"join":"a","column":"b"},{"join":[],"column":"c"},{"value":"x"}]}"#,
        ["columns[0].column", "columns[1].join", "columns[2].join", "columns[3].column"]
      ),
      (
        #"{"columns":[{"field":"a","join":["b"],"value":1,"separator":"-"},{"join":["a"],"column":"c","type":"jsonb","separator":1}]}"#,
        [
          "columns[0].join", "columns[0].value", "columns[0].separator", "columns[1].join",
          "columns[1].separator",
        ]
      ),
      (
        #"{"columns":[{"value":null,"column":"a"},{"value":1,"column":"b"},{"value":true,"type":"integer","column":"c"},{"value":1.5,"type":"integer","column":"d"},{"value":"x","type":"timestamptz","column":"e"},{"value":"x","type":"uuid","column":"f"},{"value":"1","type":"numeric","column":"g"},{"value":null,"type":"jsonb","column":"h"}]}"#,
        (0..<8).map { "columns[\($0)].value" }
      ),
      (
        #"{"columns":[{"value":"x","column":"a","default":"y","from":"iso","ids":true,"absent":"keep"}]}"#,
        ["absent", "absent", "default", "from", "ids", "from"].map { "columns[0]." + $0 }
      ),
      (
        #"{"columns":[{"field":"a","from":"iso"},{"field":"b","type":"boolean","from":"epoch"},{"field":"c","type":"jsonb","from":"text"},{"field":"d","type":"timestamptz","from":1}]}"#,
        (0..<4).map { "columns[\($0)].from" }
      ),
      (
        #"{"columns":[{"field":"a","absent":"keep","default":"x","on":"update"},{"field":"b","absent":"keep","on":"create"},{"field":"c","type":"uuid","ids":true},{"field":"d","ids":"yes"}]}"#,
        [
          "columns[0].on", "columns[0].absent", "columns[0].absent", "columns[1].absent",
          "columns[2].ids", "columns[3].ids",
        ]
      ),
      (
        #"{"id":{},"email":{"from":"text","default":"x"},"protected":{"from":"iso","default":1},"createdAt":{"from":"text"},"updatedAt":{"field":null,"from":"iso","default":"x"}}"#,
        [
          "id", "email.from", "email.default", "email.from", "protected.from", "protected.default",
          "createdAt.from", "updatedAt.default", "updatedAt.from",
        ]
      ),
      (#"{"id":{"make":"serial","field":"x"}}"#, ["id.field", "id.make"]),
      (
        #"{"id":{"field":"_id","absent":"keep","on":"create","type":"x"}}"#,
        ["id.absent", "id.on", "id.type"]
      ),
      (#"{"where":[]}"#, ["where"]),
      (
        #"{"where":{"a..b":1,"$or":[],"c":{},"d":[1],"e":{"gt":1}}}"#,
        [#"where."a..b""#, #"where."$or""#, "where.c", "where.d", "where.e.gt", "where.e"]
      ),
      (
        #"{"where":{"a":{"in":[]},"b":{"in":[{}]},"c":{"not":[]},"d":{"before":"2026"},"e":{"after":1},"f":{"not":1,"from":"iso"},"g":{"before":"2026-01-01","from":"text"}}}"#,
        [
          "where.a.in", "where.b.in[0]", "where.c.not", "where.d.before", "where.e.after",
          "where.f.from", "where.g.from",
        ]
      ),
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
