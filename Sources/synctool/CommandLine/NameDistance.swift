/// Finds the name that a mistyped word was probably meant to be.
enum NameDistance {
  /// The nearest of the names within two typos, else the only one that the word begins; nil when
  /// none or too many are near.
  static func suggestion(for word: String, among names: [String]) -> String? {
    let measured = names.map { (name: $0, distance: between(word, $0)) }
    // Two typos turn any word of two letters into any other: short words must share most letters.
    let near = measured.filter { $0.distance <= min(2, word.unicodeScalars.count / 2) }
    if let best = near.min(by: { $0.distance < $1.distance }) { return best.name }
    let begun = names.filter { word.count >= 2 && $0.hasPrefix(word) }
    return begun.count == 1 ? begun.first : nil
  }

  /// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
  static func between(_ first: String, _ second: String) -> Int {
    let a = Array(first.unicodeScalars)
    let b = Array(second.unicodeScalars)
    var before: [Int] = []
    var above = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        let exchange = above[j] + (a[i] == b[j] ? 0 : 1)
        var least = min(above[j + 1] + 1, row[j] + 1, exchange)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          least = min(least, before[j - 1] + 1)
        }
        row.append(least)
      }
      before = above
      above = row
    }
    return above[b.count]
  }
}
