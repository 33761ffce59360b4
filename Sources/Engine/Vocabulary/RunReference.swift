/// Which run of the journal is meant.
package enum RunReference: Equatable, Sendable {
  /// A run by its number, 1 or more.
  case number(Int64)
  /// The latest run on the table: for `undo` the latest that is done, for `show` the latest of all.
  case last

  /// Reads a number in plain digits, or the word `last`; nil for anything else.
  package init?(parsing word: String) {
    if word == "last" {
      self = .last
    } else if word.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(word),
      number > 0
    {
      self = .number(number)
    } else {
      return nil
    }
  }
}
