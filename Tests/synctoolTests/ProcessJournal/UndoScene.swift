import Testing

/// A table of two clients after a sync, run 1 of the journal, that has updated both and created two.
struct UndoScene {
  static let table = "SELECT t::text FROM public.clients t ORDER BY id::text"

  let stage: ProcessStage
  /// The rows of the table before the sync and after it.
  let before: [String]
  let after: [String]

  /// `table` is SQL that makes the clients' table; `more` comes after the clients are in it, `later` after
  /// the sync.
  init(
    _ table: String = TestDatabase.clients, _ more: String = "", then later: String = ""
  ) throws {
    stage = try ProcessStage(
      table,
      """
      INSERT INTO public.clients (name, email, phone, address, createdat, updatedat) VALUES
        ('Old', 'OLD1@x.test', '7', '{"city": "Rom", "at": [1, 2.50], "n": null}', NULL, NULL),
        ('Old', 'old2@x.test', NULL, 'null', '2020-01-01Z', '2020-01-01 00:00:00.000001Z');
      \(more)
      """)
    try stage.expect(0, "init")
    try stage.source([
      TestRecord.client(1, "old1@x.test", #""address":{"city":"Bern","at":[1,2.5]}"#),
      TestRecord.client(2, "old2@x.test"),
      TestRecord.client(3, "new1@x.test", #""phone":"5","protected":true"#),
      TestRecord.client(4, "new2@x.test"),
    ])
    before = try stage.database.rows(Self.table)
    let end = try stage.expect(0, "--force")
    #expect(try end.counts() == ["read": 4, "create": 2, "update": 2])
    after = try stage.database.rows(Self.table)
    if !later.isEmpty { try stage.database.run(later) }
  }

  var database: TestDatabase { stage.database }

  func rows() throws -> [String] { try database.rows(Self.table) }

  /// The entries of a report as `key verdict`, in the order of the report.
  func verdicts(_ report: String) throws -> [String] {
    try stage.report(report).map { "\($0.key ?? "") \($0.verdict)" }
  }

  /// The status, the exit code and the counts that the journal has of a run, without the zeros.
  func journal(_ run: Int) throws -> String {
    try database.value(
      """
      SELECT concat_ws(' ', command, status, exit_code, undoes,
        (SELECT string_agg(key || ' ' || value, ' ' ORDER BY key COLLATE "C")
          FROM jsonb_each_text(counts) WHERE value <> '0'))
      FROM synctool.runs WHERE id = \(run)
      """)
  }
}
