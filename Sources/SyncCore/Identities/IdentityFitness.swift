internal import Engine
internal import PostgresDriver
internal import Records

/// Whether one of the two tables has what their comparison needs.
struct IdentityFitness {
  let table: TargetTable
  /// The columns, each with the variable that names it.
  let id: (column: String, variable: String)
  let email: (column: String, variable: String)
  var deleted: (column: String, variable: String)?

  /// One line for each thing checked, in a fixed order.
  var lines: [CheckLine] {
    [idLine, emailLine]
      + (deleted.map { [missing($0) ?? .ok("column \($0.column)", "exists")] } ?? [])
  }

  private var idLine: CheckLine {
    if let fault = missing(id) { return fault }
    guard let column = table.column(id.column), Self.kind(column) != nil else {
      let words = table.column(id.column)?.typeWords ?? "unknown"
      return .fault(
        "id column", "column \"\(id.column)\" is \(words)", "ids must be uuid, integers or text")
    }
    return KeyFitness(table).idLine(id.column)
  }

  private var emailLine: CheckLine {
    if let fault = missing(email) { return fault }
    let column = table.column(email.column)
    guard [.text, .padded].contains(column?.form) else {
      return .fault(
        "email column", "column \"\(email.column)\" is \(column?.typeWords ?? "unknown")",
        "name the column of the emails, a text, by \(email.variable)")
    }
    return .ok("email column", column?.typeWords ?? "")
  }

  private func missing(_ named: (column: String, variable: String)) -> CheckLine? {
    guard table.column(named.column) == nil else { return nil }
    return .fault(
      "column \(named.column)", "\(table.schema).\(table.name) has no such column",
      "name another by \(named.variable)")
  }

  /// What makes the ids of two columns comparable, and one column's values fit the other; nil for a type that no
  /// ids have.
  static func kind(_ column: TargetColumn) -> String? {
    switch column.form?.kind {
    case .uuid, .integer: column.baseName
    case .text where ["text", "varchar"].contains(column.baseName): "text"
    default: nil
    }
  }

  /// What is wrong with the two tables as a pair.
  static func lines(_ auth: IdentityFitness, _ app: IdentityFitness) -> [CheckLine] {
    if auth.table.oid == app.table.oid {
      return [
        .fault(
          "table", "\(app.table.schema).\(app.table.name) is given as both tables",
          "name the auth service's by --auth and the application's by --app")
      ]
    }
    guard let own = auth.table.column(auth.id.column), let other = app.table.column(app.id.column),
      let kind = Self.kind(own), let otherKind = Self.kind(other), kind != otherKind
    else { return [] }
    return [
      .fault(
        "id columns",
        "\"\(own.name)\" of the auth table is \(own.typeWords), \"\(other.name)\" of the other is"
          + " \(other.typeWords)",
        "both must have one type")
    ]
  }
}
