internal import Basics

/// Makes text safe wherever HTML takes text or a quoted attribute's value.
enum HTMLEscape {
  /// Text from data: its hidden characters are made visible first.
  static func data(_ text: String) -> String { Self.text(SafeText.escape(text)) }

  /// Text in which nothing is hidden.
  static func text(_ text: String) -> String {
    guard text.utf8.contains(where: { Self.special.contains($0) }) else { return text }
    var escaped: [UInt8] = []
    escaped.reserveCapacity(text.utf8.count + 32)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): escaped += Array("&amp;".utf8)
      case UInt8(ascii: "<"): escaped += Array("&lt;".utf8)
      case UInt8(ascii: ">"): escaped += Array("&gt;".utf8)
      case UInt8(ascii: "\""): escaped += Array("&quot;".utf8)
      case UInt8(ascii: "'"): escaped += Array("&#39;".utf8)
      default: escaped.append(byte)
      }
    }
    return String(decoding: escaped, as: UTF8.self)
  }

  private static let special = Array("&<>\"'".utf8)
}
