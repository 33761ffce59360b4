internal import PostgresDriver
internal import Records

/// How many records of `LinkTables.claims` met which verdict.
struct ClaimCounts: Sendable {
  var rejected = 0
  /// Rows that move to another key, and those of them whose new key another one gives up.
  var moves = 0
  var waiting = 0
  var freed = 0
  var inherited = 0

  var all: Int { rejected + moves + freed + inherited }

  /// True when somebody gets a key that another one gives up in the same run.
  var changesHands: Bool { waiting + freed > 0 }

  static var question: Question<ClaimCounts> {
    let isMoving: SQL = "verdict = \(LinkVerdict.moves)"
    let question = PostgresStatement(
      "count the claims",
      """
      SELECT count(*) FILTER (WHERE \(LinkPlan.isRejected)), count(*) FILTER (WHERE \(isMoving)),
        count(*) FILTER (WHERE \(isMoving) AND at_id IS NOT NULL),
        count(*) FILTER (WHERE verdict = \(LinkVerdict.freed)), count(*) FILTER (WHERE verdict = \(LinkVerdict.inherits))
      FROM \(LinkTables.claims)
      """)
    return .row(question) { (result, row) throws(PostgresError) in
      ClaimCounts(
        rejected: Int(try result.int64(row, 0)), moves: Int(try result.int64(row, 1)),
        waiting: Int(try result.int64(row, 2)), freed: Int(try result.int64(row, 3)),
        inherited: Int(try result.int64(row, 4)))
    }
  }
}
