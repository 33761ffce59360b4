import PostgresDriver
import Testing

struct CopyBufferTests {
  private func bytes(_ buffer: borrowing CopyBuffer) -> [UInt8] {
    buffer.withSpan { span in span.indices.map { span[$0] } }
  }

  @Test func `integers are big-endian in their own width`() {
    var buffer = CopyBuffer(capacity: 0)
    buffer.append(7)
    buffer.appendInteger(Int16(-2))
    buffer.appendInteger(UInt32(0x0102_0304))
    buffer.appendInteger(Int64.min)
    buffer.appendNull()
    let all = bytes(buffer)
    #expect(all[..<7] == [7, 0xFF, 0xFE, 1, 2, 3, 4])
    #expect(all[7...] == [0x80, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF])
  }

  @Test func `a field's length is written when it ends`() {
    var buffer = CopyBuffer(capacity: 1)
    let outer = buffer.beginField()
    buffer.append(utf8: "ž")
    let inner = buffer.beginField()
    buffer.endField(inner)
    buffer.endField(outer)
    #expect(bytes(buffer) == [0, 0, 0, 6, 0xC5, 0xBE, 0, 0, 0, 0])
  }

  @Test func `it grows over many doublings without losing a byte`() {
    var buffer = CopyBuffer(capacity: 3)
    let part: [UInt8] = (0..<251).map { UInt8($0) }
    for _ in 0..<1000 { buffer.append(part.span) }
    let count = buffer.count
    #expect(count == 251_000)
    let good = buffer.withSpan { span in
      span.indices.allSatisfy { span[$0] == UInt8($0 % 251) }
    }
    #expect(good)
  }

  @Test func `parts, static text and large pieces are appended`() {
    var buffer = CopyBuffer(capacity: 8)
    let source: [UInt8] = Array("abcdef".utf8)
    buffer.append(source.span, 1..<3)
    buffer.append(source.span, 6..<6)
    buffer.append("XY")
    buffer.append("")
    let none: [UInt8] = []
    buffer.append(none.span)
    #expect(bytes(buffer) == Array("bcXY".utf8))
    let large = [UInt8](repeating: 1, count: 100_000)
    buffer.append(large.span)
    let count = buffer.count
    #expect(count == 100_004)
  }

  @Test func `truncating drops the end and emptying drops all`() {
    var buffer = CopyBuffer(capacity: 8)
    buffer.append(utf8: "abcdef")
    buffer.truncate(to: 2)
    buffer.append(utf8: "z")
    #expect(bytes(buffer) == Array("abz".utf8))
    buffer.removeAll()
    let isEmpty = buffer.isEmpty
    #expect(isEmpty)
    #expect(bytes(buffer).isEmpty)
  }
}
