/// Values that try to be more than text in a page.
enum HostileWords {
  static let all = [
    "<script>document.title = 'run'</script>", #""><img src=x onerror="document.title='run'">"#,
    "javascript:alert(1)",
    "</style><h1>x</h1>", "]]>", "--><b>x</b>", "</script><script>1</script>",
    "</td></tr></tbody></table>",
    "&lt;i&gt;&#60;i&#62;", "' onfocus='alert(1)' autofocus='",
    "gpj\u{202E}exe.\u{2066}x", "zero\u{200B}width\u{FEFF}", "bell\u{7}esc\u{1B}[31m\u{9B}",
    "line\nbreak\r\n\ttab", "`code` ``` ~~~ `` ` ", "a\\|b | c \\\\|",
    "@octocat #1 GH-1 org/repo#2",
    "[x](https://evil.test) ![i](https://evil.test/i.png)", "https://evil.test www.evil.test",
    "<https://evil.test> <!-- x --> <details>", "- [ ] *x* __y__ ~~z~~", "# x\n\n---\n> q",
    "{{7*7}}",
    "&amp;copy; :smile: $x^2$", " lead and trail ",
  ]

  /// Records whose names, and whose addresses' names and values, are these.
  static var records: [String] {
    all.enumerated().map { number, word in
      let text = quoted(word)
      let client = TestRecord.client(
        number, "c\(number)@x.test", name: "NAME", "\"address\":{\(text):\(text)}")
      return client.replacing("\"NAME\"", with: text)
    }
  }

  /// As a JSON string.
  private static func quoted(_ word: String) -> String {
    "\""
      + word.unicodeScalars.map { scalar in
        if scalar == "\"" || scalar == "\\" { return "\\\(scalar)" }
        let digits = String(scalar.value, radix: 16)
        return scalar.value < 0x20
          ? "\\u" + String(repeating: "0", count: 4 - digits.count) + digits : "\(scalar)"
      }.joined() + "\""
  }
}
