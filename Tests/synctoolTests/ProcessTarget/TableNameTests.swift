import Testing

/// A table's name without a schema, under search paths that mean another table by it.
struct TableNameTests {
  private static let tenants = ["tenant_a", "tenant_b"]

  private final class Scene {
    let stage: ProcessStage
    let role: TestRole

    /// `tables` are the schemas that have a table `clients`; the role sees all of them.
    init(_ tables: [String], path: String = "", more: String = "") throws {
      stage = try ProcessStage("", "")
      try stage.source(TestRecord.many(2))
      let sql =
        (tenants + ["shut"]).map { "CREATE SCHEMA \($0);" }.joined()
        + tables.map { TestDatabase.clients.replacing("public.", with: $0 + ".") }.joined()
      try stage.database.run(sql)
      role = try TestRole(stage.database, "")
      try stage.database.run(
        """
        \(more)
        ALTER DATABASE \(stage.database.name) OWNER TO \(role.name);
        GRANT USAGE ON SCHEMA public, tenant_a, tenant_b TO \(role.name);
        """
          + (tables + (tables.contains("public") ? [] : ["public"])).map {
            "GRANT ALL ON ALL TABLES IN SCHEMA \($0) TO \(role.name);"
              + "GRANT ALL ON ALL SEQUENCES IN SCHEMA \($0) TO \(role.name);"
          }.joined())
      if !path.isEmpty {
        try stage.database.run("ALTER ROLE \(role.name) SET search_path = \(path)")
      }
      stage.environment["DATABASE_URL"] = try role.url
    }

    deinit {
      try? stage.database.run(
        """
        ALTER DATABASE \(stage.database.name) OWNER TO CURRENT_USER;
        ALTER DATABASE \(stage.database.name) RESET ALL;
        DROP SCHEMA IF EXISTS tenant_a, tenant_b, shut CASCADE
        """)
    }
  }

  private static let commands = [
    [], ["--force"], ["--dry-run"], ["check"], ["status"], ["explain", "client1@x.test"],
    ["fix", "client1@x.test"], ["undo", "last"], ["history"], ["show", "last"], ["init"],
    ["init", "--dry-run"],
  ]

  @Test(arguments: commands)
  func `a path that finds another table first is told, with what to set`(
    arguments: [String]
  ) throws {
    let scene = try Scene(["public", "tenant_a"], path: "tenant_a, public")
    let end = try scene.stage.start(arguments).end()
    #expect(end.status == 78, "\(end.everything)")
    #expect(
      end.everything.contains(
        "clients without a schema is public.clients, but the search path of this session finds"
          + " tenant_a.clients first"), "\(end.everything)")
    #expect(end.everything.contains("set SYNCTOOL_TABLE=tenant_a.clients or public.clients"))
    #expect(
      try scene.stage.database.rows(
        "SELECT FROM public.clients UNION ALL SELECT FROM tenant_a.clients") == [])
  }

  /// Where the path is set.
  private static let places: [(role: String, database: String, options: String, url: String)] = [
    ("tenant_a", "", "", ""), ("\"$user\", tenant_a, public", "", "", ""),
    ("", "tenant_a, public", "", ""), ("", "", "-c search_path=tenant_a", ""),
    ("", "", "", "?options=-c%20search_path%3Dtenant_a%2Cpublic"),
  ]

  @Test(arguments: places)
  func `wherever the path comes from, an explicit schema passes`(
    role: String, database: String, options: String, url: String
  ) throws {
    let scene = try Scene(["public", "tenant_a"], path: role)
    let stage = scene.stage
    if !database.isEmpty {
      try stage.database.run(
        "ALTER DATABASE \(stage.database.name) SET search_path = \(database)")
    }
    if !options.isEmpty { stage.environment["PGOPTIONS"] = options }
    stage.environment["DATABASE_URL"] = try scene.role.url + url
    try stage.expect(78)
    for (table, others) in [("tenant_a.clients", 0), ("public.clients", 2)] {
      try stage.expect(0, with: ["SYNCTOOL_TABLE": table])
      let count = try stage.database.value("SELECT count(*)::text FROM \(table)")
      #expect(count == "2")
      let all =
        "SELECT count(*)::text FROM (TABLE public.clients UNION ALL TABLE tenant_a.clients) t"
      #expect(try stage.database.value(all) == "\(2 + others)")
    }
  }

  /// Paths that find nothing else.
  @Test(arguments: [
    "public", "public, tenant_a", "tenant_b, public", "tenant_b", "\"$user\", public",
    "shut, public",
    "nowhere", "pg_catalog, public",
  ])
  func `a path without another table of the name changes nothing`(path: String) throws {
    let scene = try Scene(
      ["public", "tenant_a"], path: path,
      more: "CREATE TABLE shut.clients (id int); CREATE SEQUENCE tenant_b.clients;")
    let stage = scene.stage
    try stage.expect(0)
    try stage.expect(0, "check")
    try stage.expect(0, "init")
    try stage.expect(0, "history")
    #expect(try stage.database.count() == 2)
  }

  @Test(arguments: ["", "tenant_a", "tenant_b, public"])
  func `where public has none, the tables of the name are named`(path: String) throws {
    let scene = try Scene(Self.tenants, path: path, more: "CREATE TABLE shut.clients (id int);")
    for arguments in [[], ["check"], ["status"], ["history"], ["init"]] {
      let end = try scene.stage.start(arguments).end()
      #expect(end.status == 78, "\(end.everything)")
      #expect(end.everything.contains("clients without a schema is public.clients, "))
      #expect(end.everything.contains("SYNCTOOL_TABLE=tenant_"), "\(end.everything)")
      #expect(Self.tenants.allSatisfy { end.everything.contains("\($0).clients") })
      #expect(!end.everything.contains("shut"), "\(end.everything)")
    }
  }

  @Test func `a view that the path finds is another table`() throws {
    let scene = try Scene(
      ["public"], path: "tenant_a, public",
      more: #"CREATE VIEW tenant_a.clients AS TABLE public.clients;"#)
    try scene.stage.expect(78)
  }

  @Test func `names that need quotes are written as the setting takes them`() throws {
    let scene = try Scene(
      ["public"], path: #""odd.one", public"#,
      more: #"CREATE SCHEMA "odd.one"; CREATE TABLE "odd.one".clients (LIKE public.clients);"#)
    let stage = scene.stage
    defer { try? stage.database.run(#"DROP SCHEMA "odd.one" CASCADE"#) }
    try stage.database.run(#"GRANT USAGE ON SCHEMA "odd.one" TO PUBLIC"#)
    #expect(try stage.expect(78).error.contains(#"SYNCTOOL_TABLE="odd.one".clients or public"#))
  }

  @Test func `a referring table without a schema is held to the same`() throws {
    let scene = try Scene(
      ["public"], path: "tenant_a, public",
      more: """
        CREATE TABLE public.orders (client_id bigint);
        CREATE TABLE tenant_a.orders (client_id bigint);
        GRANT SELECT ON tenant_a.orders TO PUBLIC;
        """)
    let stage = scene.stage
    stage.environment["SYNCTOOL_TABLE"] = "public.clients"
    try stage.expect(0, "init")
    try stage.expect(0)
    stage.environment["SYNCTOOL_REFERENCES"] = "orders.client_id"
    let undo = try stage.expect(78, "undo", "last")
    #expect(undo.error.contains("finds tenant_a.orders first"), "\(undo.error)")
    #expect(undo.error.contains("tenant_a.orders.client_id or public.orders.client_id"))
    let explain = try stage.expect(0, "explain", "client1@x.test")
    #expect(explain.output.contains("finds tenant_a.orders first"), "\(explain.output)")
    stage.environment["SYNCTOOL_REFERENCES"] = "tenant_a.orders.client_id"
    try stage.expect(0, "undo", "last")
  }
}
