internal import Basics
internal import Glibc
internal import SyncCore

/// The process: arguments in, words out, an exit code at the end.
@main
enum Main {
  static func main() {
    StandardDescriptors.occupy()
    CoreFile.forbid()
    // A closed pipe shows as EPIPE, a file beyond the limit as EFBIG: both are reported.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    let streams = StandardStreams()
    let arguments = ProcessArguments.read()
    ProcessArguments.hidePasswords()
    let outcome =
      arguments.faults.isEmpty
      ? ArgumentReader.read(arguments.words, .synctool) : .faults(arguments.faults, of: nil)
    exit(end(answer(outcome, streams), streams).rawValue)
  }

  private static func answer(_ outcome: ParseOutcome, _ streams: StandardStreams) -> ExitCode {
    switch outcome {
    case .command(let invocation):
      return CommandList.run(invocation, streams)
    case .help(let command):
      streams.write(HelpText.page(of: command, .synctool))
      return .done
    case .version(let format):
      streams.write(ToolText.version(format))
      return .done
    case .faults(let faults, let command):
      streams.say(FaultText.usage(faults, of: command))
      return .usage
    }
  }

  /// The exit code of the process: a result that could not be written turns success into failure.
  private static func end(_ code: ExitCode, _ streams: StandardStreams) -> ExitCode {
    guard let failure = streams.finish() else { return code }
    guard code.isSuccess else {
      streams.say(FaultText.failure(failure))
      return code
    }
    streams.say(FaultText.lostResult(failure, code))
    return failure.code
  }
}
