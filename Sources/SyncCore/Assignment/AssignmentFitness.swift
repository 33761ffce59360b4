internal import Engine
internal import Records

/// Whether the clients' table has what an assignment reads of it.
struct AssignmentFitness {
  let table: TargetTable
  let mapping: Mapping
  let idType: AssignedIDType

  /// One line for each thing checked, in a fixed order.
  var lines: [CheckLine] {
    [KeyFitness(table).idLine(mapping.id), numberLine, emailLine].compactMap { $0 }
  }

  private var numberLine: CheckLine? {
    guard idType == .number, let column = table.column(mapping.id), column.form?.kind != .integer
    else { return nil }
    return .fault(
      "column \(mapping.id)",
      "is \(column.typeWords), and \(Options.idType.name.option) number writes integers",
      "write the ids as strings: \(Options.idType.name.option) string")
  }

  private var emailLine: CheckLine {
    let name = mapping.email.column
    let subject = "column \(name)"
    guard let column = table.column(name) else {
      return .fault(subject, "is missing", CheckLine.mappingHint)
    }
    guard column.form?.kind == .text else {
      return .fault(
        subject, "is \(column.typeWords), and emails are texts",
        "name another column in the mapping file")
    }
    return .ok(subject, column.typeWords)
  }
}
