/// A piece of SQL: its text comes from literals of the program, and interpolated values are quoted.
///
/// A String cannot become SQL: a literal is one of `StaticString`, which the compiler makes of literals
/// alone. The values of clients are bound to parameters instead.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
  /// The SQL itself.
  package private(set) var text: String

  package init(stringLiteral literal: StaticString) { text = literal.description }

  package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  /// The name of a database object in double quotes.
  package init(identifier name: String) { text = Self.quoted(name, by: "\"") }

  /// A text in single quotes, whatever `standard_conforming_strings` says.
  package init(literal value: String) {
    let isPlain = !value.utf8.contains(UInt8(ascii: "\\"))
    text = isPlain ? Self.quoted(value, by: "'") : "E" + Self.quoted(value, by: "'", "\\")
  }

  /// What the server has written as SQL: nothing but its answer makes one, by `PostgresResult.sql`.
  init(writtenByServer text: String) { self.text = text }

  package static func + (first: SQL, second: SQL) -> SQL { "\(first)\(second)" }

  /// A NUL, which SQL has no way to write, stays: the connection refuses to send it.
  ///
  /// By scalars: as a grapheme a quote may hide under a combining mark.
  private static func quoted(
    _ text: String, by mark: Unicode.Scalar, _ escape: Unicode.Scalar? = nil
  ) -> String {
    var result = String.UnicodeScalarView([mark])
    for scalar in text.unicodeScalars {
      result.append(scalar)
      if scalar == mark || scalar == escape { result.append(scalar) }
    }
    result.append(mark)
    return String(result)
  }
}

extension SQL: Hashable {
  /// To the byte: names that Unicode takes for the same are two to PostgreSQL.
  package static func == (first: SQL, second: SQL) -> Bool {
    first.text.utf8.elementsEqual(second.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }
}

/// For messages that say what to run.
extension SQL: CustomStringConvertible {
  package var description: String { text }
}

extension SQL {
  /// The operator of equality, under any search path.
  package static let equals: SQL = "OPERATOR(pg_catalog.=)"
}

extension SQL {
  /// What a literal with values in it is made of.
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    package mutating func appendLiteral(_ literal: StaticString) { text += literal.description }

    package mutating func appendInterpolation(_ sql: SQL) { text += sql.text }

    /// Separated by commas.
    package mutating func appendInterpolation(_ list: [SQL]) {
      text += list.joined(separator: ", ").text
    }

    package mutating func appendInterpolation(identifier name: String) {
      appendQuoted(SQL(identifier: name))
    }

    package mutating func appendInterpolation(literal value: String) {
      appendQuoted(SQL(literal: value))
    }

    /// A word of a closed set, such as an action or a reason, as a literal.
    package mutating func appendInterpolation(_ word: some RawRepresentable<String> & CaseIterable)
    {
      appendQuoted(SQL(literal: word.rawValue))
    }

    /// Separated by commas.
    package mutating func appendInterpolation(
      _ words: [some RawRepresentable<String> & CaseIterable]
    ) {
      appendInterpolation(words.map { SQL(literal: $0.rawValue) })
    }

    /// Two minus signs would begin a comment.
    package mutating func appendInterpolation(_ number: some BinaryInteger) {
      if number < 0, text.utf8.last == UInt8(ascii: "-") { text += " " }
      text += String(number)
    }

    /// A letter before it would change what a literal means, as in `E'\'`, and a quote would join the two.
    private mutating func appendQuoted(_ sql: SQL) {
      let isApart = text.unicodeScalars.last.map { " (,.=[\n:".unicodeScalars.contains($0) } ?? true
      text += isApart ? sql.text : " " + sql.text
    }
  }
}

extension Sequence<SQL> {
  /// The pieces one after the other, the separator between them.
  package func joined(separator: SQL) -> SQL {
    var joined: SQL?
    for piece in self { joined = joined.map { $0 + separator + piece } ?? piece }
    return joined ?? ""
  }
}
