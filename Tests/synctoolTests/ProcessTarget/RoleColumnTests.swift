import Testing

/// Roles in columns of other types than the contract's.
struct RoleColumnTests {
  private static func table(_ columns: String) -> String {
    """
    \(columns.contains("citext") ? "CREATE EXTENSION citext SCHEMA public;" : "")
    CREATE DOMAIN public.key AS bigint NOT NULL CHECK (VALUE > 0);
    CREATE DOMAIN public.mail AS varchar(50) NOT NULL CONSTRAINT short CHECK (length(VALUE) < 20);
    CREATE DOMAIN public.flag AS boolean DEFAULT false;
    CREATE DOMAIN public.moment AS timestamp;
    CREATE SEQUENCE public.numbers;
    CREATE TABLE public.clients (\(columns));
    """
  }

  private static let wholes = [
    """
    id public.key PRIMARY KEY DEFAULT nextval('public.numbers'), name text, email public.mail UNIQUE,
    phone text, protected public.flag, address json, createdat public.moment, updatedat public.moment
    """,
    """
    id char(40) PRIMARY KEY DEFAULT gen_random_uuid(), name varchar, email char(50) NOT NULL UNIQUE,
    phone text, protected boolean, address json, createdat timestamp, updatedat timestamp(0)
    """,
    """
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name char(20), email public.citext NOT NULL UNIQUE,
    phone text, protected boolean, address jsonb, createdat timestamp(3), updatedat timestamptz(0)
    """,
  ]

  @Test(arguments: wholes.filter(TestServer.canRun))
  func `a run, its undo, status and explain work on each`(columns: String) throws {
    let stage = try ProcessStage(Self.table(columns))
    stage.environment["PGOPTIONS"] = "-c timezone=America/St_Johns"
    try stage.expect(0, "init")
    let created = #""createdAt":{"$date":"2021-03-14T02:30:00.123Z"}"#
    try stage.source([
      TestRecord.client(1, "Ann@x.test", created + #","protected":true,"address":{"a":1}"#),
      TestRecord.client(2, "bob@x.test"),
    ])
    try stage.expectConvergence(2)
    #expect(
      try stage.database.value(
        "SELECT createdat::timestamp::text FROM public.clients ORDER BY createdat")
        == "2021-03-14 02:30:00.123")
    #expect(
      try stage.database.value(
        """
        SELECT count(*) FROM public.clients
        WHERE updatedat::timestamp BETWEEN (now() AT TIME ZONE 'UTC') - interval '5 min'
          AND (now() AT TIME ZONE 'UTC') + interval '1 s'
        """) == "2")
    try stage.expect(0, "undo", "1")
    #expect(try stage.database.count() == 0)
    try stage.expectConvergence(2)
    let first = try stage.database.rows("SELECT t::text FROM public.clients t ORDER BY email")
    try stage.source([
      TestRecord.client(
        1, "ann@x.test", name: "Anna", created + #","protected":true,"address":{"a":2}"#),
      TestRecord.client(2, "bob@x.test"),
    ])
    let digest = try stage.expect(0, "-n", "--force").digest()
    #expect(
      try stage.expect(0, "--force", "--expect", digest).counts()
        == ["read": 2, "update": 1, "unchanged": 1])
    try stage.expect(0, "status")
    try stage.expect(0, "explain", "ann@x.test")
    try stage.expect(0, "undo", "last")
    #expect(try stage.database.rows("SELECT t::text FROM public.clients t ORDER BY email") == first)
  }

  @Test func `a domain refuses its row alone, and takes no NULL where it says so`() throws {
    let stage = try ProcessStage(
      Self.table(Self.wholes[0].replacing("name text", with: "name public.mail")))
    try stage.source([
      TestRecord.client(1, "a@x.test"), TestRecord.client(2, "much-too-long-for-it@x.test"),
      #"{"_id":3,"email":"c@x.test"}"#,
    ])
    try stage.expect(3, "--report", "run.ndjson")
    #expect(
      try stage.report("run.ndjson").map(\.verdict)
        == ["create", "rejected name-missing name", "failed check-violation short"])
  }

  @Test func `a required column with a domain's default needs no value, without one it does`()
    throws
  {
    for (domain, code) in [("int NOT NULL DEFAULT 7", 0), ("int NOT NULL", 78), ("int", 0)]
      as [(String, Int32)]
    {
      let stage = try ProcessStage(
        TestDatabase.clients,
        "CREATE DOMAIN public.tenant AS \(domain); ALTER TABLE public.clients ADD tenant public.tenant;"
      )
      try stage.source(TestRecord.many(2))
      let end = try stage.expect(code)
      if code == 78 {
        #expect(end.error.contains("not in the mapping: \"tenant\""), "\(end.error)")
      }
    }
  }

  @Test(arguments: [
    ("protected smallint", "column protected: is smallint, the mapping says boolean"),
    ("createdat date", "column createdat: is date, which no type of the mapping fills"),
    ("updatedat text", "column updatedat: is text, the mapping says timestamptz"),
    ("createdat timestamp(2)", "would round a time's milliseconds"),
    ("email public.mood UNIQUE", "column email: is public.mood, the mapping says text"),
  ])
  func `a role in a column that does not fit ends the run with 78`(column: String, words: String)
    throws
  {
    let name = String(column.split(separator: " ")[0])
    let stage = try ProcessStage(
      "CREATE TYPE public.mood AS ENUM ('a@x.test');" + TestDatabase.clients,
      "ALTER TABLE public.clients DROP \(name); ALTER TABLE public.clients ADD \(column);")
    if name == "email" {
      try stage.database.run("ALTER TABLE public.clients ALTER email SET NOT NULL")
    }
    try stage.source(TestRecord.many(1))
    let end = try stage.expect(78)
    #expect(end.error.contains(words), "\(end.error)")
  }

  @Test func `what a mapping joins, converts and sets once meets the column's type too`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      CREATE TYPE public.mood AS ENUM ('ok', 'Ann Lee');
      ALTER TABLE public.clients ADD m public.mood, ADD c char(7), ADD d float8, ADD t timestamp(3),
        ADD j json;
      """)
    try stage.file(
      "mapping.json",
      """
      {"columns": [{"field": "name"}, {"join": ["a", "b"], "separator": " ", "column": "m"},
        {"join": ["a", "b"], "separator": " ", "column": "c"},
        {"field": "d", "type": "numeric", "from": "text"},
        {"field": "t", "type": "timestamptz", "from": "iso"},
        {"value": {"a": 1}, "column": "j", "type": "jsonb", "on": "create"}]}
      """)
    stage.environment["SYNCTOOL_MAPPING"] = "mapping.json"
    try stage.source([
      TestRecord.client(
        1, "a@x.test", #""a":"Ann","b":"Lee","d":"12.34","t":"2021-03-28T02:30:00.123Z""#),
      TestRecord.client(2, "b@x.test", #""a":"Ann","b":"""#),
      TestRecord.client(3, "c@x.test", #""a":"ok""#),
      TestRecord.client(4, "d@x.test", #""a":"ok","d":"0.10000000000000000555""#),
    ])
    try stage.expect(3, "--report", "run.ndjson")
    #expect(
      try stage.report("run.ndjson").map(\.verdict)
        == ["create", "rejected unknown-label a", "create", "rejected out-of-range d"])
    #expect(
      try stage.database.rows(
        "SELECT m, c::text, d::text, t::text, j::text FROM public.clients ORDER BY email")
        == [#"Ann Lee|Ann Lee|12.34|2021-03-28 02:30:00.123|{"a": 1}"#, #"ok|ok|||{"a": 1}"#])
    #expect(try stage.expect(3, "--force").counts() == ["read": 4, "unchanged": 2, "rejected": 2])
    try stage.file(
      "mapping.json",
      #"{"columns": [{"field": "name"}, {"value": "bad", "column": "m"}, {"value": "a ", "column": "c"}]}"#
    )
    let end = try stage.expect(78)
    #expect(end.error.contains("column m: the mapping's value does not fit public.mood"))
    #expect(end.error.contains("column c: the mapping's value does not fit character(7)"))
  }
}
