internal import PostgresDriver

/// What a column requires of a text beyond its length, checked in the field that was just appended, whatever
/// it was made from.
struct FieldCheck {
  private let isPadded: Bool
  private var bytes: [UInt8] = []
  private var places: [Range<Int>] = []

  /// nil when the form requires nothing.
  init?(_ form: ColumnForm) {
    isPadded = form == .padded
    guard case .label(let type) = form else {
      if isPadded { return }
      return nil
    }
    for label in type.labels {
      let start = bytes.count
      bytes += label.utf8
      places.append(start..<bytes.count)
    }
  }

  /// The field begins at `start` of the buffer, with its length.
  ///
  /// Throws `.unknownLabel` for anything but an enum's labels, and `.outOfRange` for a blank at the end,
  /// which `char(n)` does not keep.
  func require(_ buffer: borrowing CopyBuffer, from start: Int) throws(RecordFault) {
    let isTaken = buffer.withSpan { written in
      let text = written.extracting(start + 4..<written.count)
      if isPadded { return text.isEmpty || text[text.count - 1] != 0x20 }
      return places.contains { place in
        place.count == text.count
          && place.indices.allSatisfy { bytes[$0] == text[$0 - place.lowerBound] }
      }
    }
    if !isTaken { throw RecordFault(isPadded ? .outOfRange : .unknownLabel) }
  }
}
