/// What matching looks at in a byte of an email; only ASCII matters.
extension UInt8 {
  /// True for the white space trimmed from an email: space, tab, LF, VT, FF and CR.
  @inlinable package var isASCIISpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

  /// True for `A` to `Z`.
  @inlinable package var isASCIICapital: Bool { self &- 0x41 < 26 }

  /// The small letter of a capital one; any other byte unchanged.
  @inlinable package var foldedASCII: UInt8 { isASCIICapital ? self | 0x20 : self }
}
