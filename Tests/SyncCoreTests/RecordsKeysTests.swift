import PostgresDriver
import Testing

@testable import Basics
@testable import Records

/// Whether keys repeat, where there are too many of them for memory.
struct RecordsKeysTests {
  @Test(arguments: [nil, 0, 7, 4999])
  func `a file tells for certain which keys repeat`(repeated: Int?) throws {
    var encoder = RowEncoder(
      layout: try RecordsFixture.standard(), ledger: 64, try SpilledKeys(in: ["/tmp"]))
    // What was read before the source had to be read again does not count.
    try enter(0..<100, &encoder)
    encoder.restart(.none)
    try enter(0..<5000, &encoder)
    if let repeated { try enter(repeated..<repeated + 1, &encoder) }
    // A filter of one block takes nearly all keys for repeated.
    #expect(encoder.keys.mayRepeat)
    encoder.finish()
    #expect(encoder.keys.mayRepeat == (repeated != nil))
  }

  private func enter(_ numbers: Range<Int>, _ encoder: inout RowEncoder) throws {
    var buffer = CopyBuffer(capacity: 64)
    for number in numbers {
      // A record that is rejected competes for its key as well.
      var members: [(String, RecordsBSON)] = [("email", .string("\(number)@x.test"))]
      if number.isMultiple(of: 2) { members.append(("name", .string("n"))) }
      _ = encoder.encode(RecordsBSON.bytes(members).span, into: &buffer)
    }
  }
}
