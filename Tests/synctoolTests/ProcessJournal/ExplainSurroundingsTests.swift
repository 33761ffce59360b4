import Testing

/// What `explain` says of a client's past, and of what refers to it.
struct ExplainSurroundingsTests {
  private static let email = "ann@x.test"

  @Test func `without a journal there is none, and it is said`() throws {
    let stage = try ProcessStage()
    try stage.source([TestRecord.client(1, Self.email)])
    #expect(try stage.explain(Self.email).history == nil)
    let text = try stage.expect(0, "explain", Self.email).output
    #expect(text.contains("history: no journal is kept; synctool init creates one\n"))
  }

  @Test func `the journal tells the client's past, also under another email`() throws {
    let stage = try ProcessStage()
    try stage.source([TestRecord.client(1, Self.email), TestRecord.client(2, "other@x.test")])
    try stage.expect(0, "init")
    try stage.expect(0)
    try stage.source([TestRecord.client(1, Self.email, name: "Anna")])
    try stage.expect(0, "--force")
    try stage.source([#"{"_id":1,"email":"ann@x.test"}"#])
    try stage.expect(3, "--force")
    let client = try stage.explain(Self.email)
    #expect(
      client.history?.map(\.line) == [
        "3 sync rejected name-missing", "2 sync update 1", "1 sync create 1",
      ])
    #expect(client.history?[1].changes["name"]?["to"]?.text == "Anna")
    // The row keeps its id when somebody changes its email.
    try stage.database.run("UPDATE public.clients SET email = 'anna@x.test' WHERE id = 1;")
    let renamed = try stage.explain("anna@x.test")
    #expect(renamed.history?.map(\.line) == ["2 sync update 1", "1 sync create 1"])
    #expect(try stage.explain("nobody@x.test").history?.isEmpty == true)
    let role = try TestRole(stage.database, "SELECT")
    stage.environment["DATABASE_URL"] = try role.url
    let text = try stage.expect(0, "explain", Self.email).output
    #expect(
      text.contains(
        "history: this role may not read the journal\n"))
  }

  private static let references = """
    INSERT INTO public.clients (name, email)
    VALUES ('Ann', 'ann@x.test'), ('Twin', 'an n@x.test'), ('Other', 'o@x.test');
    CREATE SCHEMA app;
    CREATE TABLE public.orders (id int, client bigint REFERENCES public.clients ON DELETE CASCADE);
    INSERT INTO public.orders VALUES (1, 1), (2, 1), (3, 3), (4, NULL);
    CREATE TABLE app.mails (address varchar(255) CONSTRAINT mails_fk REFERENCES public.clients (email));
    INSERT INTO app.mails VALUES ('ann@x.test'), ('an n@x.test');
    ALTER TABLE public.clients ADD UNIQUE (id, email);
    CREATE TABLE app.pairs (e varchar(255), i bigint,
      CONSTRAINT pairs_fk FOREIGN KEY (i, e) REFERENCES public.clients (id, email) ON DELETE SET NULL);
    INSERT INTO app.pairs VALUES ('ann@x.test', 1), ('o@x.test', 3), ('x', NULL);
    CREATE TABLE app.parts (client bigint REFERENCES public.clients) PARTITION BY LIST (client);
    CREATE TABLE app.parts1 PARTITION OF app.parts FOR VALUES IN (1);
    INSERT INTO app.parts VALUES (1);
    CREATE TABLE public.sensores (id int, "clientId" int);
    INSERT INTO public.sensores VALUES (1, 1), (2, 2), (3, 2), (4, 77);
    CREATE TABLE public.texts (owner text);
    INSERT INTO public.texts VALUES ('1'), ('2'), ('ann@x.test');
    CREATE VIEW public.lists AS SELECT ARRAY[1, 3]::int[] AS owners;
    CREATE TABLE public.closed (client bigint);
    CREATE FUNCTION public.broken(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 1 / ($1 - $1)';
    CREATE TABLE public.base (n bigint);
    INSERT INTO public.base VALUES (1);
    CREATE VIEW public.failing AS SELECT public.broken(n) AS client FROM public.base;
    """

  @Test func `rows of other tables that refer to the client are counted`() throws {
    let stage = try ProcessStage(TestDatabase.clients, Self.references)
    try stage.source([TestRecord.client(1, Self.email)])
    stage.environment["SYNCTOOL_REFERENCES"] =
      "sensores.clientId,texts.owner lists.owners orders.client ghost.client sensores.clientid"
      + " failing.client closed.client app.ghost.client"
    let client = try stage.explain(Self.email)
    #expect(
      client.references?.map(\.line) == [
        "mails.address fk mails_fk no action 1=1,2=1",
        "pairs.i+e fk pairs_fk set null 1=1,2=0",
        "parts.client fk parts_client_fkey no action 1=1,2=0",
        "orders.client fk orders_client_fkey cascade 1=2,2=0",
        "sensores.clientId 1=1,2=2", "texts.owner 1=1,2=1", "lists.owners 1=1,2=0",
        "ghost.client the table does not exist", "sensores.clientid the table has no such column",
        "failing.client PostgreSQL refused to count the rows that refer to clients:"
          + " division by zero (SQLSTATE 22012)",
        "closed.client 1=0,2=0", "ghost.client the table does not exist",
      ])
    let text = try stage.expect(0, "explain", Self.email).output
    #expect(
      text.contains(
        "public.orders.client (foreign key orders_client_fkey, on delete cascade):"
          + " 2 rows for id 1, 0 rows for id 2\n"))
    #expect(
      text.contains(
        "public.ghost.client (SYNCTOOL_REFERENCES): not counted: the table does not exist\n"))
  }

  @Test func `a table that the role may not read is named and hides no other`() throws {
    let stage = try ProcessStage(TestDatabase.clients, Self.references)
    try stage.source([TestRecord.client(1, Self.email)])
    let role = try TestRole(stage.database, "SELECT")
    try stage.database.run("GRANT SELECT ON public.sensores TO \(role.name);")
    stage.environment["DATABASE_URL"] = try role.url
    stage.environment["SYNCTOOL_REFERENCES"] = "closed.client sensores.clientId"
    let lines = try stage.explain(Self.email).references?.map(\.line) ?? []
    #expect(lines.contains("orders.client fk orders_client_fkey cascade this role may not read it"))
    #expect(lines.contains("mails.address fk mails_fk no action this role may not read it"))
    #expect(
      lines.suffix(2)
        == ["closed.client this role may not read it", "sensores.clientId 1=1,2=2"])
  }

  @Test func `other names of id and table hold for references, too`() throws {
    let stage = try ProcessStage(
      """
      CREATE SCHEMA app;
      CREATE TABLE app."Clients" (
        "Id" uuid PRIMARY KEY DEFAULT gen_random_uuid(), "Name" text NOT NULL, "Mail" text NOT NULL UNIQUE);
      INSERT INTO app."Clients" VALUES ('00000000-0000-0000-0000-000000000001', 'Ann', 'ann@x.test');
      CREATE TABLE app."Things" ("Owner" uuid REFERENCES app."Clients");
      INSERT INTO app."Things" SELECT "Id" FROM app."Clients";
      CREATE TABLE app.notes ("of" text);
      INSERT INTO app.notes VALUES ('00000000-0000-0000-0000-000000000001'), ('x');
      """)
    try stage.source([TestRecord.client(1, Self.email)])
    try stage.file(
      "m.json",
      """
      {"id": "Id", "email": {"field": "email", "column": "Mail"}, "protected": null,
        "createdAt": null, "updatedAt": null,
        "columns": [{"field": "name", "column": "Name", "type": "text"}]}
      """)
    stage.environment["SYNCTOOL_MAPPING"] = "m.json"
    stage.environment["SYNCTOOL_TABLE"] = "app.Clients"
    stage.environment["SYNCTOOL_REFERENCES"] = "app.notes.of"
    let client = try stage.explain(Self.email)
    #expect(
      client.references?.map(\.line) == [
        "Things.Owner fk Things_Owner_fkey no action 00000000-0000-0000-0000-000000000001=1",
        "notes.of 00000000-0000-0000-0000-000000000001=1",
      ])
    #expect(client.next.withForce.line == "unchanged")
  }
}
