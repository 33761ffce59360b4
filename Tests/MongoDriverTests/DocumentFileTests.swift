import Testing

@testable import MongoDriver

struct DocumentFileTests {
  private func count(_ bytes: [UInt8]) throws -> Int {
    let temporary = try TemporaryFile(bytes, suffix: "")
    let file = try DocumentFile.open(temporary.path)
    var count = 0
    try file.forEach({ _ in count += 1 }, broken: { _, _ in })
    #expect(file.bytesRead == bytes.count && file.size == bytes.count)
    return count
  }

  private static let document = Bytes.everyType

  @Test(
    arguments: [
      ([], 0), (document, 1), (document + document, 2), (Bytes.document(), 1),
      (Array("{}".utf8), 1), (Array(" \n[{}, {}]".utf8), 2), ([0xEF, 0xBB, 0xBF] + "{}{}".utf8, 2),
      (BSONFileTests.document(0, padding: 0x7B00), 1),
    ] as [([UInt8], Int)])
  func `the first bytes tell the format`(_ bytes: [UInt8], _ expected: Int) throws {
    #expect(try count(bytes) == expected)
  }

  @Test(
    arguments: [
      ([0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 3], .truncatedStream),
      ([0x1F, 0x8B, 0x08, 0xFF, 0, 0, 0, 0, 0, 3, 7, 7], .damagedStream),
      ([0x28, 0xB5, 0x2F, 0xFD], .foreign(.compressed(by: "zstd"))),
      (Array("BZh9".utf8), .foreign(.compressed(by: "bzip2"))),
      ([0x6D, 0xE2, 0x99, 0x81, 1], .foreign(.archive)),
      ([0xFF, 0xFE, 0x7B, 0, 0x22, 0], .foreign(.wideText("UTF-16"))),
      ([0xFE, 0xFF, 0, 0x7B], .foreign(.wideText("UTF-16"))),
      (Array("{\0\"\0_\0i\0d\0".utf8), .foreign(.wideText("UTF-16LE"))),
      (Array("\0[\0{\0\"\0_\0i\0d".utf8), .foreign(.wideText("UTF-16BE"))),
      ([0xFF, 0xFE, 0, 0, 0x7B, 0, 0, 0], .foreign(.wideText("UTF-32"))),
      (Array("PK\u{3}\u{4}".utf8), .foreign(.zip)), (Array("PGDMP1".utf8), .foreign(.postgresDump)),
      (Array("name;email\n1;2\n".utf8), .foreign(.csv)), ([5, 0], .truncated(offset: 0)),
      (Array(document.dropLast()), .truncated(offset: 0)),
    ] as [([UInt8], SourceFileError.Kind)])
  func `other formats are refused by name`(_ bytes: [UInt8], _ kind: SourceFileError.Kind) {
    let error = #expect(throws: SourceFileError.self) { try count(bytes) }
    #expect(error?.kind == kind)
    #expect(error?.hint.isEmpty == false)
  }

  @Test func `a dump whose length looks like gzip is read`() throws {
    // 0x00088B1F bytes: the first four bytes are 1F 8B 08 00.
    let size = 0x088B1F
    let head = Bytes.element(7, "_id", Array(1...12))
    let padding = size - head.count - 5 - 8
    let document = Bytes.document(
      head,
      Bytes.element(5, "p", Bytes.int32(padding) + [0] + [UInt8](repeating: 1, count: padding)))
    #expect(document.prefix(3) == [0x1F, 0x8B, 0x08])
    #expect(try count(document) == 1)
  }

  @Test func `a path is escaped in messages`() {
    let error = #expect(throws: SourceFileError.self) { try open("/no\u{1B}[31m\u{202E}/x") }
    #expect(error?.message == "/no\\u{1B}[31m\\u{202E}/x does not exist")
  }

  private func open(_ path: String) throws {
    _ = try DocumentFile.open(path)
  }
}
