package import Basics
internal import Engine
internal import Glibc

/// The clients that a report lists, read back from a file that `--report` has written; rows without a record are none.
package struct ReportKeys: Sendable {
  /// The keys in the report's order, each once.
  package private(set) var keys: [String] = []
  /// The entries without a key: records that have no valid email.
  package private(set) var keyless = 0
  private var seen: Set<[UInt8]> = []
  private var entries = 0
  /// The places of the key and the action in a row of CSV, and how many cells a row has.
  private var heading: (key: Int, action: Int?, width: Int)?

  /// Reads `.ndjson` or `.csv`, by the file's name.
  ///
  /// Throws `.usage` for a path of another format, a file that cannot be read, and one that is not a report.
  package init(path: String) throws(SyncFailure) {
    let name = path.lowercased()
    let isCSV = name.hasSuffix(".csv")
    guard isCSV || name.hasSuffix(".ndjson") else {
      throw Self.fault(path, "must be a .ndjson or .csv report")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Self.fault(path, "cannot be read: \(SystemFault(errno).words)")
    }
    defer { close(descriptor) }
    if isCSV { try readCSV(descriptor, path) } else { try readLines(descriptor, path) }
  }

  private mutating func add(
    _ key: String?, _ action: String?, _ path: String
  ) throws(SyncFailure) {
    entries += 1
    if action == Action.orphan.rawValue { return }
    guard let key, !key.isEmpty else {
      keyless += 1
      return
    }
    if Self.isMasked(key) {
      throw Self.fault(path, "was written with --mask, which hides the emails")
    }
    if seen.insert(Array(key.utf8)).inserted { keys.append(key) }
  }

  /// True for the form that `EmailMask` gives emails: `a***@e***.com#1a2b3c4d`.
  private static func isMasked(_ key: String) -> Bool {
    let tag = key.utf8.suffix(9)
    return key.contains("***@") && tag.first == UInt8(ascii: "#")
      && tag.dropFirst().allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  private mutating func readLines(_ descriptor: Int32, _ path: String) throws(SyncFailure) {
    var line: [UInt8] = []
    while let piece = try Self.read(descriptor, path) {
      for byte in piece {
        if byte != 0x0A {
          line.append(byte)
        } else {
          try addLine(line, path)
          line.removeAll(keepingCapacity: true)
        }
      }
    }
    try addLine(line, path)
  }

  /// One entry as `ReportJSON` writes it; a blank line is skipped.
  private mutating func addLine(_ line: [UInt8], _ path: String) throws(SyncFailure) {
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return }
    guard
      case .object(let members)? = try? JSONReader.parse(
        line, depthLimit: JSONReader.jsonbDepthLimit),
      let action = members.first(where: { $0.name == "action" })?.value,
      let key = members.first(where: { $0.name == "key" })?.value
    else { throw unreadable(path) }
    try add(Self.text(key), Self.text(action), path)
  }

  private static func text(_ value: JSONValue) -> String? {
    if case .string(let text) = value { text } else { nil }
  }

  private mutating func readCSV(_ descriptor: Int32, _ path: String) throws(SyncFailure) {
    var cells = CSVCells()
    var isFirst = true
    while let piece = try Self.read(descriptor, path) {
      let hasMark = isFirst && piece.starts(with: [0xEF, 0xBB, 0xBF])
      for byte in piece.dropFirst(hasMark ? 3 : 0) { try add(cells.take(byte), path) }
      isFirst = false
    }
    try add(cells.end(), path)
  }

  /// Takes a row of the file if there is one: the first names the columns, in whatever order.
  private mutating func add(_ step: CSVCells.Step, _ path: String) throws(SyncFailure) {
    if case .fault = step { throw unreadable(path) }
    guard case .row(let row) = step else { return }
    guard let heading else {
      let place = { (name: String) in row.firstIndex { $0.elementsEqual(name.utf8) } }
      guard let key = place("key") else { throw unreadable(path) }
      return heading = (key, place("action"), row.count)
    }
    guard row.count == heading.width,
      let cell = String(validating: row[heading.key], as: UTF8.self)
    else { throw unreadable(path) }
    let action = heading.action.map { String(decoding: row[$0], as: UTF8.self) }
    try add(ReportCSV.text(ofKey: cell), action, path)
  }

  private func unreadable(_ path: String) -> SyncFailure {
    Self.fault(path, "is not a report: entry \(entries + 1) cannot be read")
  }

  /// The next bytes; nil at the end.
  private static func read(_ descriptor: Int32, _ path: String) throws(SyncFailure) -> [UInt8]? {
    do throws(SystemFault) {
      let piece = try DescriptorInput.read(descriptor)
      return piece.isEmpty ? nil : piece
    } catch {
      throw fault(path, "cannot be read: \(error.words)")
    }
  }

  private static func fault(_ path: String, _ words: String) -> SyncFailure {
    SyncFailure(
      .usage, .arguments, "--from: \(SafeText.escape(path)) \(words)",
      hint: "give a file that --report has written")
  }
}
