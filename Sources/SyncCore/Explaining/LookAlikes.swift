/// Small letters that look like an ASCII letter in nearly every typeface.
///
/// A choice from Unicode's confusables (UTS #39): the letters of living alphabets that keyboards have,
/// not digits for letters, and not letters that only resemble each other.
enum LookAlikes {
  /// The ASCII letter that the scalar looks like; nil for every other scalar.
  static func letter(_ scalar: Unicode.Scalar) -> Unicode.Scalar? { letters[scalar] }

  private static let letters: [Unicode.Scalar: Unicode.Scalar] = [
    // Cyrillic
    "\u{430}": "a", "\u{435}": "e", "\u{43E}": "o", "\u{440}": "p", "\u{441}": "c", "\u{443}": "y",
    "\u{445}": "x", "\u{455}": "s", "\u{456}": "i", "\u{458}": "j", "\u{4BB}": "h", "\u{501}": "d",
    "\u{51B}": "q", "\u{51D}": "w",
    // Greek
    "\u{3B1}": "a", "\u{3B9}": "i", "\u{3BD}": "v", "\u{3BF}": "o", "\u{3C1}": "p",
    "\u{3C5}": "u", "\u{3F2}": "c", "\u{3F3}": "j",
    // Armenian
    "\u{570}": "h", "\u{578}": "n", "\u{57D}": "u", "\u{581}": "g", "\u{585}": "o",
    // Latin beyond ASCII
    "\u{251}": "a", "\u{261}": "g", "\u{269}": "i",
  ]
}
