/// A small document that this program built: a filter, a projection, the options of a command.
package struct BSONDocument: Equatable, Sendable {
  /// The size of the largest possible document in bytes: MongoDB's limit for a whole message.
  static let maximumLength = 48_000_000

  /// The whole document, its length field and closing NUL included.
  package let bytes: [UInt8]

  /// The document without elements.
  package static let empty = BSONWriter().finish()

  /// `bytes` are a whole document, with its length and its final NUL.
  init(bytes: [UInt8]) {
    self.bytes = bytes
  }
}
