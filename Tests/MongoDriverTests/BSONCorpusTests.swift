import Foundation
import Testing

@testable import MongoDriver

/// The specifications' BSON corpus, from PyMongo's source archive: every case in the forms that are read.
struct BSONCorpusTests {
  private struct Valid: Decodable {
    var description: String
    var canonical_bson: String
    var canonical_extjson: String
    var relaxed_extjson: String?
    var degenerate_extjson: String?
    var degenerate_bson: String?
    var lossy: Bool?
  }

  private struct Broken: Decodable {
    var description: String
    var string: String?
    var bson: String?
  }

  private struct Suite: Decodable {
    var bson_type: String
    var valid: [Valid]?
    var parseErrors: [Broken]?
    var decodeErrors: [Broken]?
  }

  private static func suites() throws -> [Suite] {
    let source = try #require(
      ProcessInfo.processInfo.environment["SYNCTOOL_TEST_PYMONGO_SOURCE"],
      "Scripts/test fetches the corpus")
    let folder = URL(filePath: source).appending(path: "test/bson_corpus")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return try files.filter { $0.pathExtension == "json" }.map {
      try JSONDecoder().decode(Suite.self, from: Data(contentsOf: $0))
    }
  }

  private static func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = Array(hexadecimal.utf8)
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
    }
  }

  /// The BSON of a text; nil where it is refused.
  private static func read(_ text: String) -> [UInt8]? {
    var reader = ExtendedJSONReader()
    let bytes = Array(text.utf8)
    guard case .document = reader.read(bytes.span) else { return nil }
    return reader.output.withSpan(Bytes.copy)
  }

  /// The elements of a document without the difference of numbers that relaxed texts leave out.
  private static func relaxed(_ document: [UInt8]) throws -> [String] {
    var elements: [String] = []
    let span = document.span
    var walker = try BSONWalker(span, document: 0..<span.count)
    while let element = try walker.next(span) {
      let name = String(decoding: element.key.map { span[$0] }, as: UTF8.self)
      let start = element.value.lowerBound
      switch element.type {
      case .int32: elements.append("\(name)=\(Double(span.int32(at: start)))")
      case .int64: elements.append("\(name)=\(Double(span.int64(at: start)))")
      case .double: elements.append("\(name)=\(span.double(at: start))")
      case .document, .array:
        elements.append(name)
        elements += try relaxed(element.value.map { span[$0] })
      default: elements.append("\(name):\(element.type)\(element.value.map { span[$0] })")
      }
    }
    return elements
  }

  @Test func `every valid text becomes the BSON that it stands for`() throws {
    var count = 0
    for suite in try Self.suites() {
      for valid in suite.valid ?? [] {
        count += 1
        let expected = Self.bytes(valid.canonical_bson)
        let texts = [valid.canonical_extjson, valid.degenerate_extjson].compactMap(\.self)
        for text in texts {
          let found = Self.read(text)
          // A NaN with a payload and its like have no text of their own.
          let isSame = valid.lossy == true ? found != nil : found == expected
          #expect(isSame, "\(suite.bson_type) \(valid.description): \(text)")
        }
        guard let text = valid.relaxed_extjson else { continue }
        let found = try #require(Self.read(text), "\(valid.description): \(text)")
        let isSame = try valid.lossy == true || Self.relaxed(found) == Self.relaxed(expected)
        #expect(isSame, "\(valid.description): \(text)")
      }
    }
    #expect(count > 700)
  }

  @Test func `every text that is none is refused`() throws {
    var count = 0
    for suite in try Self.suites() {
      for broken in suite.parseErrors ?? [] {
        count += 1
        var text = try #require(broken.string)
        // Of decimals the number alone is given.
        if suite.bson_type == "0x13" {
          let number = try JSONEncoder().encode(text)
          text = #"{"d":{"$numberDecimal":"# + String(decoding: number, as: UTF8.self) + "}}"
        }
        #expect(Self.read(text) == nil, "\(suite.bson_type) \(broken.description): \(text)")
      }
    }
    #expect(count > 150)
  }

  /// True when all of a document can be walked, its texts in UTF-8.
  private static func isWhole(_ document: [UInt8]) -> Bool {
    let span = document.span
    guard document.count >= 5, Int(span.int32(at: 0)) == document.count else { return false }
    return isWhole(span, 0..<document.count)
  }

  private static func isWhole(_ span: Span<UInt8>, _ range: Range<Int>) -> Bool {
    do throws(BSONFault) {
      var walker = try BSONWalker(span, document: range)
      while let element = try walker.next(span) {
        let (start, end) = (element.value.lowerBound, element.value.upperBound)
        let text: Range<Int>
        switch element.type {
        case .document, .array:
          guard isWhole(span, element.value) else { return false }
          text = 0..<0
        case .string, .code, .symbol: text = start + 4..<end - 1
        case .dbPointer: text = start + 4..<end - 13
        case .codeWithScope:
          let scope = start + 8 + Int(span.int32(at: start + 4))
          guard isWhole(span, scope..<end) else { return false }
          text = start + 8..<scope - 1
        default: text = 0..<0
        }
        guard UTF8Check.isValid(span, text) else { return false }
      }
      return true
    } catch {
      return false
    }
  }

  @Test func `every valid BSON is walked to its end, and none that is broken`() throws {
    for suite in try Self.suites() {
      for valid in suite.valid ?? [] {
        for bson in [valid.canonical_bson, valid.degenerate_bson].compactMap(\.self) {
          #expect(Self.isWhole(Self.bytes(bson)), "\(suite.bson_type) \(valid.description)")
        }
      }
      for broken in suite.decodeErrors ?? [] {
        let bson = Self.bytes(try #require(broken.bson))
        #expect(!Self.isWhole(bson), "\(suite.bson_type) \(broken.description)")
      }
    }
  }
}
