internal import Basics

/// Reads a `.env` file line by line.
///
/// Where dialects differ: `#` begins a comment only at the start of a line, after white space, or
/// after a closing quote; single quotes and backquotes are literal; double quotes know `\n`, `\r`,
/// `\t`, `\\`, `\"` and `\$`, any other backslash stays; `$NAME` and `$(command)` stay as they are;
/// line ends inside quotes become LF. `NAME: value` is not an assignment.
struct DotEnvScanner {
  private let bytes: [UInt8]
  private var offset = 0
  private var line = 1

  private static let newLine: UInt8 = 0x0A
  private static let doubleQuote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")

  /// - Parameter bytes: the file, with or without a byte order mark, lines ending in LF, CRLF or CR.
  init(_ bytes: [UInt8]) {
    var text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    text.removeCarriageReturns()
    self.bytes = text
  }

  /// The next assignment or faulty line; nil at the end of the file.
  mutating func next() -> Result<(name: String, value: String), DotEnvFault>? {
    while offset < bytes.count {
      skipBlanks()
      guard let byte = peek, byte != Self.newLine, byte != UInt8(ascii: "#") else {
        finishLine()
        continue
      }
      let start = line
      do throws(DotEnvFault.Kind) {
        let entry = try assignment()
        finishLine()
        return .success(entry)
      } catch {
        // What follows an open quote cannot be distinguished from its contents.
        if error == .unterminatedQuote { offset = bytes.count } else { finishLine() }
        return .failure(DotEnvFault(line: start, kind: error))
      }
    }
    return nil
  }

  private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func assignment() throws(DotEnvFault.Kind) -> (name: String, value: String) {
    let end = bytes[offset...].firstIndex(of: Self.newLine) ?? bytes.count
    guard let equals = bytes[offset..<end].firstIndex(of: UInt8(ascii: "=")) else {
      throw .noEqualsSign
    }
    let name = Self.name(bytes[offset..<equals])
    offset = equals + 1
    let value = try value()
    guard let text = String(validating: value, as: UTF8.self), !value.contains(0) else {
      throw .badText
    }
    guard let name else { throw .badName }
    return (name, text)
  }

  /// The name before the `=`, without a leading `export`; nil when it is not a name.
  private static func name(_ part: ArraySlice<UInt8>) -> String? {
    var name = part.withoutSpaceAround
    let export = Array("export".utf8)
    if name.starts(with: export), let next = name.dropFirst(export.count).first, next.isBlank {
      name = name.dropFirst(export.count).withoutSpaceAround
    }
    let isName = name.allSatisfy { $0.isASCIIAlphanumeric || "_.-".utf8.contains($0) }
    return isName && !name.isEmpty ? String(decoding: name, as: UTF8.self) : nil
  }

  private mutating func value() throws(DotEnvFault.Kind) -> [UInt8] {
    skipBlanks()
    switch peek {
    case UInt8(ascii: "'"), UInt8(ascii: "`"), Self.doubleQuote: return try quoted()
    default: return unquoted()
    }
  }

  private mutating func unquoted() -> [UInt8] {
    let start = offset
    while let byte = peek, byte != Self.newLine {
      if byte == UInt8(ascii: "#") && bytes[offset - 1].isBlank { break }
      offset += 1
    }
    return Array(bytes[start..<offset].withoutSpaceAround)
  }

  private mutating func quoted() throws(DotEnvFault.Kind) -> [UInt8] {
    let quote = bytes[offset]
    offset += 1
    var value: [UInt8] = []
    while let byte = peek, byte != quote {
      offset += 1
      if byte == Self.newLine { line += 1 }
      if byte == Self.backslash, quote == Self.doubleQuote, let escaped = escape() {
        value.append(escaped)
      } else {
        value.append(byte)
      }
    }
    guard peek == quote else { throw .unterminatedQuote }
    offset += 1
    skipBlanks()
    guard peek == nil || peek == Self.newLine || peek == UInt8(ascii: "#") else {
      throw .textAfterQuote
    }
    return value
  }

  /// Consumes the second character of a known escape; nil when the backslash represents itself.
  private mutating func escape() -> UInt8? {
    let escaped: UInt8? =
      switch peek {
      case UInt8(ascii: "n"): 0x0A
      case UInt8(ascii: "r"): 0x0D
      case UInt8(ascii: "t"): 0x09
      case Self.backslash, Self.doubleQuote, UInt8(ascii: "$"): peek
      default: nil
      }
    if escaped != nil { offset += 1 }
    return escaped
  }

  private mutating func skipBlanks() {
    while let byte = peek, byte.isBlank { offset += 1 }
  }

  private mutating func finishLine() {
    while let byte = peek {
      offset += 1
      if byte == Self.newLine {
        line += 1
        return
      }
    }
  }
}

extension UInt8 {
  /// ASCII white space other than the line feed.
  fileprivate var isBlank: Bool { self != 0x0A && isASCIISpace }
}

extension [UInt8] {
  /// Makes every CRLF an LF, and every other CR too: old editors end lines with it.
  fileprivate mutating func removeCarriageReturns() {
    var kept = 0
    for index in indices {
      if self[index] == 0x0D, index + 1 < count, self[index + 1] == 0x0A { continue }
      self[kept] = self[index] == 0x0D ? 0x0A : self[index]
      kept += 1
    }
    removeLast(count - kept)
  }
}
