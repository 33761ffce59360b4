/// Why bytes are not BSON, and where.
@usableFromInline
package struct BSONFault: Error, Equatable, Sendable {
  /// What is wrong with the bytes.
  @usableFromInline
  package enum Kind: Equatable, Sendable {
    /// The document ends before the element does.
    case truncated
    /// A length is negative, too small for its type, or differs from what it measures.
    case badLength
    case unknownType(UInt8)
    /// A string or document does not end in NUL.
    case missingTerminator
    /// A boolean that is neither 0 nor 1.
    case badValue
    /// An accessor was asked for a type other than the element's.
    case wrongType
  }

  @usableFromInline package let kind: Kind
  /// The byte of the span at which the fault shows.
  @usableFromInline package let offset: Int

  @inlinable
  package init(_ kind: Kind, at offset: Int) {
    self.kind = kind
    self.offset = offset
  }
}
