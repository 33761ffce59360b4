internal import MongoDriver

/// The mapped fields as a tree of names, so that one walk of a document finds them all.
///
/// A node represents one path; its children are contiguous. The names are in one array, because
/// an array of arrays would cost reference counts for every record.
package struct FieldTree {
  struct Node {
    var name: Range<Int>
    /// The name's `ByteScan.head`: most names fit into it.
    var head: UInt64
    var children: Range<Int>
  }

  private(set) var nodes: [Node]
  /// The parent of each node; the root is its own.
  private var parents: [Int] = [0]
  /// The position in a list that each node's name means; nil for anything but a number.
  private var places: [Int?] = [nil]
  /// The dotted path of each node; the root's is empty.
  private(set) var paths: [String]
  private var names: [UInt8] = []

  /// Paths that occur more than once share a node.
  init(_ fields: [FieldPath]) {
    nodes = [Node(name: 0..<0, head: 0, children: 0..<0)]
    paths = [""]
    var members = [fields.map { $0.components[...] }]
    var node = 0
    while node < nodes.count {
      let first = nodes.count
      for rest in members[node] {
        guard let name = rest.first else { continue }
        let known = (first..<nodes.count).first { names[nodes[$0].name].elementsEqual(name) }
        let child = known ?? append(name, under: node)
        if known == nil { members.append([]) }
        members[child].append(rest.dropFirst())
      }
      nodes[node].children = first..<nodes.count
      node += 1
    }
  }

  private mutating func append(_ name: [UInt8], under parent: Int) -> Int {
    let start = names.count
    names += name
    parents.append(parent)
    places.append(FieldPath.place(name))
    let head = ByteScan.head(name.span, 0..<name.count)
    nodes.append(Node(name: start..<names.count, head: head, children: 0..<0))
    let text = String(decoding: name, as: UTF8.self)
    paths.append(parent == 0 ? text : paths[parent] + "." + text)
    return nodes.count - 1
  }

  /// The child of `node` for the element of a list at `place`; nil when there is none.
  func child(of node: Int, at place: Int) -> Int? {
    nodes[node].children.first { places[$0] == place }
  }

  /// True when the node's path has more than one part.
  @inline(__always)
  func isNested(_ node: Int) -> Bool { parents[node] != 0 }

  /// True when nothing found on the way to a node bars it: an object or a list can lack the next
  /// part of the path, and null has none; the nearest value above the node decides. `toWrite` asks whether the part
  /// can be added there, which null does not take.
  func isOpen(_ node: Int, _ elements: [BSONElement?], toWrite: Bool = false) -> Bool {
    var step = node
    while parents[step] != 0 {
      if let above = elements[parents[step]] {
        return above.type == .document || above.type == .null && !toWrite
          || above.type == .array && places[step] != nil
      }
      step = parents[step]
    }
    return true
  }

  /// The node of a path that the tree was made with; nil for another path.
  package func node(of field: FieldPath) -> Int? {
    var node = 0
    for name in field.components {
      guard let child = child(of: node, named: name.span, 0..<name.count) else { return nil }
      node = child
    }
    return node
  }

  /// For each node, whether one of the paths leads through it; the tree was made with all of them.
  func leads(to fields: [FieldPath]) -> [Bool] {
    var leads = Array(repeating: false, count: nodes.count)
    for field in fields {
      var step = node(of: field) ?? 0
      while step != 0 {
        leads[step] = true
        step = parents[step]
      }
    }
    return leads
  }

  /// The child of `node` whose name is the range `key` of `bytes`; nil when there is none.
  ///
  /// The search starts at `guess`: documents of a collection mostly have their fields in one order.
  @inline(__always)
  func child(
    of node: Int, named bytes: Span<UInt8>, _ key: Range<Int>, guess: Int = 0
  ) -> Int? {
    let children = nodes[node].children
    if children.contains(guess), hasName(guess, bytes, key) { return guess }
    for child in children where hasName(child, bytes, key) { return child }
    return nil
  }

  @inline(__always)
  private func hasName(_ node: Int, _ bytes: Span<UInt8>, _ key: Range<Int>) -> Bool {
    let name = nodes[node].name
    guard name.count == key.count, nodes[node].head == ByteScan.head(bytes, key) else {
      return false
    }
    return name.count <= 8 || ByteScan.equal(bytes, key, names.span, name)
  }
}
