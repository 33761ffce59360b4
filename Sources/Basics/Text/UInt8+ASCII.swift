/// What matching looks at in a byte of an email; it looks at ASCII alone.
extension UInt8 {
  /// True for what an email is trimmed of: space, tab, LF, VT, FF and CR.
  @inlinable package var isASCIISpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

  /// True for `A` to `Z`.
  @inlinable package var isASCIICapital: Bool { self &- 0x41 < 26 }

  /// The small letter of a capital one; any other byte as it is.
  @inlinable package var foldedASCII: UInt8 { isASCIICapital ? self | 0x20 : self }
}
