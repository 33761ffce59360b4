internal import SyncCore

/// A way to tell what the tool and each of its commands do.
protocol CommandManual {
  /// The page about the tool as a whole; the same bytes wherever and whenever it is made.
  static func general(_ tree: CommandTree) -> String
  /// The page about one command.
  static func command(_ command: Command, _ tree: CommandTree) -> String
}

extension CommandManual {
  /// The page about the command, with nil about the tool as a whole.
  static func page(of command: Command?, _ tree: CommandTree) -> String {
    command.map { self.command($0, tree) } ?? general(tree)
  }
}
