internal import Basics
internal import SyncCore

/// `synctool history`: lists the runs of the journal, or prunes them.
struct HistoryCommand {
  private let settings: Settings
  private let streams: StandardStreams
  private let face: TerminalFace

  init(_ settings: Settings, _ streams: StandardStreams, _ face: TerminalFace) {
    self.settings = settings
    self.streams = streams
    self.face = face
  }

  /// Lists or prunes the runs, prints the result, and returns the exit code.
  func run() -> ExitCode {
    StopSignals.watch(deadline: settings.deadline)
    var result = HistoryRun(settings, StopSignals.stop).run()
    if result.failure == nil, result.pruned == nil {
      let page = result.page(writer: "synctool \(ToolVersion.number)")
      result.failure = PageFile.failure(page, to: settings.report)
    }
    switch settings.format {
    case .json: streams.write(HistoryJSON.text(result))
    case .text:
      let text = HistoryText(palette: face.output, quiet: settings.quiet)
      streams.write(text.text(result, isFiltered: isFiltered))
    }
    streams.say(settings.warnings + result.warnings, result.failure, settings)
    return result.exitCode
  }

  private var isFiltered: Bool {
    settings.journal.since != nil || settings.journal.status != nil
  }
}
