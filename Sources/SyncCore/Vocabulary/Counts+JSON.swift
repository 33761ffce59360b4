package import Basics

extension Counts {
  /// The counts by the names of the JSON result, in the byte order of the names.
  package var json: JSONValue {
    Self.object([
      ("create", create), ("differs", differs), ("duplicate", duplicate),
      ("excluded", excluded), ("excludedRows", excludedRows), ("failed", failed),
      ("orphan", orphan), ("read", read), ("rejected", rejected), ("unchanged", unchanged),
      ("update", update),
    ])
  }

  /// The counts of an undo.
  package var undoJSON: JSONValue {
    Self.object([
      ("create", create), ("delete", delete), ("failed", failed), ("kept", kept), ("read", read),
      ("update", update),
    ])
  }

  private static func object(_ members: [(String, Int)]) -> JSONValue {
    .object(members.map { (name: $0.0, value: .number(String($0.1))) })
  }
}
