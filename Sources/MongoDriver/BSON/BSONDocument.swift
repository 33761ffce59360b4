/// A small document that this program built: a filter, a projection, the options of a command.
package struct BSONDocument: Equatable, Sendable {
  /// The whole document, its length field and closing NUL included.
  package let bytes: [UInt8]

  package static let empty = BSONWriter().finish()

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }
}
