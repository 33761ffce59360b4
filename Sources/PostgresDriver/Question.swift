/// Something to be asked of PostgreSQL: statements, and what their answers say.
///
/// Several are asked in one turn (`PostgresConnection.ask`), whoever made them.
package struct Question<Answer> {
  let parts: [QueuedStatement]
  /// nil until every part has read its own answer.
  private let answer: () -> Answer?

  private init(_ parts: [QueuedStatement], _ answer: @escaping () -> Answer?) {
    (self.parts, self.answer) = (parts, answer)
  }

  /// One statement, whose answer `read` takes.
  package init(
    _ statement: PostgresStatement,
    _ read: @escaping (borrowing PostgresResult) throws(PostgresError) -> Answer
  ) {
    let place = Place<Answer>()
    let part = QueuedStatement(statement) { (result) throws(PostgresError) in
      place.answer = try read(result)
    }
    self.init([part]) { place.answer }
  }

  /// Statements without an answer, then those of the question.
  package func after(_ statements: [PostgresStatement]) -> Question {
    Question(statements.map { QueuedStatement($0) } + parts, answer)
  }

  /// Both in one.
  package func and<Other>(_ other: Question<Other>) -> Question<(Answer, Other)> {
    Question<(Answer, Other)>(parts + other.parts) { [answer] in
      guard let own = answer(), let others = other.answer() else { return nil }
      return (own, others)
    }
  }

  /// The same with another form of its answer.
  package func map<Other>(_ transform: @escaping (Answer) -> Other) -> Question<Other> {
    Question<Other>(parts) { [answer] in answer().map(transform) }
  }

  /// Asks nothing: its answer is known.
  package static func known(_ answer: Answer) -> Question { Question([]) { answer } }

  /// The answer, once every part was asked.
  func answered() throws(PostgresError) -> Answer {
    guard let answer = answer() else { throw .misuse("ask", "a question has no answer") }
    return answer
  }

  /// Where a part leaves what it has read.
  private final class Place<Value> {
    var answer: Value?
  }
}

extension Question {
  /// The rows of the statement's answer, as `read` takes them by their numbers.
  package static func rows<Row>(
    _ statement: PostgresStatement,
    _ read: @escaping (borrowing PostgresResult, Int) throws(PostgresError) -> Row
  ) -> Question where Answer == [Row] {
    Question(statement) { (result) throws(PostgresError) in try result.rows(read) }
  }

  /// The one row of the answer; nil when there is none.
  package static func rowIfPresent<Row>(
    _ statement: PostgresStatement,
    _ read: @escaping (borrowing PostgresResult, Int) throws(PostgresError) -> Row
  ) -> Question where Answer == Row? {
    Question(statement) { (result) throws(PostgresError) in try result.rowIfPresent(read) }
  }

  /// The one row of the answer; no row is an error.
  package static func row(
    _ statement: PostgresStatement,
    _ read: @escaping (borrowing PostgresResult, Int) throws(PostgresError) -> Answer
  ) -> Question {
    Question(statement) { (result) throws(PostgresError) in try result.row(read) }
  }
}

extension Question<Int> {
  /// The number in the first column of the answer's one row.
  package static func number(_ statement: PostgresStatement) -> Question {
    row(statement) { (result, row) throws(PostgresError) in Int(try result.int64(row, 0)) }
  }

  /// How many rows the statements touch, all together.
  package static func affectedRows(_ statements: [PostgresStatement]) -> Question {
    let parts = statements.map { statement in
      Question(statement) { (result) throws(PostgresError) in result.affectedRows }
    }
    return parts.reduce(.known(0)) { sum, part in sum.and(part).map { $0 + $1 } }
  }
}

extension Question<[String]> {
  /// The first column of the answer, row by row; NULL is an error.
  package static func strings(_ statement: PostgresStatement) -> Question {
    .rows(statement) { (result, row) throws(PostgresError) in try result.string(row, 0) }
  }
}

extension Question<Bool> {
  /// The boolean that is the answer's one row.
  package static func bool(_ statement: PostgresStatement) -> Question {
    .row(statement) { (result, row) throws(PostgresError) in try result.bool(row, 0) }
  }
}

extension PostgresResult {
  /// What `read` makes of each row.
  func rows<Row>(
    _ read: (borrowing PostgresResult, Int) throws(PostgresError) -> Row
  ) throws(PostgresError) -> [Row] {
    var rows: [Row] = []
    rows.reserveCapacity(rowCount)
    for row in 0..<rowCount { rows.append(try read(self, row)) }
    return rows
  }

  /// What `read` makes of the one row; nil when there is none, and throws when there are several.
  func rowIfPresent<Row>(
    _ read: (borrowing PostgresResult, Int) throws(PostgresError) -> Row
  ) throws(PostgresError) -> Row? {
    guard rowCount <= 1 else {
      throw .misuse(statement, "the answer has \(rowCount) rows instead of one")
    }
    return rowCount == 0 ? nil : try read(self, 0)
  }

  /// What `read` makes of the one row; throws when there is not exactly one.
  func row<Row>(
    _ read: (borrowing PostgresResult, Int) throws(PostgresError) -> Row
  ) throws(PostgresError) -> Row {
    guard let row = try rowIfPresent(read) else {
      throw .misuse(statement, "the answer has no row")
    }
    return row
  }
}
