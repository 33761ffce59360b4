/// The documents of a collection, as people and time change them.
struct LinkLife: CustomStringConvertible {
  struct Document {
    var number: Int
    var email: String
    var time: Int
    var hex: String { TestID.hex(number) }
  }

  private(set) var documents: [Document] = []
  private var last = 0
  private static let emails = 12

  var description: String {
    documents.map { "\($0.number) \($0.email) \($0.time)" }.joined(separator: ", ")
  }

  private mutating func add(_ email: String, _ random: inout PropertyRandom) {
    last += 1
    documents.append(Document(number: last, email: email, time: random.below(100)))
  }

  private static func email(_ random: inout PropertyRandom) -> String {
    "e\(random.below(emails))@x.test"
  }

  mutating func begin(_ random: inout PropertyRandom) {
    for _ in 0..<3 + random.below(7) { add(Self.email(&random), &random) }
  }

  /// One thing that people do.
  mutating func change(_ random: inout PropertyRandom) {
    guard documents.count > 1 else { return add(Self.email(&random), &random) }
    switch random.below(8) {
    case 0: add(Self.email(&random), &random)
    case 1: documents.remove(at: random.below(documents.count))
    case 2:
      // Deleted and made again.
      let gone = documents.remove(at: random.below(documents.count))
      add(gone.email, &random)
    case 3:
      // One email more for a person: whoever has it already is a duplicate.
      add(documents[random.below(documents.count)].email, &random)
    case 4, 5: documents[random.below(documents.count)].email = Self.email(&random)
    default:
      // Some pass their emails round, or on to the next, and the last one gets another.
      var ring = Array(documents.indices.shuffled(using: &random).prefix(2 + random.below(5)))
      if ring.count < 2 { ring = [0, 1] }
      let first = documents[ring[0]].email
      for (place, next) in zip(ring, ring.dropFirst()) {
        documents[place].email = documents[next].email
      }
      documents[ring[ring.count - 1]].email =
        random.chance(50) ? first : "free\(last)-\(random.below(9))@x.test"
    }
  }
}

/// An `_id` of the tests.
enum TestID {
  static func hex(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 24 - digits.count) + digits
  }
}
