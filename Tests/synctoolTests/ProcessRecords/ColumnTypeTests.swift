import Testing

/// Each type of column that a mapping fills, through the whole life of a value.
struct ColumnTypeTests {
  private static func stage(_ type: ColumnTypeCase) throws -> ProcessStage {
    let stage = try ProcessStage(
      type.setUp,
      "CREATE TABLE public.clients (id bigserial PRIMARY KEY, email text UNIQUE NOT NULL, v \(type.type));"
    )
    try stage.file(
      "mapping.json",
      #"{"protected":null,"createdAt":null,"updatedAt":null,"columns":[{"field":"v","type":"\#(type.kind)"}]}"#
    )
    stage.environment["SYNCTOOL_MAPPING"] = "mapping.json"
    // None of it may decide what is stored, compared, kept or put back.
    stage.environment["PGOPTIONS"] =
      "-c timezone=Asia/Tokyo -c extra_float_digits=-9 -c datestyle=SQL,DMY -c bytea_output=escape"
    return stage
  }

  /// The value number `n + shift` for client `n`, many times over.
  private static func records(_ type: ColumnTypeCase, _ copies: Int, shift: Int) -> [String] {
    let count = type.values.count
    return (0..<count * copies).map { number in
      #"{"_id":\#(number),"email":"c\#(number)@x.test","v":\#(type.values[(number + shift) % count].json)}"#
    }
  }

  private static func stored(_ type: ColumnTypeCase, _ copies: Int, shift: Int) -> [String] {
    let count = type.values.count
    return (0..<count * copies).map { type.values[($0 + shift) % count].text }
  }

  private static let values = """
    SELECT v::text FROM public.clients ORDER BY length(email), email
    """

  private static let rows = "SELECT t::text FROM public.clients t ORDER BY id"

  /// Enough rows that a run knows them before it reads a file.
  private static let copies = 40

  @Test(arguments: ColumnTypeCase.all)
  func `a value is stored, found equal, changed, undone, and undone again`(type: ColumnTypeCase)
    throws
  {
    let stage = try Self.stage(type)
    try stage.expect(0, "init")
    let count = type.values.count * Self.copies
    try stage.source(Self.records(type, Self.copies, shift: 0))
    try stage.expect(0, "check")
    #expect(try stage.expect(0).counts() == ["read": count, "create": count])
    #expect(try stage.database.rows(Self.values) == Self.stored(type, Self.copies, shift: 0))
    let first = try stage.database.rows(Self.rows)
    try stage.expect(0, "undo", "1")
    #expect(try stage.database.count() == 0)
    try stage.expect(0, "undo", "2")
    #expect(try stage.database.rows(Self.rows) == first)
    try stage.expectConvergence(count)

    try stage.source(Self.records(type, Self.copies, shift: 1))
    let digest = try stage.expect(0, "-n", "--force").digest()
    let end = try stage.expect(0, "--force", "--expect", digest, "--report", "run.ndjson")
    #expect(try end.counts() == ["read": count, "update": count])
    #expect(try stage.database.rows(Self.values) == Self.stored(type, Self.copies, shift: 1))
    try stage.expectConvergence(count)
    let second = try stage.database.rows(Self.rows)
    let explained = try stage.expect(0, "explain", "c0@x.test")
    #expect(explained.output.contains("record and row are equal"), "\(explained.output)")
    try stage.expect(0, "undo", "6")
    #expect(try stage.database.rows(Self.rows) == first)
    try stage.expect(0, "undo", "9")
    #expect(try stage.database.rows(Self.rows) == second)
  }

  @Test(arguments: ColumnTypeCase.all.filter { !$0.refused.isEmpty })
  func `a value that the column cannot hold stops its record alone`(type: ColumnTypeCase) throws {
    let stage = try Self.stage(type)
    let good = #"{"_id":99,"email":"good@x.test","v":\#(type.values[0].json)}"#
    try stage.source(
      type.refused.enumerated().map { #"{"_id":\#($0),"email":"c\#($0)@x.test","v":\#($1.json)}"# }
        + [good])
    for _ in 1...2 {
      try stage.expect(3, "--force", "--report", "run.ndjson")
      let verdicts = try stage.report("run.ndjson").filter { $0.key != "good@x.test" }.map(
        \.verdict)
      #expect(verdicts == type.refused.map(\.verdict))
      #expect(
        try stage.database.rows("SELECT email, v::text FROM public.clients")
          == ["good@x.test|\(type.values[0].text)"])
    }
  }

  @Test(arguments: ColumnTypeCase.all)
  func `an absent value is NULL, or keeps what the row has as it is written`(type: ColumnTypeCase)
    throws
  {
    let stage = try Self.stage(type)
    try stage.file(
      "mapping.json",
      """
      {"protected":null,"createdAt":null,"updatedAt":null,"columns":[{"field":"n"},
        {"field":"v","type":"\(type.kind)","absent":"keep"}]}
      """)
    try stage.database.run("ALTER TABLE public.clients ADD n text")
    try stage.source([#"{"_id":1,"email":"a@x.test","n":"1","v":\#(type.values[0].json)}"#])
    try stage.expect(0)
    let before = try stage.database.rows(Self.values)
    try stage.source([
      #"{"_id":1,"email":"a@x.test","n":"2"}"#, #"{"_id":2,"email":"b@x.test","v":null}"#,
    ])
    #expect(try stage.expect(0, "--force").counts() == ["read": 2, "create": 1, "update": 1])
    #expect(try stage.database.rows(Self.values) == before + [""])
    try stage.expectConvergence(2)
    try stage.file(
      "mapping.json",
      """
      {"protected":null,"createdAt":null,"updatedAt":null,"columns":[{"field":"n"},
        {"field":"v","type":"\(type.kind)"}]}
      """)
    try stage.run("--force", "--allow-absent", "v")
    try stage.run("--force")
    #expect(try stage.database.rows("SELECT 1 FROM public.clients WHERE v IS NOT NULL") == [])
  }

  /// A type, the mapping's word, what is said, and what is advised.
  private static let unfit: [(String, String, String, String)] = [
    (
      "real", "numeric", "is real, which no type of the mapping fills",
      "change the column to double precision"
    ),
    ("date", "timestamptz", "is date", "change the column to timestamptz or timestamp"),
    ("time", "text", "is time without time zone", "change the column to timestamptz or timestamp"),
    ("money", "numeric", "is money", "change the column to numeric"),
    ("text[]", "text", "is text[]", "a list fits a jsonb column"),
    ("int[]", "integer", "is integer[]", "a list fits a jsonb column"),
    ("bytea", "text", "is bytea", "text or jsonb"),
    ("interval", "text", "is interval", "leave the column out of the mapping"),
    ("inet", "text", "is inet", "leave the column out of the mapping"),
    ("\"char\"", "text", "is \"char\"", "leave the column out of the mapping"),
    ("point", "jsonb", "is point", "leave the column out of the mapping"),
    (
      "timestamp(0)", "timestamptz", "would round a time's milliseconds", "a precision of 3 or more"
    ),
    (
      "double precision", "text", "the mapping says text",
      #"write "type": "numeric" in the mapping"#
    ),
    ("json", "text", "the mapping says text", #"write "type": "jsonb" in the mapping"#),
    ("timestamp", "text", "the mapping says text", #"write "type": "timestamptz" in the mapping"#),
    ("numeric", "integer", "the mapping says integer", #"write "type": "numeric" in the mapping"#),
    ("smallint", "numeric", "the mapping says numeric", #"write "type": "integer" in the mapping"#),
  ]

  @Test(arguments: unfit)
  func `a column that cannot hold the mapping's values ends the run with 78 and what to do`(
    type: String, kind: String, words: String, hint: String
  ) throws {
    for domain in [false, true] {
      let stage = try Self.stage(
        ColumnTypeCase(
          type: domain ? "public.own" : type, kind: kind,
          setUp: domain ? "CREATE DOMAIN public.own AS \(type);" : "", values: []))
      try stage.source([#"{"_id":1,"email":"a@x.test","v":null}"#])
      let end = try stage.expect(78)
      let said =
        domain && words.hasPrefix("is ")
        ? "is public.own (a domain over \(words.split(separator: ",")[0].dropFirst(3)))" : words
      #expect(end.error.contains("column v: ") && end.error.contains(said), "\(end.error)")
      #expect(end.error.contains(hint), "\(end.error)")
      #expect(try stage.expect(78, "check").output.contains("FAULT target  column v: "))
    }
  }

  @Test func `a type of the same name elsewhere is not PostgreSQL's own`() throws {
    let stage = try Self.stage(
      ColumnTypeCase(
        type: "public.uuid", kind: "uuid", setUp: "CREATE TYPE public.uuid AS (a int);", values: [])
    )
    try stage.source([#"{"_id":1,"email":"a@x.test"}"#])
    #expect(try stage.expect(78).error.contains("column v: is public.uuid, which no type"))
  }
}
