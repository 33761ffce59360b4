internal import SyncCore

/// The options that tell others of a run's outcome.
enum MonitoringOptions {
  /// In the order in which help lists them.
  static let all: [OptionSpec] = [
    OptionSpec(
      setting: .metrics, metavar: "FILE", valueKind: .file,
      summary: "write the outcome to FILE in Prometheus's text format, for node_exporter's textfile"
        + " collector"),
    OptionSpec(
      setting: .notifyCommand, metavar: "COMMAND",
      summary: "run this shell command with the JSON result on its standard input"),
    OptionSpec(
      setting: .notifyOn, metavar: "WHEN",
      choices: MonitoringSetting.Occasion.allCases.map(\.rawValue),
      summary: "when to run it: after a failure, after a failure or a change, or always",
      defaultText: "failure"),
    OptionSpec(
      setting: .logFormat, metavar: "FORMAT",
      choices: MonitoringSetting.LogFormat.allCases.map(\.rawValue),
      summary: "form of the lines that are no result: text, or one JSON object each",
      defaultText: "text"),
    OptionSpec(
      setting: .logTo, metavar: "TARGET",
      choices: MonitoringSetting.LogTarget.allCases.map(\.rawValue),
      summary: "where these lines go", defaultText: "stderr"),
  ]
}
