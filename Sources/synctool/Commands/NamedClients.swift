internal import Basics
internal import Engine
internal import Records
internal import SyncCore

extension ArgumentSpec {
  /// The emails of those whom a command is about.
  static let emails = ArgumentSpec(
    name: CommandContext.argument, kind: .email, required: false, repeatable: true)
}

extension CommandContext {
  /// The clients that the line names, and those that a report lists; empty when there are none.
  ///
  /// Throws a failure that names what gave a text that is not an email.
  func namedClients() throws(SyncFailure) -> [String] {
    let emails = invocation.arguments
    // A report from the environment never widens what was typed.
    guard emails.isEmpty || settings.options.isTyped(Options.from),
      let path = settings[Options.from]
    else { return emails }
    let report = try ReportKeys(path: path)
    if report.keyless > 0 {
      let entries = report.keyless == 1 ? "1 entry" : "\(report.keyless) entries"
      warn("\(Options.from.name.option): \(entries) without an email left out")
    }
    // What is at fault is named as what it was given by: the line's own are checked first.
    try check(emails, Self.argument)
    try check(report.keys, Options.from.name.option)
    return emails + report.keys
  }

  /// Throws a failure that names what gave the emails, when one of them is none.
  private func check(_ emails: [String], _ name: String) throws(SyncFailure) {
    _ = try KeySet(emails: emails, match: settings[Options.match], name: name)
  }
}
