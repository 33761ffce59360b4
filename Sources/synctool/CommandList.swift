internal import Basics

/// The commands of the tool, each with its job.
enum CommandList {
  /// In the order in which help lists them, never empty; each stands before those that its name begins.
  static let all = [
    RunnableCommand(.sync, .run { SyncCommand.run($0) }),
    RunnableCommand(.fix, .run { FixCommand($0).run() }),
    RunnableCommand(.status, .run(StatusCommand.run)),
    RunnableCommand(.explain, .run(ExplainCommand.run)),
    RunnableCommand(.history, .run(HistoryCommand.run)),
    RunnableCommand(.show, .run(ShowCommand.run)),
    RunnableCommand(.undo, .run(UndoCommand.run)),
    RunnableCommand(.assign, .run(AssignCommand.run)),
    RunnableCommand(.links, .run(LinksCommand.check)),
    RunnableCommand(.linksCheck, .run(LinksCommand.check)),
    RunnableCommand(.linksPrune, .run(LinksCommand.prune)),
    RunnableCommand(.identities, .run(IdentitiesCommand.status)),
    RunnableCommand(.identitiesStatus, .run(IdentitiesCommand.status)),
    RunnableCommand(.identitiesFix, .run(IdentitiesFixCommand.run)),
    RunnableCommand(.identitiesInstall, .run(InstallCommand.install)),
    RunnableCommand(.identitiesUninstall, .run(InstallCommand.uninstall)),
    RunnableCommand(.initialize, .run(InitCommand.run)),
    RunnableCommand(.check, .run(CheckCommand.run)),
    RunnableCommand(.help, .answer { HelpText.page(of: $0.named, $0.tree) }),
    RunnableCommand(.version, .answer { VersionText.text($0.format) }),
    RunnableCommand(
      .completions, .answer { CompletionScript.render(shell: $0.arguments[0], $0.tree) ?? "" }),
    RunnableCommand(.man, .answer { ManPage.page(of: $0.named, $0.tree) }),
  ]

  /// Carries out what a well-formed line asks for and returns the code that the process ends with.
  static func run(
    _ invocation: Invocation, of commands: [RunnableCommand] = all, _ streams: StandardStreams
  ) -> ExitCode {
    guard let command = commands.first(where: { $0.command == invocation.command }) else {
      preconditionFailure("the reader takes no other command")
    }
    return command.run(invocation, streams)
  }
}

extension CommandTree {
  /// What there is to say of the tool's commands.
  static let synctool = CommandTree(commands: CommandList.all.map(\.command))
}
