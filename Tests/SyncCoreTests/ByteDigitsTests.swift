import Basics
import Foundation
import Testing

/// Bytes as digits: against Foundation's base64, and back.
struct ByteDigitsTests {
  @Test(arguments: 0...67)
  func `base64 of any length is that of others`(length: Int) {
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 89 &+ length) }
    #expect(ByteDigits.base64Text(bytes) == Data(bytes).base64EncodedString())
  }

  @Test func `every byte has two digits that lead back to it`() {
    let all = (0...255).map { UInt8($0) }
    let text = ByteDigits.hexText(all)
    #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff") && text.utf8.count == 512)
    #expect(ByteDigits.bytes(hex: text.utf8) == all)
    #expect(ByteDigits.bytes(hex: text.uppercased().utf8) == all)
  }

  @Test(arguments: ["0", "0g", "g0", "00 ", "+1", "0x", "é"])
  func `what is not pairs of digits stands for no bytes`(text: String) {
    #expect(ByteDigits.bytes(hex: text.utf8) == nil)
  }
}
