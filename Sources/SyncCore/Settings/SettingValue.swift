/// The text of one setting and where it came from.
struct SettingValue {
  /// In the order of precedence, the weakest first.
  enum Layer: Int, Comparable {
    case file, process, option

    static func < (a: Layer, b: Layer) -> Bool { a.rawValue < b.rawValue }
  }

  /// The option or the variable, as the user typed it.
  var name: String
  /// Not empty unless it was given as an option.
  var text: String
  var layer: Layer
}
