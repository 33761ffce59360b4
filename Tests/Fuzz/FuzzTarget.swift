/// Something that takes bytes from outside: it must neither trap nor break its word.
struct FuzzTarget {
  var name: String
  var check: ([UInt8]) -> Void

  static var all: [FuzzTarget] {
    [
      FuzzTarget(name: "record", check: FuzzRecord.check),
      FuzzTarget(name: "bson", check: FuzzFile.checkBSON),
      FuzzTarget(name: "json", check: FuzzFile.checkJSON),
      FuzzTarget(name: "mapping", check: FuzzText.checkMapping),
      FuzzTarget(name: "dotenv", check: FuzzText.checkDotEnv),
      FuzzTarget(name: "arguments", check: FuzzText.checkArguments),
      FuzzTarget(name: "mongouri", check: FuzzText.checkMongoURI),
      FuzzTarget(name: "postgres", check: FuzzText.checkPostgres),
    ]
  }

  /// The one of this run; libFuzzer has one thread.
  nonisolated(unsafe) private(set) static var chosen = all[0]

  /// False when no target has the name.
  static func choose(_ name: String) -> Bool {
    guard let target = all.first(where: { $0.name == name }) else { return false }
    chosen = target
    return true
  }
}

/// Ends the process, which libFuzzer takes for a find; unlike a precondition it says why.
func hold(_ condition: Bool, _ words: @autoclosure () -> String) {
  if !condition { fatalError(words()) }
}
