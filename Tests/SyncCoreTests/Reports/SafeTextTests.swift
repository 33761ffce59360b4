import Basics
import SyncCore
import Testing

struct SafeTextTests {
  @Test(arguments: [
    ("plain text", "plain text"), ("", ""), ("León 東京 🎉", "León 東京 🎉"),
    ("a\nb\r\tc", "a\\nb\\r\\tc"), ("\u{0}\u{1B}[31m\u{7F}", "\\u{0}\\u{1b}[31m\\u{7f}"),
    ("\u{85}\u{9B}", "\\u{85}\\u{9b}"), ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"),
    ("\u{FEFF}\u{200B}\u{200D}\u{AD}", "\\u{feff}\\u{200b}\\u{200d}\\u{ad}"),
    ("\u{E0041}\u{3164}", "\\u{e0041}\\u{3164}"), ("back\\slash", "back\\slash"),
  ])
  func `what cannot be seen is spelled out`(text: String, escaped: String) {
    #expect(SafeText.escape(text) == escaped)
  }

  @Test func `every direction control is spelled out`() {
    let controls: [UInt32] =
      [0x061C, 0x200E, 0x200F] + Array(0x202A...0x202E) + Array(0x2066...0x2069)
    for value in controls {
      let scalar = Unicode.Scalar(value)
      #expect(scalar.map(SafeText.isHidden) == true, "\(value)")
    }
  }
}
