internal import Glibc
internal import SyncCore

/// What is known about the terminal, if there is one.
enum TerminalFacts {
  /// True when the descriptor is open on a terminal.
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns; nil without a terminal, so that the same bytes go to every file and pipe.
  static func width(_ descriptor: Int32) -> Int? {
    guard isTerminal(descriptor) else { return nil }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Whether text for the descriptor is coloured.
  ///
  /// `kind` is the terminal's, the variable `TERM`; nil counts as one without colours.
  static func usesColor(_ rule: ColorRule, descriptor: Int32, kind: String?) -> Bool {
    switch rule {
    case .always: true
    case .never: false
    case .auto: isTerminal(descriptor) && kind ?? "dumb" != "dumb"
    }
  }
}
