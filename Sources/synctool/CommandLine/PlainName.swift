internal import Basics
internal import SyncCore

/// Words that a message may repeat, and the words that it suggests instead.
enum PlainName {
  /// True for a short word of letters, digits, dashes and underscores: no address, URI or password
  /// with a special character passes.
  static func isPlain(_ word: String) -> Bool {
    !word.isEmpty && word.utf8.count <= 24
      && word.utf8.allSatisfy { $0.isASCIIAlphanumeric || "-_".utf8.contains($0) }
  }

  /// The option that an unknown one was probably meant to be, as a hint; empty when none is near.
  static func hint(forOption word: String) -> String {
    let names = (Options.all + Options.standing).map(\.long)
    return NameDistance.suggestion(for: word, among: names).map { "did you mean --\($0)?" } ?? ""
  }

  /// `bash, zsh or fish`.
  static func list(_ names: [String], joined word: String = "or") -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " \(word) " + last
  }
}
