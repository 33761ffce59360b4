/// Where a command's output goes, and in which form.
extension Options {
  static let ofOutput: [any SomeOption] = [
    metrics, notifyCommand, notifyOn, logFormat, logTo, format, report, mask, quiet, verbose, color,
    noProgress, envFile,
  ]

  /// The file in Prometheus's text format; nil means none.
  package static let metrics = Option(
    "metrics", .metricsFile, in: .monitoring,
    "write the outcome to FILE in Prometheus's text format, for node_exporter's textfile collector")
  /// The shell command that gets the JSON result; nil means none. A file of settings is data: whoever
  /// can write it must not be able to have commands run.
  package static let notifyCommand = Option(
    "notify-command", .shellCommand, in: .monitoring,
    layers: .notFile("is run, and nothing in a .env file is"),
    "run this shell command with the JSON result on its standard input")
  package static let notifyOn = Option(
    "notify-on", .word("WHEN"), standard: NotifyOccasion.failure, in: .monitoring,
    "when to run it: after a failure, after a failure or a change, or always",
    defaultText: "failure")
  package static let logFormat = Option(
    "log-format", .word("FORMAT"), standard: LogFormat.text, in: .logging,
    "format of log lines: text, or one JSON object each", defaultText: "text")
  package static let logTo = Option(
    "log-to", .word("TARGET"), standard: LogTarget.stderr, in: .logging,
    "where log lines go", defaultText: "stderr")
  package static let format = Option(
    "format", .word("FORMAT"), standard: ResultFormat.text, in: .output,
    "format of standard output", defaultText: "text")
  package static let report = Option(
    "report", .elsewhere("FILE", takesFile: true), in: .report,
    "write what the command found to FILE: a page for people when it ends in .html or .md, one"
      + " entry for each record that is not unchanged when it ends in .ndjson or .csv")
  /// Hide emails and phones in what is shown and reported.
  package static let mask = Option(
    "mask", .flag, standard: false, in: .report,
    "hide emails and phones in what is shown and reported")
  /// Never true together with `verbose`.
  package static let quiet = Option(
    "quiet", .flag, standard: false, short: "q", in: .output, "print only problems")
  package static let verbose = Option(
    "verbose", .flag, standard: false, short: "v", in: .output, "print every entry and more detail")
  package static let color = Option(
    "color", .word("WHEN"), standard: ColorRule.auto, in: .output,
    "colour the text; auto does so on a terminal, unless NO_COLOR is set", defaultText: "auto")
  package static let noProgress = Option(
    "no-progress", .flag, standard: false, in: .progress,
    "show no progress line on the terminal")
  package static let envFile = Option(
    "env-file", .elsewhere("FILE", takesFile: true), in: .output, layers: .process,
    "read settings from FILE; it is data, nothing in it is run or expanded",
    defaultText: "./.env, if it exists")
}
