import Testing

/// What the compiler lets into a page.
struct HTMLFragmentTests {
  private static let snippet = RefusedSnippet(
    file: "Engine/Reports/HTML.swift", modules: ["Basics": ["Basics/Text/SafeText.swift"]])

  private static let taken = [
    #"let page: HTML = "<p>\(text)</p>"; _ = page"#,
    #"let page: HTML = "<p class=\"\(text)\">\(7)</p>"; _ = page + page"#,
    ##"let page: HTML = #"<p class="a">"#; let all: HTML = "\(page)\([page, page])"; _ = all"##,
    #"let page: HTML? = nil; let all: HTML = "\(page)"; _ = all"#,
  ]

  private static let refused = [
    "let page: HTML = text; _ = page",
    "_ = HTML(stringLiteral: text)",
    "_ = HTML(text)",
    "_ = HTML(text: text)",
    #"_ = HTML(stringLiteral: "<p>\(text)</p>")"#,
    #"let page: HTML = "<p>" + text; _ = page"#,
    #"let page: HTML = "<p>"; _ = page + text"#,
    #"var page: HTML = "<p>"; page.text += text"#,
    "var part = HTML.StringInterpolation(literalCapacity: 0, interpolationCount: 0); part.appendLiteral(text)",
    "var part = HTML.StringInterpolation(literalCapacity: 0, interpolationCount: 0); part.text = text",
    "let pages: [HTML] = [text]; _ = pages",
    "let page: HTML = text as HTML; _ = page",
    "_ = [text].map { $0 as HTML }",
  ]

  @Test func `markup comes from literals alone: a String spliced in as such does not compile`()
    throws
  {
    let refusals = try Self.snippet.refusals(of: Self.taken + Self.refused)
    for line in Self.taken { #expect(refusals[line] == nil, "\(line)") }
    for line in Self.refused { #expect(refusals[line] != nil, "\(line)") }
  }
}
