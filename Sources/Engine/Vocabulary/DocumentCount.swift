package import Basics

/// How many documents of MongoDB a run has written, and how many of its plan it has not.
package struct DocumentCount: Equatable, Sendable {
  package var written: Int
  /// Those that were not as planned any more, that were refused, and those whose turn has not come.
  package var left: Int

  package init(written: Int, left: Int) { (self.written, self.left) = (written, left) }

  /// As results and the journal have it.
  package var json: JSONValue { ["left": .integer(left), "written": .integer(written)] }

  /// nil for anything else than what `json` makes.
  init?(_ json: JSONValue?) {
    let number = { (name: String) -> Int? in
      if case .number(let digits)? = json?[name] { Int(digits) } else { nil }
    }
    guard let written = number("written"), let left = number("left") else { return nil }
    self.init(written: written, left: left)
  }
}
