import Testing

@testable import MongoDriver

struct UTF8CheckTests {
  static let valid: [[UInt8]] = [
    [], [0], Array("ascii only, longer than eight bytes".utf8), Array("grüße".utf8),
    Array("日本語".utf8),
    Array("😀 mixed ä text 😀 of some length".utf8), [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80],
    [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80],
    [0xF4, 0x8F, 0xBF, 0xBF],
  ]

  static let invalid: [[UInt8]] = [
    [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xC2, 0xC2],
    [0xE0, 0x9F, 0xBF], [0xE1, 0x80], [0xE1, 0x80, 0x41], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
    [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x90, 0x80], [0xF0, 0x90, 0x80, 0xC0],
    [0xF4, 0x90, 0x80, 0x80],
    [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
  ]

  @Test(arguments: valid)
  func `well-formed text is valid at any place`(_ bytes: [UInt8]) {
    for pad in 0..<18 {
      let padded = [UInt8](repeating: 0x41, count: pad) + bytes + [0x42]
      #expect(isValid(padded, 0..<padded.count))
      #expect(isValid(padded, pad..<pad + bytes.count))
      let scalars = String(decoding: padded, as: UTF8.self).unicodeScalars.count
      #expect(codePoints(padded, 0..<padded.count) == scalars)
    }
  }

  @Test(arguments: invalid)
  func `ill-formed text is invalid at any place`(_ bytes: [UInt8]) {
    for pad in 0..<18 {
      let padding = [UInt8](repeating: 0x41, count: pad)
      let ends = padding + bytes
      #expect(!isValid(ends, 0..<ends.count))
      let goesOn = ends + padding
      #expect(!isValid(goesOn, 0..<goesOn.count))
    }
  }

  @Test func `every pair and every scalar is judged as the standard library does`() {
    for first in UInt8(0x80)...0xFF {
      for second in UInt8.min...UInt8.max {
        let bytes = [first, second]
        let expected = String(validating: bytes, as: UTF8.self) != nil
        #expect(isValid(bytes, 0..<2) == expected)
      }
    }
    var wrong = 0
    for value in stride(from: UInt32(0x80), through: 0x10FFFF, by: 61) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let bytes = Array(String(scalar).utf8)
      if !isValid(bytes, 0..<bytes.count) { wrong += 1 }
      if isValid(bytes, 0..<bytes.count - 1) { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test func `a range ends inside a longer text`() {
    let bytes = Array("aä".utf8)
    #expect(!isValid(bytes, 0..<2))
    #expect(isValid(bytes, 0..<1))
  }

  private func isValid(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    UTF8Check.isValid(bytes.span, range)
  }

  private func codePoints(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    UTF8Check.codePoints(bytes.span, range)
  }
}
