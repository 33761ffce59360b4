/// One line of a metrics file: labels and a number.
struct MetricSample: Equatable {
  /// One label, which distinguishes the samples of a metric.
  struct Label: Equatable {
    var name: String
    /// The text between the quotes, with escapes.
    var text: String

    /// Escapes the value.
    init(_ name: String, _ value: String) {
      self.name = name
      text = value.unicodeScalars.reduce(into: "") { text, scalar in
        switch scalar {
        case "\\": text += "\\\\"
        case "\"": text += "\\\""
        case "\n": text += "\\n"
        default: text.unicodeScalars.append(scalar)
        }
      }
    }

    fileprivate init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  var metric: MetricName
  var labels: [Label]
  /// A number as Prometheus writes it.
  var value: String

  init(_ metric: MetricName, _ labels: [Label], _ value: String) {
    self.metric = metric
    self.labels = labels
    self.value = value
  }

  /// Reads a line that `text` has made; nil for any other line.
  init?(parsing line: Substring) {
    var rest = line.utf8[...]
    let name = Self.take(&rest) { Self.isName($0) }
    guard let metric = MetricName(rawValue: name), rest.popFirst() == UInt8(ascii: "{") else {
      return nil
    }
    var labels: [Label] = []
    repeat {
      let name = Self.take(&rest) { Self.isName($0) }
      guard !name.isEmpty, rest.popFirst() == UInt8(ascii: "="),
        rest.popFirst() == UInt8(ascii: "\""), let text = Self.takeQuoted(&rest)
      else { return nil }
      labels.append(Label(name: name, text: text))
      guard let next = rest.first, next == UInt8(ascii: ",") else { break }
      rest.removeFirst()
    } while true
    guard rest.popFirst() == UInt8(ascii: "}"), rest.popFirst() == UInt8(ascii: " "),
      let value = String(rest), let number = Double(value), number.isFinite
    else { return nil }
    self.init(metric, labels, value)
  }

  /// The line, without its end.
  var text: String {
    let list = labels.map { "\($0.name)=\"\($0.text)\"" }.joined(separator: ",")
    return "\(metric.rawValue){\(list)} \(value)"
  }

  private static func take(
    _ rest: inout Substring.UTF8View.SubSequence, while belongs: (UInt8) -> Bool
  ) -> String {
    let part = rest.prefix(while: belongs)
    rest = rest[part.endIndex...]
    return String(part) ?? ""
  }

  /// The text up to the closing quote, which is consumed too; nil when there is none.
  private static func takeQuoted(_ rest: inout Substring.UTF8View.SubSequence) -> String? {
    let start = rest
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\"") { return String(start[..<rest.startIndex].dropLast()) }
      guard byte == UInt8(ascii: "\\") else { continue }
      guard let escaped = rest.popFirst(), #"\"n"#.utf8.contains(escaped) else { return nil }
    }
    return nil
  }

  private static func isName(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
  }
}
