internal import Basics

/// The Content-Security-Policy of a page: its own style sheet and script, known by their hashes, and
/// nothing else from anywhere.
enum HTMLPolicy {
  /// The policy as one header value.
  static let text =
    "default-src 'none'; style-src '\(hash(HTMLStyle.text))'; script-src '\(hash(HTMLScript.text))';"
    + " base-uri 'none'; form-action 'none'"

  private static func hash(_ text: String) -> String {
    "sha256-" + base64(SHA256.digest(Array(text.utf8)))
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      let group = (0..<3).reduce(0) { $0 << 8 | ($1 < part.count ? Int(part[start + $1]) : 0) }
      let four = (0..<4).map { digits[group >> (18 - 6 * $0) & 63] }
      text += four.prefix(part.count + 1)
      text += repeatElement(UInt8(ascii: "="), count: 3 - part.count)
    }
    return String(decoding: text, as: UTF8.self)
  }
}
