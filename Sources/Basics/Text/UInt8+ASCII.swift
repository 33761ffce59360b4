/// What matching looks at in a byte of an email; only ASCII matters.
extension UInt8 {
  /// True for the white space trimmed from an email: space, tab, LF, VT, FF and CR.
  @inlinable package var isASCIISpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

  /// True for `A` to `Z`.
  @inlinable package var isASCIICapital: Bool { self &- 0x41 < 26 }

  /// True for a letter or a digit.
  package var isASCIIAlphanumeric: Bool {
    isASCIIDigit || (0x61...0x7A).contains(self | 0x20)
  }

  /// True for `0` to `9`.
  package var isASCIIDigit: Bool { (0x30...0x39).contains(self) }

  /// The small letter of a capital one; any other byte unchanged.
  @inlinable package var foldedASCII: UInt8 { isASCIICapital ? self | 0x20 : self }
}

extension BidirectionalCollection<UInt8> {
  /// The bytes without ASCII white space at either end.
  package var withoutSpaceAround: SubSequence {
    let front = drop(while: \.isASCIISpace)
    let last = front.lastIndex { !$0.isASCIISpace }
    return front[..<(last.map(front.index(after:)) ?? front.startIndex)]
  }
}
