/// A file of documents whose format is recognised by its first bytes.
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
    var format = try format(of: file)
    if format == .gzip {
      try file.inflate()
      format = try Self.format(of: file)
    }
    switch format {
    case .bson: return .bson(BSONFile(reading: file))
    case .json: return .json(ExtendedJSONFile(reading: file))
    case .gzip: throw SourceFileError(.foreign(.compressedTwice), file: file.name)
    case .foreign(let format): throw SourceFileError(.foreign(format), file: file.name)
    }
  }

  private static func format(of file: FileBytes) throws(SourceFileError) -> FileFormat {
    _ = try file.fill(FileFormat.length)
    return FileFormat(
      firstBytes: file.withUnread { bytes in
        bytes.indices.prefix(FileFormat.length).map { bytes[$0] }
      })
  }

  private var bytes: FileBytes {
    switch self {
    case .bson(let file): file.file
    case .json(let file): file.file
    }
  }

  /// The file's bytes; nil for pipes.
  package var size: Int? { bytes.size }

  /// True for gzip data.
  package var isCompressed: Bool { bytes.isInflated }

  /// The mean size in bytes of the documents at its beginning, as far as they are in memory; nil where none is whole, and
  /// for JSON.
  package var firstSize: Int? {
    switch self {
    case .bson(let file): file.firstSize
    case .json: nil
    }
  }

  /// The bytes consumed so far, including the document being lent; may be read during `forEach`. For a
  /// compressed file, how far it was read.
  package var bytesRead: Int { bytes.bytesRead }

  /// Lends each document for the duration of one call of `body`; calls `broken` for one in JSON that cannot
  /// be read, with what is wrong and the members that could be read. Both may throw to stop.
  package func forEach(
    _ body: (Span<UInt8>) throws -> Void,
    broken: (_ fault: DocumentFault, _ rest: Span<UInt8>) throws -> Void
  ) throws {
    switch self {
    case .bson(let file): try file.forEach(body)
    case .json(let file): try file.forEach(body, broken: broken)
    }
  }
}
