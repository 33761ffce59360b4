internal import MongoDriver

/// Where the time that orders duplicates comes from.
package struct TimeSource {
  let plan: SourcePlan
  private let conversion: Conversion?

  package init(_ source: ValueSource, _ values: inout ValuePlans, _ tree: FieldTree) {
    plan = values.plan(source, tree)
    conversion = source.conversion
  }

  /// The time of the document that the fields were read from.
  @inline(__always)
  package func time(
    _ values: borrowing ValuePlans, _ fields: borrowing RecordFields, _ document: Span<UInt8>
  ) -> RecordTime {
    var node = 0
    guard let value = try? values.value(plan, fields, &node) else { return RecordTime() }
    if value.type == .date {
      return RecordTime(milliseconds: document.int64(at: value.value.lowerBound))
    }
    return converted(value, document) ?? RecordTime(undated: node)
  }

  /// The time of a record that is rejected: not a comparable one where it is there twice, cannot be reached,
  /// or may stand in what nobody could read of the document.
  @inline(never)
  func certainTime(
    _ values: borrowing ValuePlans, _ fields: borrowing RecordFields, _ document: Span<UInt8>,
    isBroken: Bool
  ) -> RecordTime {
    var node = plan.node
    do throws(RecordFault) {
      let isFirst = try values.value(plan, fields, &node) != nil && node == plan.node
      let isWhole = !isBroken && !fields.isTorn
      guard !fields.timeIsDoubtful, isFirst || isWhole else { return RecordTime(undated: node) }
      return time(values, fields, document)
    } catch {
      return RecordTime(undated: node)
    }
  }

  @inline(never)
  private func converted(_ value: BSONElement, _ document: Span<UInt8>) -> RecordTime? {
    guard let conversion, let time = try? ConvertedTime(value, conversion, document) else {
      return nil
    }
    return RecordTime(milliseconds: time.milliseconds, microseconds: time.microseconds)
  }
}
