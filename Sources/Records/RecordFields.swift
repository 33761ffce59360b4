package import MongoDriver

/// The mapped values of one document, found in one walk; the storage is reused for each document.
package struct RecordFields {
  package let tree: FieldTree
  /// For each node of the tree the element found there; nil when it is absent.
  package private(set) var elements: [BSONElement?]
  /// The first fault of the walk and the node that it concerns (0: the document itself).
  package private(set) var fault: (reason: Reason, node: Int)?
  /// True when the email, or a document around it, occurs twice: then its key is unknown.
  package private(set) var emailIsDoubtful = false
  /// True when the same is so of the time that orders duplicates.
  private(set) var timeIsDoubtful = false
  /// True when a walk met broken bytes, behind which nothing was read.
  private(set) var isTorn = false
  /// For each node, whether a path of the email goes through it, and whether one of the time does.
  private let leadsToEmail: [Bool]
  private let leadsToTime: [Bool]
  /// For each node the one whose field followed in the last document; 0 when unknown.
  private var followers: [Int]
  private var census: FieldCensus
  private var rejected: FieldCensus
  private var conditions: FieldCensus

  /// `fields` are the paths to find: among them `emails` and `times`, whose duplicates are reported, and those
  /// of `conditions` on records.
  package init(
    _ fields: [FieldPath], emails: [FieldPath], times: [FieldPath] = [], conditions: [FieldPath]
  ) {
    tree = FieldTree(fields)
    elements = Array(repeating: nil, count: tree.nodes.count)
    (leadsToEmail, leadsToTime) = (tree.leads(to: emails), tree.leads(to: times))
    followers = Array(repeating: 0, count: tree.nodes.count)
    census = FieldCensus(fields.compactMap { [tree] in tree.node(of: $0) })
    rejected = census
    self.conditions = FieldCensus(conditions.compactMap { [tree] in tree.node(of: $0) })
  }

  /// The fields in which no counting record has had a value since the last `restart`.
  package var absent: AbsentFields { census.absent(tree.paths, rejected) }

  /// The fields of conditions that no record at all has had since the last `restart`, not even as null.
  package var unmetConditions: [String] { conditions.unmet(tree.paths) }

  /// Forgets which fields the records have had.
  mutating func restart() {
    census.restart()
    rejected.restart()
    conditions.restart()
  }

  /// Walks a document; the previous one is forgotten.
  package mutating func read(_ document: Span<UInt8>) {
    for node in elements.indices { elements[node] = nil }
    fault = nil
    (emailIsDoubtful, timeIsDoubtful, isTorn) = (false, false, false)
    do throws(RecordFault) {
      try walk(document, 0..<document.count, under: 0)
    } catch {
      note(error.reason, 0)
    }
    conditions.count(elements)
  }

  /// Counts the record read last, which cannot be a row.
  mutating func countRejected() {
    rejected.count(elements)
  }

  /// Counts the record read last among those that become rows.
  @inline(__always)
  mutating func count() {
    census.count(elements)
  }

  /// The value at a node; nil when it is absent or null.
  ///
  /// Throws `.wrongType` when the way there meets a list without a number in the path, or a scalar:
  /// then nobody can say that the value is absent.
  @inline(__always)
  func value(_ node: Int) throws(RecordFault) -> BSONElement? {
    if let element = elements[node] { return element.type == .null ? nil : element }
    if tree.isNested(node), !tree.isOpen(node, elements) { throw RecordFault(.wrongType) }
    return nil
  }

  /// True when MongoDB can set the field of the node where it is absent.
  func canBeSet(_ node: Int) -> Bool { tree.isOpen(node, elements, toWrite: true) }

  /// True when a node other than the root and `node` has an element.
  func hasMember(besides node: Int) -> Bool {
    elements.indices.contains { $0 != 0 && $0 != node && elements[$0] != nil }
  }

  /// The depth of this recursion is that of the mapping, not of the document.
  private mutating func walk(
    _ bytes: Span<UInt8>, _ document: Range<Int>, under node: Int
  ) throws(RecordFault) {
    var walker = try BSONWalker(record: bytes, document: document)
    // A node that was met on this level, or its parent before the first of them.
    var last = node
    while let element = try walker.element(bytes) {
      let guess = followers[last]
      guard let child = tree.child(of: node, named: bytes, element.key, guess: guess) else {
        continue
      }
      if child != guess { followers[last] = child }
      last = child
      guard elements[child] == nil else {
        note(.duplicateKey, child)
        if leadsToEmail[child] { emailIsDoubtful = true }
        if leadsToTime[child] { timeIsDoubtful = true }
        continue
      }
      elements[child] = element
      if element.type == .document || element.type == .array, !tree.nodes[child].children.isEmpty {
        enter(element, child, bytes)
      }
    }
  }

  /// A fault within an embedded document or list belongs to its field.
  private mutating func enter(_ element: BSONElement, _ node: Int, _ bytes: Span<UInt8>) {
    do throws(RecordFault) {
      switch element.type {
      case .document: try walk(bytes, element.value, under: node)
      case .array: try walkList(bytes, element.value, under: node)
      default: break
      }
    } catch {
      note(error.reason, node)
    }
  }

  /// The names of a list's elements say nothing: as in MongoDB, the position counts.
  private mutating func walkList(
    _ bytes: Span<UInt8>, _ list: Range<Int>, under node: Int
  ) throws(RecordFault) {
    var walker = try BSONWalker(record: bytes, document: list)
    var place = 0
    while let element = try walker.element(bytes) {
      if let child = tree.child(of: node, at: place) {
        elements[child] = element
        if !tree.nodes[child].children.isEmpty { enter(element, child, bytes) }
      }
      place += 1
    }
  }

  private mutating func note(_ reason: Reason, _ node: Int) {
    if fault == nil { fault = (reason, node) }
    if reason == .malformed { isTorn = true }
  }
}
