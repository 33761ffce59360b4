/// One record of a random source: names and values in their order.
struct PropertyDocument {
  var members: [(name: String, value: RecordsBSON)]

  var bytes: [UInt8] { RecordsBSON.bytes(members.map { ($0.name, $0.value) }) }

  /// All values of the name, which should be one at most.
  func values(_ name: String) -> [RecordsBSON] {
    members.filter { $0.name.utf8.elementsEqual(name.utf8) }.map(\.value)
  }

  /// The value of the name; nil when it is absent or null, which mean the same everywhere.
  func value(_ name: String) -> RecordsBSON? {
    guard let value = values(name).first else { return nil }
    if case .null = value { return nil }
    return value
  }
}
