/// How an email differs from another that a person would take for the same.
package enum TwinDifference: String, CaseIterable, Sendable {
  /// Capital and small letters, also beyond ASCII: `ß` and `SS`, the Turkish letters without or with
  /// a dot.
  case letterCase = "case"
  /// White space of any kind, anywhere.
  case space
  /// Characters that show as nothing: controls, format characters, fillers.
  case invisible
  /// The same characters in another form of Unicode: composed or not, in full width, as ligatures, as
  /// the Kelvin sign.
  case form
  /// Letters of another script that look alike: a Cyrillic `а`.
  case lookAlike = "look-alike"
}
