internal import Basics
internal import SyncCore

/// Where log lines go, and in which form.
struct LogSink {
  /// The current command; nil before it is known.
  var command: String?
  /// The run's number in the journal, once it is known.
  var run: Int64?
  private var level = LogLevel.info
  private var format = LogFormat.text
  private var target = LogTarget.stderr
  private var socket: LogSocket?
  /// What became of the target; logged with the next line.
  private var problem: String?

  /// Text on standard error.
  init() {}

  /// As the settings say; standard error replaces a target that does not exist.
  init(_ settings: Settings, command: String, places: LogPlaces = LogPlaces()) {
    self.command = command
    level = settings.logLevel
    format = settings[Options.logFormat]
    target = settings[Options.logTo]
    guard let path = places.path(target) else { return }
    do throws(SystemFault) {
      socket = try LogSocket(path: path)
    } catch {
      giveUp(error)
    }
  }

  /// Delivers the line, where the settings let it through; the text is what standard error must take.
  mutating func take(_ line: LogLine) -> String {
    guard line.level <= level else { return "" }
    let warning = problem.map { standardError(LogLine(.warn, $0)) } ?? ""
    problem = nil
    guard let socket else { return warning + standardError(line) }
    do throws(SystemFault) {
      for datagram in datagrams(line) { try socket.send(datagram) }
      return warning
    } catch {
      giveUp(error)
      return take(line)
    }
  }

  private mutating func giveUp(_ fault: SystemFault) {
    socket = nil
    problem = "cannot log to \(target.rawValue), using standard error instead: \(fault.words)"
  }

  private func standardError(_ line: LogLine) -> String {
    format == .json ? json(line) + "\n" : LogText.standardError(line)
  }

  private func json(_ line: LogLine) -> String {
    LogText.json(line, command: command, run: run, now: Clock.now())
  }

  private func datagrams(_ line: LogLine) -> [[UInt8]] {
    switch target {
    case .stderr: []
    case .journald:
      [
        JournaldEntry.bytes([
          ("MESSAGE", format == .json ? json(line) : LogText.message(line)),
          ("PRIORITY", String(line.level.severity)),
          ("SYSLOG_IDENTIFIER", "synctool"),
          ("SYNCTOOL_COMMAND", command ?? ""),
          ("SYNCTOOL_RUN", run.map { String($0) } ?? ""),
        ])
      ]
    case .syslog:
      (format == .json ? [json(line)] : LogText.sentences(line)).map {
        SyslogMessage.bytes($0, severity: line.level.severity, now: Clock.now())
      }
    }
  }
}

/// The sockets at which the system's logs listen.
struct LogPlaces {
  var journald = "/run/systemd/journal/socket"
  var syslog = "/dev/log"

  /// nil for standard error, which needs no socket.
  func path(_ target: LogTarget) -> String? {
    switch target {
    case .stderr: nil
    case .journald: journald
    case .syslog: syslog
    }
  }
}
