internal import MongoDriver

/// How MongoDB is asked to write one document, and only while it is as planned.
extension DocumentRow {
  /// Appends the operation with this number to those of a command.
  func append(_ place: Int, to operations: inout BSONWriter) {
    MongoClient.append(place, to: &operations) { filter in
      appendFilter(to: &filter)
    } update: { update in
      appendUpdate(to: &update)
    }
  }

  private func appendFilter(to filter: inout BSONWriter) {
    filter.append(Array("_id".utf8), id)
    let wanted =
      touched.map { name in (name, before.first { $0.name == name }?.value) }
      + guards.map { ($0.name, Optional($0.value)) } + absent.map { ($0, nil) }
    var asked = Set(wanted.map(\.0))
    for (name, value) in wanted {
      // A path must not lead through an array, into each of whose elements MongoDB would look.
      for parent in Self.parents(of: name) where asked.insert(parent).inserted {
        filter.append(parent) { $0.appendNotArray() }
      }
      filter.append(name) { $0.appendCondition(value) }
    }
  }

  private func appendUpdate(to update: inout BSONWriter) {
    let changed = after.filter { field in !before.contains(field) }
    let removed = before.filter { field in !after.contains { $0.name == field.name } }
    if !changed.isEmpty {
      update.append("$set".utf8) { set in
        for field in changed { set.append(field.name, field.value) }
      }
    }
    if !removed.isEmpty {
      update.append("$unset".utf8) { unset in
        for field in removed { unset.append(field.name, BSONBytes(.string, [1, 0, 0, 0, 0])) }
      }
    }
  }

  /// The paths to what the last name of a path is in, the outer ones first: `a` and `a.b` of `a.b.c`.
  private static func parents(of path: [UInt8]) -> [[UInt8]] {
    path.indices.filter { path[$0] == UInt8(ascii: ".") }.map { Array(path[..<$0]) }
  }
}

extension BSONWriter {
  /// The condition that a field holds exactly this value, or is absent for nil.
  ///
  /// MongoDB's equality also finds a value among the elements of an array, and takes numbers of all types for one: both
  /// are other values than the plan saw.
  fileprivate mutating func appendCondition(_ value: BSONBytes?) {
    guard let value else { return append("$exists", .bool(false)) }
    switch value.type {
    case .null, .undefined: append("$type", .int32(Int32(value.type.rawValue)))
    case .array: return append(Array("$eq".utf8), value)
    case .int32, .int64, .double, .decimal128:
      append(Array("$eq".utf8), value)
      append("$type", .int32(Int32(value.type.rawValue)))
    default: append(Array("$eq".utf8), value)
    }
    appendNotArray()
  }

  fileprivate mutating func appendNotArray() {
    append("$not".utf8) { $0.append("$type", .string("array")) }
  }
}
