internal import Basics
internal import SyncCore

/// `synctool sync`: one run, its result on standard output.
struct SyncCommand {
  private let settings: Settings
  private let streams: StandardStreams
  private let face: TerminalFace
  private let kind: RunKind

  /// `kind` is as what the run goes into results and the journal.
  init(
    _ settings: Settings, _ streams: StandardStreams, _ face: TerminalFace,
    as kind: RunKind = .sync
  ) {
    self.kind = kind
    self.settings = settings
    self.streams = streams
    self.face = face
  }

  /// The caller has begun to watch for signals: a command that does more than this does so once.
  ///
  /// `finish` is called when the run has ended, and gives an object of what the JSON result has beyond that of a sync.
  func run(
    then finish: (SyncResult) -> JSONValue = { _ in [:] }
  ) -> ExitCode {
    let text = RunText(palette: face.output, quiet: settings.quiet)
    let isText = settings.format == .text
    let view = RunView(settings, streams, face, showing: kind) { source, target in
      text.header(dryRun: settings.dryRun, source: source, target: target)
    }
    let identity = RunIdentity(kind, toolVersion: ToolVersion.number)
    let result = SyncRun(settings, view, identity).run()
    var more: JSONValue = [:]
    return RunEnding(CommandName(kind), settings, streams).finish(
      result, json: { ResultJSON.run($0, more) }
    ) { result in
      if isText { streams.write(view.finish() + text.footer(result)) }
      more = finish(result)
      if !isText { streams.write(ResultJSON.run(result, more)) }
      streams.say(result.warnings.map(view.mask.text), result.failure, settings)
    }
  }
}
