import MongoDriver
import PostgresDriver
import Testing

@testable import Records

/// Ids that MongoDB takes for equal have the same bytes, and no others have.
@Suite struct RecordsComparedIDTests {
  /// Each line is of ids that are equal to each other, and to none of another line.
  static let equals: [[RecordsBSON]] = [
    [.int32(70), .int64(70), .double(70), .decimal(70, 0), .decimal(7, 1), .decimal(7000, -2)],
    [.int32(0), .int64(0), .double(0), .double(-0.0), .decimal(0, 5, negative: true)],
    [.int32(-1), .int64(-1), .double(-1), .decimal(10, -1, negative: true)],
    [.int64(.max), .decimal(9_223_372_036_854_775_807, 0)],
    [.int64(.min), .double(-0x1p63)],
    [.int64(9_007_199_254_740_993)], [.int64(9_007_199_254_740_992), .double(0x1p53)],
    [.double(0x1p63), .decimal(9_223_372_036_854_775_808, 0)],
    [.double(1e300)], [.double(70.5), .decimal(705, -1)],
    // The double nearest to a tenth is not a tenth.
    [.double(0.1)], [.decimal(1, -1), .decimal(10, -2)],
    [.decimal(1, -1, negative: true)], [.decimal(1, -2)],
    [.double(.nan), .bid(0x7C00_0000_0000_0000, 0)],
    [.double(.infinity), .bid(0x7800_0000_0000_0000, 0)],
    [.double(-.infinity), .bid(0xF800_0000_0000_0000, 0)],
    [.string("70"), .symbol("70")], [.string("")], [.string("7")],
    [.objectID(Array(0..<12))], [.objectID(Array(1..<13))], [.bool(false)], [.bool(true)],
    [.date(70)], [.timestamp(0, 70)], [.binary(0, [70])], [.binary(4, [70])],
    [.document([])], [.document([("a", .int32(1))])], [.array([])], [.minKey], [.maxKey],
  ]

  private static func bytes(_ id: RecordsBSON) throws -> [UInt8] {
    let document = RecordsBSON.bytes([("_id", id)])
    var walker = try BSONWalker(document.span, document: 0..<document.count)
    let element = try #require(try walker.next(document.span))
    var buffer = CopyBuffer(capacity: 64)
    try ComparedID.append(element, of: document.span, to: &buffer)
    return buffer.withSpan { span in span.indices.map { span[$0] } }
  }

  @Test func `numbers are equal by their value, all else by type and bytes`() throws {
    var seen: [[UInt8]: Int] = [:]
    for (line, ids) in Self.equals.enumerated() {
      let first = try Self.bytes(ids[0])
      #expect(seen[first] == nil, "\(ids[0]) is equal to one of line \(seen[first] ?? 0)")
      seen[first] = line
      for id in ids { #expect(try Self.bytes(id) == first, "\(id) is not \(ids[0])") }
    }
  }
}
