/// Escapes data for GitHub Flavored Markdown.
enum MarkdownText {
  /// The text as a code span, in which nothing is markup: no HTML, no link, no mention, no reference.
  ///
  /// Not for tables, where a bar would still separate cells.
  static func code(_ text: String, limit: Int) -> String {
    let text = ShownValue.cut(text, limit: limit)
    guard !text.isEmpty else { return "` `" }
    let fence = String(repeating: "`", count: longestRun(text) + 1)
    // One blank on either side is removed when both are there.
    let ends = Array(text.utf8.prefix(1)) + Array(text.utf8.suffix(1))
    let isOpen = ends.contains { $0 == UInt8(ascii: "`") || $0 == UInt8(ascii: " ") }
    let pad = isOpen ? " " : ""
    return fence + pad + text + pad + fence
  }

  /// The length of the longest run of backticks.
  private static func longestRun(_ text: String) -> Int {
    var (longest, run) = (0, 0)
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
