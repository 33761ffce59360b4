/// Compares two JSON values as PostgreSQL's `jsonb` does: member order does not matter, numbers
/// compare by their value, and of members with one name the last one counts.
package struct JSONDiff {
  /// A pair of values still to be compared, and the path to it.
  private struct Pair {
    var from: JSONValue?
    var to: JSONValue?
    /// Into `steps`; nil for the root.
    var step: Int?
  }

  private enum Place {
    case member(String)
    case element(Int)
  }

  /// Paths are built only where values differ: most of two values is equal.
  private var steps: [(parent: Int?, place: Place)] = []
  /// The last one comes next; a list instead of recursion, because the depth is the data's.
  private var pairs: [Pair] = []

  private init() {}

  /// The innermost places that differ, members in the byte order of their names.
  ///
  /// A subtree on one side only, or of two kinds, is one difference.
  package static func differences(
    from: JSONValue, to: JSONValue, root: JSONPath
  ) -> [JSONDifference] {
    var diff = JSONDiff()
    var found: [JSONDifference] = []
    diff.pairs.append(Pair(from: from, to: to, step: nil))
    while let pair = diff.pairs.popLast() {
      if diff.differs(pair) {
        let path = diff.path(pair.step, root)
        found.append(JSONDifference(path: path, from: pair.from, to: pair.to))
      }
    }
    return found
  }

  /// True when the pair itself is a difference; its contents are queued for comparison.
  private mutating func differs(_ pair: Pair) -> Bool {
    switch (pair.from, pair.to) {
    case (.object(let old), .object(let new)):
      let (old, new) = (Self.table(old), Self.table(new))
      let names = Set(old.keys).union(new.keys).sorted { $1.lexicographicallyPrecedes($0) }
      for name in names {
        let place = Place.member(String(decoding: name, as: UTF8.self))
        add(old[name], new[name], place, pair.step)
      }
      return false
    case (.array(let old), .array(let new)):
      for index in (0..<max(old.count, new.count)).reversed() {
        add(
          index < old.count ? old[index] : nil, index < new.count ? new[index] : nil,
          .element(index), pair.step)
      }
      return false
    case (.number(let old), .number(let new)): return JSONDecimal(old) != JSONDecimal(new)
    // One side is not a container here, or the kinds differ: this comparison is shallow.
    default: return pair.from != pair.to
    }
  }

  private mutating func add(
    _ from: JSONValue?, _ to: JSONValue?, _ place: Place, _ parent: Int?
  ) {
    steps.append((parent: parent, place: place))
    pairs.append(Pair(from: from, to: to, step: steps.count - 1))
  }

  private func path(_ step: Int?, _ root: JSONPath) -> JSONPath {
    var places: [Place] = []
    var step = step
    while let index = step {
      places.append(steps[index].place)
      step = steps[index].parent
    }
    return places.reversed().reduce(root) { path, place in
      switch place {
      case .member(let name): path.member(name)
      case .element(let index): path.element(index)
      }
    }
  }

  /// By name as bytes: equal Strings may differ in their Unicode form.
  private static func table(
    _ members: [(name: String, value: JSONValue)]
  ) -> [[UInt8]: JSONValue] {
    Dictionary(members.map { (Array($0.name.utf8), $0.value) }, uniquingKeysWith: { $1 })
  }
}

/// One place in which two JSON values differ.
package struct JSONDifference: Equatable, Sendable {
  package var path: JSONPath
  /// nil when the path is absent on this side.
  package var from: JSONValue?
  /// nil when the path is absent on this side.
  package var to: JSONValue?
}
