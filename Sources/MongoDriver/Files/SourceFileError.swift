internal import Glibc

/// Why a file of documents cannot be read, or not to its end.
package struct SourceFileError: Error, Equatable, Sendable {
  /// Offsets are bytes from where reading began.
  package enum Kind: Equatable, Sendable {
    case notFound
    case denied
    /// It ends inside a document.
    case truncated(offset: Int)
    /// What is there is not a document.
    case malformed(offset: Int)
    /// An array of documents in which something else occurs; `line` counts from 1.
    case brokenArray(line: Int, offset: Int)
    /// Compressed data ends before its end.
    case truncatedStream
    /// The data is not valid compressed data, or its checksum does not match.
    case damagedStream
    /// Nothing in it is a readable document; the first fault.
    case unreadable(DocumentFault)
    case foreign(ForeignFormat)
    /// The caller's `shouldStop` said so.
    case stopped
    /// The system refused for another reason; the number is `errno`.
    case io(Int32)
  }

  package let kind: Kind
  /// What happened, and to which file; never a part of its contents.
  package let message: String
  /// The operator's next step.
  package let hint: String

  init(_ kind: Kind, file: String) {
    self.kind = kind
    (message, hint) = SourceFileError.words(kind, file)
  }

  private static func words(_ kind: Kind, _ file: String) -> (message: String, hint: String) {
    switch kind {
    case .notFound:
      ("\(file) does not exist", "check the path")
    case .denied:
      ("\(file) may not be read", "give the user of this process permission to read it")
    case .truncated(let offset):
      (
        "\(file) is cut off: it ends inside the document that begins at byte \(offset)",
        "write the dump or export again and check that it finishes"
      )
    case .malformed(let offset):
      (
        "\(file) is damaged or of another format: no document begins at byte \(offset)",
        "give a .bson file of mongodump or the JSON of mongoexport, as it is or compressed by gzip"
      )
    case .brokenArray(let line, let offset):
      (
        "\(file) is not an array of documents: on line \(line) (byte \(offset)) a document, a comma or the"
          + " closing ] is missing, or something else is there",
        "correct it, or export one document per line, so that a broken one costs only itself"
      )
    case .truncatedStream:
      (
        "\(file) is cut off: it ends within its compressed data",
        "write the dump or export again and check that it finishes"
      )
    case .damagedStream:
      (
        "\(file) is damaged: its compressed data cannot be decompressed",
        "check it with gunzip -t, and write the dump or export again"
      )
    case .unreadable(let fault):
      (
        "\(file) holds no document that can be read: line \(fault.line): \(fault.text)",
        "give a .bson file of mongodump or the JSON of mongoexport, as it is or compressed by gzip"
      )
    case .foreign(let format): ("\(file) \(format.words)", format.hint)
    case .stopped:
      ("reading \(file) was stopped", "run it again: a read starts from the beginning")
    case .io(let number):
      (
        "\(file) cannot be read: \(SourceFileError.systemText(number))",
        "check the file and the disk it is on"
      )
    }
  }

  private static func systemText(_ number: Int32) -> String {
    // The C string is the library's, valid until the next call and copied at once.
    unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
  }
}
