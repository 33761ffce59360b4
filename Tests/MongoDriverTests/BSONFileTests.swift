import Foundation
import Testing

@testable import MongoDriver

struct BSONFileTests {
  static func document(_ number: Int, padding: Int = 0) -> [UInt8] {
    Bytes.document(
      Bytes.element(16, "n", Bytes.int32(number)),
      Bytes.element(5, "p", Bytes.int32(padding) + [0] + [UInt8](repeating: 1, count: padding)))
  }

  /// The documents of a file with these bytes.
  private func read(_ bytes: [UInt8]) throws -> [[UInt8]] {
    let file = try TemporaryFile(bytes)
    return try all(open(file.path))
  }

  private func all(_ file: consuming BSONFile) throws -> [[UInt8]] {
    var documents: [[UInt8]] = []
    try file.forEach { bytes in documents.append(Bytes.copy(bytes)) }
    return documents
  }

  private func fault(_ bytes: [UInt8]) -> SourceFileError.Kind? {
    #expect(throws: SourceFileError.self) { try read(bytes) }?.kind
  }

  @Test func `documents of all sizes come as they are`() throws {
    // Around and beyond the buffer, which begins with 1 MiB.
    let sizes = [0, 1, 100, 65_520, 3, 700_000, 5, 1_500_000, 0]
    let documents = sizes.enumerated().map { BSONFileTests.document($0, padding: $1) }
    #expect(try read(documents.flatMap { $0 }) == documents)
  }

  @Test func `an empty file has no document`() throws {
    #expect(try read([]).isEmpty)
  }

  @Test func `every cut is an error that names the document's place`() {
    let whole = BSONFileTests.document(1)
    let two = whole + BSONFileTests.document(2)
    for count in whole.count + 1..<two.count {
      #expect(fault(Array(two.prefix(count))) == .truncated(offset: whole.count))
    }
  }

  @Test(arguments: [-1, 0, 4, 48_000_001, Int(Int32.max), Int(Int32.min)])
  func `an impossible length is malformed`(_ length: Int) {
    let whole = BSONFileTests.document(1)
    #expect(fault(whole + Bytes.int32(length) + whole) == .malformed(offset: whole.count))
  }

  @Test func `a document that does not end in NUL is malformed`() {
    var bytes = BSONFileTests.document(1)
    bytes[bytes.count - 1] = 7
    #expect(fault(bytes) == .malformed(offset: 0))
  }

  @Test func `a document that is wrong inside is delivered`() throws {
    let wrong = Bytes.document([0x20, 0x61, 0])
    #expect(try read(wrong + BSONFileTests.document(1)).count == 2)
  }

  @Test func `a length that is promised but not there needs no memory for it`() throws {
    let bytes = Bytes.int32(48_000_000) + [1, 2, 3]
    #expect(fault(bytes) == .truncated(offset: 0))
  }

  @Test func `size and progress are known while a document is lent`() throws {
    let document = BSONFileTests.document(1)
    let temporary = try TemporaryFile(document + document)
    let file = try open(temporary.path)
    #expect(file.file.size == 2 * document.count)
    var progress: [Int] = []
    try file.forEach { _ in progress.append(file.file.bytesRead) }
    #expect(progress == [document.count, 2 * document.count])
  }

  @Test func `the body may stop the reading`() throws {
    let temporary = try TemporaryFile(BSONFileTests.document(1))
    let file = try open(temporary.path)
    #expect(throws: CancellationError.self) { try file.forEach { _ in throw CancellationError() } }
  }

  @Test func `a missing file, a directory and a forbidden file are told apart`() throws {
    let kind = { (path: String) in
      #expect(throws: SourceFileError.self) { _ = try open(path) }?.kind
    }
    #expect(kind("/nowhere/at/all.bson") == .notFound)
    #expect(kind("") == .notFound)
    #expect(kind("/") == .io(EISDIR))
    let temporary = try TemporaryFile([])
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: temporary.path)
    // The superuser may read everything.
    #expect(geteuid() == 0 || kind(temporary.path) == .denied)
  }

  private func open(_ path: String) throws -> BSONFile {
    BSONFile(reading: try FileBytes(path: path) { false })
  }

  private func open(
    _ pipe: Pipe, shouldStop: @escaping () -> Bool = { false }
  ) throws -> BSONFile {
    let descriptor = pipe.fileHandleForReading.fileDescriptor
    return BSONFile(reading: try FileBytes(descriptor: descriptor, shouldStop: shouldStop))
  }

  @Test func `a pipe is read in the pieces it gives`() throws {
    let pipe = Pipe()
    let documents = (0..<50).map { BSONFileTests.document($0, padding: $0 * 100) }
    let writer = Thread {
      let whole = documents.flatMap { $0 }
      for byte in stride(from: 0, to: whole.count, by: 777) {
        let piece = whole[byte..<min(byte + 777, whole.count)]
        try? pipe.fileHandleForWriting.write(contentsOf: Data(piece))
      }
      try? pipe.fileHandleForWriting.close()
    }
    writer.start()
    let file = try open(pipe)
    #expect(file.file.size == nil)
    #expect(try all(file) == documents)
  }

  @Test func `a silent pipe ends when the caller says so`() throws {
    let pipe = Pipe()
    let begin = ContinuousClock.now
    let file = try open(pipe) {
      ContinuousClock.now - begin > .milliseconds(300)
    }
    let error = #expect(throws: SourceFileError.self) { try file.forEach { _ in } }
    #expect(error?.kind == .stopped)
    #expect(ContinuousClock.now - begin < .seconds(5))
    try pipe.fileHandleForWriting.close()
  }
}
