/// Writes JSON that is safe to show on a terminal, whatever the data.
///
/// Control characters (C0, DEL, C1), line and paragraph separators and bidirectional controls are
/// written as `\u` escapes; a slash is not escaped. It does not recurse: any depth can be written.
package struct JSONWriter: Sendable {
  /// True to write the members of every object in the byte order of their names.
  package var sortsNames: Bool

  package init(sortsNames: Bool = false) { self.sortsNames = sortsNames }

  /// The value as JSON text, without white space and a final line feed.
  package func text(_ value: JSONValue) -> String {
    var bytes: [UInt8] = []
    append(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the same text.
  package func append(_ value: JSONValue, to bytes: inout [UInt8]) {
    var open: [Frame] = []
    begin(value, &open, &bytes)
    while let frame = open.last {
      let index = frame.next
      if index == frame.values.count {
        open.removeLast()
        bytes.append(UInt8(ascii: frame.names == nil ? "]" : "}"))
        continue
      }
      open[open.count - 1].next += 1
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      if let names = frame.names {
        Self.appendString(names[index], to: &bytes)
        bytes.append(UInt8(ascii: ":"))
      }
      begin(frame.values[index], &open, &bytes)
    }
  }

  /// The text as a JSON string with its quotes, escaped like all strings.
  package static func quoted(_ text: String) -> String { JSONWriter().text(.string(text)) }

  /// A container that has been opened and is not closed yet.
  private struct Frame {
    var values: [JSONValue]
    /// nil for an array.
    var names: [String]?
    var next = 0
  }

  /// Writes a whole scalar or empty container, or the opening bracket of another one.
  private func begin(_ value: JSONValue, _ open: inout [Frame], _ bytes: inout [UInt8]) {
    switch value {
    case .null: bytes += Array("null".utf8)
    case .bool(let flag): bytes += Array((flag ? "true" : "false").utf8)
    case .number(let text): bytes += Array(text.utf8)
    case .string(let text): Self.appendString(text, to: &bytes)
    case .array([]): bytes += Array("[]".utf8)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      open.append(Frame(values: elements, names: nil))
    case .object(let members) where members.isEmpty: bytes += Array("{}".utf8)
    case .object(let members):
      let ordered =
        sortsNames
        ? members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) } : members
      bytes.append(UInt8(ascii: "{"))
      open.append(Frame(values: ordered.map(\.value), names: ordered.map(\.name)))
    }
  }

  private static func appendString(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": bytes += [UInt8(ascii: "\\"), UInt8(ascii: "\"")]
      case "\\": bytes += [UInt8(ascii: "\\"), UInt8(ascii: "\\")]
      case "\u{08}": bytes += [UInt8(ascii: "\\"), UInt8(ascii: "b")]
      case "\t": bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
      case "\n": bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      case "\u{0C}": bytes += [UInt8(ascii: "\\"), UInt8(ascii: "f")]
      case "\r": bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
      case _ where mustEscape(scalar): appendEscape(scalar, to: &bytes)
      default: bytes += Array(UTF8.encode(scalar) ?? .init())
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// True for characters that could move the cursor, end a line or change the direction of text.
  private static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// All characters that must be escaped are below U+10000: one escape each.
  private static func appendEscape(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    let digits = String(scalar.value, radix: 16)
    bytes += Array(("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
  }
}
