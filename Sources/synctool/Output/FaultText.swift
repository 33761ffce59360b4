internal import SyncCore

/// Renders failures and warnings for standard error.
enum FaultText {
  /// What ended the run, and the next step.
  static func failure(_ failure: SyncFailure) -> String {
    lines("error", failure.message) + lines("hint", failure.hint)
  }

  /// What the run came to whose result got lost: its exit code says only that.
  static func lostResult(_ code: ExitCode) -> String {
    lines(
      "hint",
      "only the telling failed: the command itself came to its end, with exit code "
        + "\(code.rawValue)")
  }

  /// One of several things that are wrong.
  static func error(_ sentence: String) -> String { lines("error", sentence) }

  /// A fact worth attention that ends nothing.
  static func warning(_ sentence: String) -> String { lines("warning", sentence) }

  /// A step of the run, for who looks into it.
  static func debug(_ sentence: String) -> String { lines("debug", sentence) }

  /// Everything that is wrong with a command line, and where to read on.
  static func usage(_ faults: [UsageFault]) -> String {
    faults.map { lines("error", $0.message) + lines("hint", $0.hint) }.joined()
      + "Try 'synctool --help' for more.\n"
  }

  /// Each line of the text behind the tool's name; nothing for no text.
  private static func lines(_ kind: String, _ text: String) -> String {
    text.split(separator: "\n").map { "synctool: \(kind): \(SafeText.escape(String($0)))\n" }
      .joined()
  }
}
