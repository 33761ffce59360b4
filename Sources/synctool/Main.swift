internal import Basics
internal import CArguments
internal import Glibc

/// The process: arguments in, words out, an exit code at the end.
@main
enum Main {
  static func main() {
    occupyStandardDescriptors()
    forbidCoreFile()
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
      streams.write(VersionText.text(format))
      return .done
    case .faults(let faults, let command):
      streams.say(FaultText.usage(faults, of: command))
      return .usage
    }
  }

  /// Takes the places of closed descriptors, so that no file or socket opened later lands there and gets
  /// what was meant for standard output; reading and writing them still fails.
  private static func occupyStandardDescriptors() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }

  /// Makes sure that the kernel writes no file of a process that crashes: its whole memory, including passwords.
  ///
  /// Not 0 but one byte: too little for a file, and the one limit at which Linux does not start
  /// a program that `core_pattern` names either (a limit of 0 does not prevent that).
  private static func forbidCoreFile() {
    var limit = rlimit(rlim_cur: 1, rlim_max: 1)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    // A limit of 0 that others have set cannot be raised by all; this holds whatever the limit is.
    synctool_hide_memory()
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
