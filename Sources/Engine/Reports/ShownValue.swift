internal import Basics

/// Values from data as a page shows them: visible, on one line, and cut.
enum ShownValue {
  /// JSON text, so that blanks, numbers and strings can be told apart.
  static func text(_ value: JSONValue?, limit: Int) -> String {
    guard let value else { return "(absent)" }
    return cut(JSONWriter().text(value), limit: limit)
  }

  /// The text without hidden characters, cut to this many, and how many more there are.
  static func cut(_ text: String, limit: Int) -> String {
    let scalars = text.unicodeScalars
    guard text.utf8.count > limit,
      let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
      end < scalars.endIndex
    else { return SafeText.escape(text) }
    let more = scalars.distance(from: end, to: scalars.endIndex)
    return SafeText.escape(String(scalars[..<end]))
      + "… (\(NumberText.grouped(more)) more characters)"
  }
}
