internal import Basics
package import MongoDriver
internal import PostgresDriver

/// Takes the values of columns from a record's fields and appends them.
///
/// The parts of all sources are in flat arrays: arrays within the plans would cost
/// reference counts for every record.
package struct ValuePlans {
  private var parts: [SourceParts] = []
  private var nodes: [Int] = []
  private var bytes: [UInt8] = []
  private var checks: [FieldCheck] = []
  private var json = DocumentJSON(.javaScript)

  /// None yet.
  package init() {}

  /// The plan of a source; `tree` has all of its fields, and the layout's check has encoded its constant for
  /// the column before.
  mutating func plan(_ column: LayoutColumn, _ tree: FieldTree) -> EncodedColumn {
    var constant: JSONValue? = column.source.fallback
    var separator = 0..<0
    let shape: SourcePlan.Shape
    switch column.source.origin {
    case .first(let fields): shape = fields.count == 1 ? .one : .first
    case .join(_, let text):
      shape = .join
      separator = add(Array(text.utf8))
    case .value(let value):
      shape = .constant
      constant = value
    }
    let encoded = constant.flatMap { try? ConstantField.encode($0, column) } ?? []
    let check = FieldCheck(column.form)
    if let check { checks.append(check) }
    return EncodedColumn(
      column, source(column.source, shape, separator, add(encoded), tree),
      check: check == nil ? nil : checks.count - 1)
  }

  /// The plan of a source that fills no column.
  package mutating func plan(_ source: ValueSource, _ tree: FieldTree) -> SourcePlan {
    self.source(source, source.fields.count == 1 ? .one : .first, 0..<0, 0..<0, tree)
  }

  private mutating func source(
    _ source: ValueSource, _ shape: SourcePlan.Shape, _ separator: Range<Int>,
    _ constant: Range<Int>, _ tree: FieldTree
  ) -> SourcePlan {
    let start = nodes.count
    // The tree has a node for each of its paths, so the fallback 0 is unreachable.
    nodes += source.fields.map { tree.node(of: $0) ?? 0 }
    parts.append(
      SourceParts(nodes: start..<nodes.count, separator: separator, constant: constant))
    return SourcePlan(
      shape: shape, node: start < nodes.count ? nodes[start] : 0, hasConstant: !constant.isEmpty,
      parts: parts.count - 1)
  }

  private mutating func add(_ more: [UInt8]) -> Range<Int> {
    bytes += more
    return bytes.count - more.count..<bytes.count
  }

  // MARK: Records

  /// The first value of the source that is neither absent nor null, `node` being its field; nil, and `node`
  /// is the first field, when there is none.
  @inline(__always)
  package func value(
    _ source: SourcePlan, _ fields: borrowing RecordFields, _ node: inout Int
  ) throws(RecordFault) -> BSONElement? {
    node = source.node
    if source.shape == .one { return try fields.value(node) }
    return try firstValue(source, fields, &node)
  }

  @inline(never)
  private func firstValue(
    _ source: SourcePlan, _ fields: borrowing RecordFields, _ node: inout Int
  ) throws(RecordFault) -> BSONElement? {
    for place in parts[source.parts].nodes {
      node = nodes[place]
      if let value = try fields.value(node) { return value }
    }
    node = source.node
    return nil
  }

  /// Appends the column's value, or what stands in for it; false, and nothing is appended, when it is absent.
  /// After a throw `node` is the field at fault.
  @inline(__always)
  mutating func append(
    _ column: EncodedColumn, _ fields: borrowing RecordFields, of document: Span<UInt8>,
    _ node: inout Int, to buffer: inout CopyBuffer
  ) throws(RecordFault) -> Bool {
    let start = buffer.count
    if column.source.shape == .join {
      if try join(column, fields, document, &node, &buffer) {
        if let check = column.check { try checks[check].require(buffer, from: start) }
        return true
      }
    } else if let value = try value(column.source, fields, &node) {
      try ColumnField.append(value, column, of: document, &json, to: &buffer)
      if let check = column.check { try checks[check].require(buffer, from: start) }
      return true
    }
    if !column.source.hasConstant { return false }
    buffer.append(bytes.span, parts[column.source.parts].constant)
    return true
  }

  /// False, and nothing is appended, when no part has a value.
  @inline(never)
  private func join(
    _ column: EncodedColumn, _ fields: borrowing RecordFields, _ document: Span<UInt8>,
    _ node: inout Int, _ buffer: inout CopyBuffer
  ) throws(RecordFault) -> Bool {
    let parts = parts[column.source.parts]
    let mark = buffer.beginField()
    var isFirst = true
    for place in parts.nodes {
      node = nodes[place]
      guard let value = try fields.value(node) else { continue }
      if !isFirst { buffer.append(bytes.span, parts.separator) }
      isFirst = false
      try TextField.append(value, column, of: document, to: &buffer)
    }
    node = column.source.node
    guard !isFirst else {
      buffer.truncate(to: mark - 4)
      return false
    }
    let end = buffer.count
    guard buffer.withSpan({ ColumnField.fits($0, mark..<end, column.maxLength) }) else {
      throw RecordFault(.tooLong)
    }
    buffer.endField(mark)
    return true
  }
}

/// What only a source of several fields or with a constant needs: places in the encoder's `ValuePlans`.
struct SourceParts {
  /// The fields' nodes.
  let nodes: Range<Int>
  /// The bytes between two parts of a join.
  let separator: Range<Int>
  /// The constant, or what stands in for an absent value, as a field of a COPY; empty when there is none.
  let constant: Range<Int>
}
