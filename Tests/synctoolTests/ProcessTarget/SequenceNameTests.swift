import Testing

/// Sequences that a default names by a text, which no catalog records.
struct SequenceNameTests {
  @Test(arguments: [
    "ALTER SEQUENCE public.ids RENAME TO ids2", "DROP SEQUENCE public.ids",
    "CREATE SCHEMA z; ALTER SEQUENCE public.ids SET SCHEMA z",
    "ALTER TABLE public.clients ALTER id SET DEFAULT nextval('z.ids'::varchar)::int",
    """
    ALTER TABLE public.clients ALTER id DROP DEFAULT;
    CREATE DOMAIN public.number AS int8 DEFAULT nextval('gone'::text);
    ALTER TABLE public.clients ALTER id TYPE public.number
    """,
  ])
  func `a sequence that is named by a text and is not there is told before the first write`(
    sql: String
  ) throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      CREATE SEQUENCE public.ids;
      ALTER TABLE public.clients ALTER id SET DEFAULT nextval('ids'::text);
      """)
    try stage.source(TestRecord.many(2))
    try stage.database.run(sql)
    for arguments in [["check"], ["-n"], []] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 78 && !end.everything.contains("SQLSTATE"), "\(end.everything)")
      #expect(
        end.everything.contains(
          "default of the column \"id\" names a sequence that is not there: "))
    }
    #expect(try stage.database.count() == 0)
  }

  @Test func `the right to draw is asked for of a sequence that is named by a text`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      """
      CREATE SEQUENCE public.ids;
      ALTER TABLE public.clients ALTER id SET DEFAULT nextval('ids'::text);
      """)
    try stage.source(TestRecord.many(2))
    let role = try TestRole(stage.database, "SELECT, INSERT, UPDATE")
    stage.environment["DATABASE_URL"] = try role.url
    for arguments in [["check"], []] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 77, "\(end.everything)")
      #expect(end.everything.contains("the role lacks USAGE on sequence ids"), "\(end.everything)")
    }
    try stage.database.run("GRANT USAGE ON SEQUENCE public.ids TO \(role.name)")
    try stage.expect(0)
  }
}
