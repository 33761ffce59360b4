internal import MongoDriver

/// A mapping's `where`: which records count as clients. The one place that decides it, for every source.
package struct RecordFilter {
  private enum Test {
    case isIn, isNotIn, before, after
  }

  private struct Condition {
    let node: Int
    let test: Test
    let conversion: Conversion?
    /// Range in `values`.
    let range: Range<Int>
  }

  private let conditions: [Condition]
  private let values: [FilterValue]
  private let texts: [UInt8]

  /// `tree` has all fields of the conditions; nil without conditions.
  package init?(_ conditions: [RecordCondition], _ tree: FieldTree) {
    guard !conditions.isEmpty else { return nil }
    var values: [FilterValue] = []
    var texts: [UInt8] = []
    self.conditions = conditions.map { condition in
      let start = values.count
      let test: Test
      switch condition.test {
      case .isIn(let list):
        test = .isIn
        values += list.map { FilterValue($0, &texts) }
      case .isNotIn(let list):
        test = .isNotIn
        values += list.map { FilterValue($0, &texts) }
      case .before(let time):
        test = .before
        values.append(FilterValue(time: time))
      case .after(let time):
        test = .after
        values.append(FilterValue(time: time))
      }
      // The tree has a node for each of its paths, so the fallback 0 is unreachable.
      return Condition(
        node: tree.node(of: condition.field) ?? 0, test: test, conversion: condition.conversion,
        range: start..<values.count)
    }
    self.values = values
    self.texts = texts
  }

  /// True when every condition holds.
  ///
  /// Throws when no condition fails and one cannot be decided, `node` being its field: its path meets a list or
  /// a scalar, or the value is not a time where times are compared.
  package func admits(
    _ fields: borrowing RecordFields, _ document: Span<UInt8>, _ node: inout Int
  ) throws(RecordFault) -> Bool {
    var fault: (reason: Reason, node: Int)?
    for condition in conditions {
      do throws(RecordFault) {
        if try !holds(condition, fields, document) { return false }
      } catch {
        fault = fault ?? (error.reason, condition.node)
      }
    }
    guard let fault else { return true }
    node = fault.node
    throw RecordFault(fault.reason)
  }

  private func holds(
    _ condition: Condition, _ fields: borrowing RecordFields, _ document: Span<UInt8>
  ) throws(RecordFault) -> Bool {
    let value = try fields.value(condition.node)
    switch condition.test {
    case .isIn: return equalsAny(value, condition.range, document)
    case .isNotIn: return !equalsAny(value, condition.range, document)
    case .before, .after:
      guard let value else { return false }
      guard case .time(let milliseconds, let microseconds) = values[condition.range.lowerBound]
      else { return false }
      let time = try time(value, condition.conversion, document)
      return condition.test == .before
        ? time < (milliseconds, microseconds) : time > (milliseconds, microseconds)
    }
  }

  private func time(
    _ value: BSONElement, _ conversion: Conversion?, _ document: Span<UInt8>
  ) throws(RecordFault) -> (Int64, Int64) {
    if value.type == .date { return (document.int64(at: value.value.lowerBound), 0) }
    guard let conversion, let time = try ConvertedTime(value, conversion, document) else {
      throw RecordFault(.wrongType)
    }
    return (time.milliseconds, time.microseconds)
  }

  private func equalsAny(
    _ value: BSONElement?, _ range: Range<Int>, _ document: Span<UInt8>
  ) -> Bool {
    for place in range where values[place].equals(value, document, texts.span) { return true }
    return false
  }
}
