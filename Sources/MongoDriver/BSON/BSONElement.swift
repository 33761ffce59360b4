/// One element of a document, as offsets into the span that contains the document.
@usableFromInline
package struct BSONElement: Equatable, Sendable {
  @usableFromInline package let type: BSONType
  /// The bytes of the name, without its NUL; their UTF-8 is not checked.
  @usableFromInline package let key: Range<Int>
  /// The bytes after the name: for a string its length, text and NUL, for a document all of it.
  @usableFromInline package let value: Range<Int>

  /// The text's bytes in a value of type string, code or symbol.
  @inlinable
  package var text: Range<Int> { value.lowerBound + 4..<value.upperBound - 1 }

  @inlinable
  package init(type: BSONType, key: Range<Int>, value: Range<Int>) {
    self.type = type
    self.key = key
    self.value = value
  }
}
