import Testing

@testable import PostgresDriver

struct CopyOutReaderTests {
  private static let header: [UInt8] =
    Array("PGCOPY\n".utf8) + [0xFF, 13, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0]

  private func read(_ messages: [[UInt8]]) throws -> (rows: [[[UInt8]?]], complete: Bool) {
    var reader = CopyOutReader(statement: "test")
    var rows: [[[UInt8]?]] = []
    for message in messages {
      try message.withUnsafeBufferPointer { bytes in
        try reader.read(bytes) { row in
          rows.append([row.copy(0), row.copy(1)])
        }
      }
    }
    return (rows, reader.isComplete)
  }

  @Test func `header, rows and end mark may share messages or not`() throws {
    let row: [UInt8] = [0, 2, 0, 0, 0, 1, 65, 0xFF, 0xFF, 0xFF, 0xFF]
    let end: [UInt8] = [0xFF, 0xFF]
    let expected: [[[UInt8]?]] = [[[65], nil], [[65], nil]]
    for messages in [
      [Self.header + row, row, end], [Self.header, row + row + end],
      [Self.header + row + row + end],
    ] {
      let result = try read(messages)
      #expect(result.rows == expected)
      #expect(result.complete)
    }
    #expect(try !read([Self.header + row]).complete)
  }

  @Test func `a header extension is skipped`() throws {
    var header = Self.header
    header[18] = 2
    #expect(try read([header + [1, 2] + [0xFF, 0xFF]]).complete)
  }

  private static let malformed: [[UInt8]] =
    [
      [], [1, 2, 3], Array("PGCOPX\n".utf8) + Array(header[7...]), Array(header[..<15]),
      header.replacing(at: 12, 1), header.replacing(at: 18, 200),
    ]
    + [
      [0], [0xFF, 0xFE], [0, 1], [0, 1, 0, 0, 0], [0, 1, 0, 0, 0, 5, 1, 2],
      [0, 1, 0x7F, 0xFF, 0xFF, 0xFF], [0, 1, 0xFF, 0xFF, 0xFF, 0xFE], [0xFF, 0xFF, 0],
      [0x7F, 0xFF, 0, 0, 0, 0],
    ].map { header + $0 }

  @Test(arguments: malformed)
  func `malformed bytes are refused without reading beyond them`(_ bytes: [UInt8]) throws {
    let error = #expect(throws: PostgresError.self) { _ = try read([bytes]) }
    #expect(error?.kind == .protocolMisuse)
  }
}

extension [UInt8] {
  fileprivate func replacing(at index: Int, _ byte: UInt8) -> [UInt8] {
    var copy = self
    copy[index] = byte
    return copy
  }
}
