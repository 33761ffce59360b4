/// One value in one field of a record that is sound otherwise, and what must become of it: written
/// down by hand from the contract, never computed by the product's code.
struct HostileCase {
  enum Outcome {
    /// The record is written, and the field's column (of `_id` the report) shows this text.
    case kept(String?)
    case rejected(String)
    /// Rejected by a reason that concerns the document as a whole.
    case broken(String)
  }

  var field: String
  /// nil: the field is absent.
  var value: TestBSON?
  var outcome: Outcome
  /// False for what no MongoDB server would hold, so that only a dump can have it.
  var isServable = true

  init(_ field: String, _ value: TestBSON?, _ outcome: Outcome, isServable: Bool = true) {
    self.field = field
    self.value = value
    self.outcome = outcome
    self.isServable = isServable
  }

  /// The case as the record number `number`.
  func record(_ number: Int) -> HostileRecord {
    let usual: [(String, TestBSON)] = [
      ("_id", .id(number)), ("email", .string("h\(number)@x.test")), ("name", .string("Ann")),
    ]
    var members = usual.filter { $0.0 != field }
    // What follows the key may break: the report can tell the key then.
    if let value { members.append((field, value)) }
    var row = HostileRow(email: "h\(number)@x.test")
    var id: String? = TestRecord.id(number)
    if field == "_id" {
      id = nil
      if case .kept(let text) = outcome { id = text }
      // Without this the ObjectId would tell the time, where it is one.
      members.append(("createdAt", .date(0)))
      row.createdAt = 0
    }
    let document: [UInt8] = TestBSON.document(members)
    let key = field == "email" ? nil : row.email
    switch outcome {
    case .rejected(let reason):
      return HostileRecord(
        document, .rejected(key: key, "\(reason) \(field)"), id, isServable: isServable)
    case .broken(let reason):
      return HostileRecord(document, .rejected(key: key, reason), id, isServable: isServable)
    case .kept(let text):
      row.set(field, text)
      return HostileRecord(document, .stored(row), id, isServable: isServable)
    }
  }
}
