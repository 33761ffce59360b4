import Testing

/// Where a document in JSON that is broken ends, and what stands behind it, run as processes.
struct BrokenDocumentTests {
  private static func record(_ more: String, _ number: Int = 1) -> String {
    TestRecord.client(number, "client\(number)@x.test", more)
  }

  private static let inner = #"{\n"_id":7,\n"name":"Kid",\n"email":"kid@x.test"\n}"#
    .replacing("\\n", with: "\n")

  /// A broken document that spans lines and holds others, as json.dump(indent=0), Allman's style and
  /// pretty printers write it.
  private static let spread = [
    "{\n\"_id\":2,\n\"phone\":+1,\n\"kids\": [\n\(inner),\n\(inner)\n],\n\"email\":\"b@x.test\"\n}",
    "{\n\"_id\":2,\n\"phone\":+1,\n\"owner\":\n\(inner),\n\"email\":\"b@x.test\"\n}",
    "{\r\n\"_id\":2,\r\n\"phone\":nul,\r\n\"kids\":\r\n[\r\n[\r\n\(inner),\r\n\(inner)\r\n]\r\n]\r\n}",
    "{ \"_id\":2, \"phone\":+1, \"kids\": [\n\(inner)\n], \"owner\":\n\(inner)\n}",
    "{\n\"phone\":+1,\n\"kids\":[\n{\n\"kids\":[\n\(inner),\n\(inner)\n]\n},\n\(inner)\n]\n}",
  ]

  @Test(arguments: spread, [false, true])
  func `what a broken document holds is no client`(broken: String, isArray: Bool) throws {
    let stage = try ProcessStage()
    let all = [Self.record("", 1), broken, Self.record("", 3), Self.record("", 4)]
    let text = all.joined(separator: isArray ? ",\n" : "\n")
    try stage.file("clients.json", isArray ? "[\n\(text)\n]\n" : text)
    let end = try stage.expect(3, "--source", "clients.json", "--force")
    #expect(try stage.database.count() == 3, "\(end.everything)")
    #expect(try end.counts() == ["read": 4, "create": 3, "rejected": 1])
  }

  @Test(arguments: [
    #"{"_id":2,"phone":+1,"email":"b@x.test","note":"so:"#,
    #"{"_id":2,"phone":"1,"roles":["a"],"email":"b@x.test","note":"["},"#,
    #"{"_id":2,"phone":"1,"roles":["a""#, #"{"_id":2,"phone":+1,"roles":["a","#,
  ])
  func `a document that is cut swallows none behind it`(cut: String) throws {
    let stage = try ProcessStage()
    try stage.file(
      "clients.json", [Self.record("", 1), cut, Self.record("", 3), ""].joined(separator: "\n"))
    let end = try stage.expect(3, "--source", "clients.json", "--force")
    #expect(try end.counts() == ["read": 3, "create": 2, "rejected": 1], "\(end.everything)")
  }

  @Test(arguments: [
    #"{"_id":1,"name":"P","email":"p@x.test","a":{"b":1}},"phone":"555","address":{"city":"Y"}}"#,
    #"{"_id":1,"name":"P","email":"p@x.test"}"phone":"555"}"#,
    #"{"_id":1,"name":"P","email":"p@x.test"}]"#,
    "{\n\"_id\":1,\n\"name\":\"P\",\n\"email\":\"p@x.test\"\n},\n \"phone\":\"5\",\n \"kid\":\n \(inner)\n}",
    "{\n\"_id\":1,\n\"name\":\"P\",\n\"email\":\"p@x.test\"\n},\n\"kids\":[\n\(inner),\n\(inner)\n]\n}",
    "{\n\"_id\":1,\n\"name\":\"P\",\n\"email\":\"p@x.test\"\n},\n\"kid\":\n\(inner)\n}",
  ])
  func `a document with a brace too many is broken, and no shorter one`(text: String) throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      "INSERT INTO public.clients (name, email, phone) VALUES ('P', 'p@x.test', '777');")
    let before = try stage.database.versions()
    try stage.file("clients.json", text + "\n")
    let end = try stage.expect(3, "--source", "clients.json", "--force")
    #expect(try end.counts() == ["read": 1, "rejected": 1], "\(end.everything)")
    #expect(try stage.database.versions() == before)
  }

  @Test(arguments: [
    #"{"_id":2,"name":"B","email":"b@x.test","n":01,"phone":"1"#, #"{"_id":ObjectId("5f"),"na"#,
    #"{"_id":{"$oid":"x"},"name":"B""#, #"{"_id":2,"a":nul,"b":[{"c":1}"#, #"{"_id":2"#,
    String(repeating: #"{"a":"#, count: 2000),
  ])
  func `a file that breaks off is cut off, whatever else its last record has`(cut: String) throws {
    let stage = try ProcessStage()
    try stage.file("clients.json", Self.record("") + "\n" + cut)
    let end = try stage.expect(1, "--source", "clients.json", "--force")
    #expect(end.error.contains("is cut off"), "\(end.everything)")
    #expect(try stage.database.count() == 0)
  }

  @Test func `the journal keeps of a large file why it could not be read`() throws {
    let stage = try ProcessStage()
    try stage.expect(0, "init")
    try stage.file(
      "clients.json", TestRecord.many(60_000).joined(separator: "\n") + "\n" + #"{"_id":2"#)
    let end = try stage.expect(1, "--source", "clients.json", "--force")
    #expect(end.error.contains("is cut off"), "\(end.everything)")
    #expect(try stage.database.count() == 0)
    let kept = "SELECT error::text FROM synctool.runs"
    #expect(try stage.database.value(kept).contains("is cut off"))
  }

  @Test(arguments: ["null", #""x""#, "[{}]", "", "}"])
  func `an array that holds something else says where`(element: String) throws {
    let stage = try ProcessStage()
    try stage.file(
      "clients.json", "[\n" + Self.record("") + ",\n" + element + ",\n" + Self.record("", 2) + "]")
    let end = try stage.expect(1, "--source", "clients.json")
    #expect(end.error.contains("is not an array of documents: on line 3 ("), "\(end.error)")
    #expect(try stage.database.count() == 0)
  }

  @Test func `the name of a member begins no line of its own`() throws {
    let stage = try ProcessStage()
    try stage.source([
      Self.record(""),
      #"{"_id":1,"email":"a@x.test","a\nsynctool: error: fake":{"b":01}}"#,
    ])
    let end = try stage.expect(3, "-n")
    #expect(end.error.contains(#"a\nsynctool: error: fake.b: "#), "\(end.error)")
    try stage.source([#"{"_id":1,"a\nsynctool: error: fake":1,"bob@x.test":2,"plain":3}"#])
    let other = try stage.expect(1, "-n").error
    #expect(!other.contains("bob@x.test") && other.contains("_id, …, …, plain"), "\(other)")
    #expect(!other.contains("\nsynctool: error: fake"))
  }
}
