internal import PostgresDriver

/// Admits the rows whose version differs from the one that the run made, but which are as the run left them:
/// what a later run wrote was undone again.
struct UndoVersions {
  /// The reason of a row of the plan in which only the version differs.
  static let other = "version"

  let tables: UndoTables
  let subject: UndoSubject

  func admit(on connection: inout PostgresConnection) throws(PostgresError) {
    let steps = VersionSteps(subject.run.id, tables.client.table)
    switch try steps.links(on: &connection) {
    case nil: return
    case .ids: try connection.execute(admission(steps, VersionSteps.byID, link: "p.said"))
    case .keys: try connection.execute(admission(steps, VersionSteps.byKey, link: "lower(p.key)"))
    }
  }

  private func admission(
    _ steps: VersionSteps, _ step: SQL, link: SQL
  ) -> PostgresStatement {
    PostgresStatement(
      "look for rows that were put back",
      """
      WITH RECURSIVE step AS MATERIALIZED (\(step)), same AS (
        SELECT link, now, was FROM step WHERE was IS NOT NULL
        UNION
        SELECT s.link, s.now, n.was FROM same s JOIN step n ON n.link = s.link AND n.now = s.was
        WHERE n.was IS NOT NULL
      )
      UPDATE \(UndoTables.plan) p SET reason = NULL FROM same s
      WHERE p.reason = \(literal: Self.other) AND s.link = \(link)
        AND s.now = p.held AND s.was = p.wrote
      """, steps.parameters)
  }
}
