/// A file of documents whose format its first bytes tell.
package enum DocumentFile: ~Copyable {
  case bson(BSONFile)
  case json(ExtendedJSONFile)

  /// Opens `path`, or takes standard input for `-`, and waits for its first bytes.
  /// - Parameter shouldStop: asked before each read and every 200 ms of waiting.
  package static func open(
    _ path: String, shouldStop: @escaping () -> Bool = { false }
  ) throws(SourceFileError) -> DocumentFile {
    let file =
      path == "-"
      ? try FileBytes(descriptor: 0, shouldStop: shouldStop)
      : try FileBytes(path: path, shouldStop: shouldStop)
    _ = try file.fill(16)
    let bytes = file.withUnread { bytes in (0..<min(16, bytes.count)).map { bytes[$0] } }
    switch FileFormat(firstBytes: bytes) {
    case .bson: return .bson(BSONFile(reading: file))
    case .json: return .json(ExtendedJSONFile(reading: file))
    case .compressed: throw SourceFileError(.compressed, file: file.name)
    case .archive: throw SourceFileError(.archive, file: file.name)
    }
  }

  /// The file's bytes; nil for pipes.
  package var size: Int? {
    switch self {
    case .bson(let file): file.size
    case .json(let file): file.size
    }
  }

  /// The bytes consumed so far, the document being lent included; may be read during `forEach`.
  package var bytesRead: Int {
    switch self {
    case .bson(let file): file.bytesRead
    case .json(let file): file.bytesRead
    }
  }

  /// Lends each document for the time of one call of `body`; calls `malformed` for a JSON object
  /// that is no Extended JSON, with the place of its first byte. Both may throw to stop.
  package func forEach(
    _ body: (Span<UInt8>) throws -> Void, malformed: (_ offset: Int) throws -> Void
  ) throws {
    switch self {
    case .bson(let file): try file.forEach(body)
    case .json(let file): try file.forEach(body, malformed: malformed)
    }
  }
}
