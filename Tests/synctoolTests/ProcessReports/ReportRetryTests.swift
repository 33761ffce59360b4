import Testing

/// A transaction that PostgreSQL has the run try again writes its report anew.
struct ReportRetryTests {
  @Test(arguments: ["run.ndjson", "run.csv", "run.html", "run.md"])
  func `a run that is tried again reports every entry once`(name: String) throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(3))
    try stage.expect(0, "init")
    try stage.database.run(
      """
      CREATE SEQUENCE public.tries;
      CREATE FUNCTION public.once() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.status = 'done' AND nextval('public.tries') < 3 THEN
          RAISE EXCEPTION 'again' USING ERRCODE = '40001';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER once BEFORE UPDATE ON synctool.runs FOR EACH ROW EXECUTE FUNCTION public.once();
      """)
    try stage.expect(0, "--report", name)
    #expect(try stage.database.value("SELECT last_value::text FROM public.tries") == "3")
    let text = try stage.text(name)
    for number in 1...3 {
      let before = name.hasSuffix("ndjson") ? "\"key\":\"" : name.hasSuffix("csv") ? "create," : ""
      let key = before + "client\(number)@x.test"
      let times = text.ranges(of: key).count
      // A page has the key and the column.
      #expect(times == (before.isEmpty ? 2 : 1), "\(key) is there \(times) times")
    }
    if name.hasSuffix("html") { #expect(text.ranges(of: "<!DOCTYPE html>").count == 1) }
  }
}
