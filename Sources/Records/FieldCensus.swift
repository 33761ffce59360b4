internal import MongoDriver

/// Which nodes of a tree of fields have had a value in some record; usually it knows all of them after
/// the first records and costs nothing from then on.
struct FieldCensus {
  /// The nodes of the mapped fields.
  private let nodes: [Int]
  /// Those that have had no value yet.
  private var empty: [Int]
  /// Those that some record has had as null.
  private var nulls: [Int] = []

  init(_ nodes: [Int]) {
    self.nodes = nodes
    empty = nodes
  }

  /// Counts one record: for each node what was found there.
  @inline(__always)
  mutating func count(_ elements: [BSONElement?]) {
    if !empty.isEmpty { look(elements) }
  }

  /// Forgets what an earlier read has shown.
  mutating func restart() {
    self = FieldCensus(nodes)
  }

  /// The fields that no record has had, by the paths of the tree's nodes.
  func unmet(_ paths: [String]) -> [String] {
    empty.filter { !nulls.contains($0) }.map { paths[$0] }
  }

  /// The fields without a value in the rows, where another census has counted what was `rejected`.
  func absent(_ paths: [String], _ rejected: FieldCensus) -> AbsentFields {
    let others = rejected.unmet(paths)
    return AbsentFields(
      unmet: unmet(paths).filter(others.contains), empty: empty.map { paths[$0] },
      rejected: empty.filter { !rejected.empty.contains($0) }.map { paths[$0] })
  }

  private mutating func look(_ elements: [BSONElement?]) {
    var place = 0
    while place < empty.count {
      let node = empty[place]
      guard let element = elements[node] else {
        place += 1
        continue
      }
      if element.type == .null {
        if !nulls.contains(node) { nulls.append(node) }
        place += 1
      } else {
        empty.remove(at: place)
      }
    }
  }
}

/// The mapped fields in which no row of a read has had a value, to find a misspelt one.
package struct AbsentFields: Sendable {
  /// Those that no record has had at all, not even as null, by their dotted paths.
  package let unmet: [String]
  /// Those that were absent or null in every record that became a row, including the former.
  package let empty: [String]
  /// Those among them in which a rejected record has had a value.
  package let rejected: [String]
}
