internal import Basics
internal import Engine

/// Renders the findings of `check`, one line each and its hint below.
struct CheckText: Sendable {
  var palette: Palette

  /// The finding with its hint, as lines.
  func line(_ line: CheckLine) -> String {
    let text =
      "\(mark(line.verdict)) \(line.side.rawValue)  \(SafeText.escape(line.subject)):"
      + " \(SafeText.escape(line.detail))\n"
    return line.hint.isEmpty ? text : text + "      hint: \(SafeText.escape(line.hint))\n"
  }

  /// Five columns wide.
  private func mark(_ verdict: CheckLine.Verdict) -> String {
    switch verdict {
    case .ok: palette.paint("ok", .green) + "   "
    case .warning: palette.paint("warn", .yellow) + " "
    case .fault: palette.paint("FAULT", .red)
    }
  }
}
