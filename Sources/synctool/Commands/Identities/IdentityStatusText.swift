internal import Basics
internal import Engine
internal import SyncCore

extension IdentitiesText {
  /// The lines about what is installed, and what it could not do; empty for a look that did not come to that.
  func installed(_ status: IdentityStatus) -> String {
    guard !frame.style.isQuiet, let state = status.installed else { return "" }
    let word: String =
      switch state {
      case .none: state.rawValue
      case .current: frame.style.palette.paint(state.rawValue, .green)
      case .older, .changed, .triggerDisabled: frame.style.palette.paint(state.rawValue, .yellow)
      }
    return "installed: \(word)\n" + faults(status)
  }

  private func faults(_ status: IdentityStatus) -> String {
    if status.hidesFaults { return "faults of sign-ups: this role may not read them\n" }
    guard let faults = status.faults else { return "" }
    let rest = faults.count - faults.newest.count
    let heading = rest > 0 ? "\(faults.count), the newest of them" : "\(faults.count)"
    return "faults of sign-ups: \(heading)\n" + faults.newest.map(line).joined()
  }

  private func line(_ fault: IdentityFaults.Fault) -> String {
    let user = [fault.key, fault.authID.map { "id \($0)" }].compactMap { $0 }.joined(
      separator: ", ")
    let state = fault.sqlState.map { " (SQLSTATE \($0))" } ?? ""
    return "  \(SafeText.escape("\(fault.at)  \(user): \(fault.reason)\(state)"))\n"
  }
}

extension IdentitiesJSON {
  /// The result of a look, as one object.
  static func text(_ status: IdentityStatus) -> String {
    ResultJSON.run(
      status.plan,
      members(status.plan).with([
        "faults": status.faults.map { .integer($0.count) } ?? .null,
        "installed": status.installed.map { .string($0.rawValue) } ?? .null,
        "newestFaults": status.faults.map { .array($0.newest.map(object)) } ?? .null,
      ]))
  }

  private static func object(_ fault: IdentityFaults.Fault) -> JSONValue {
    [
      "at": .string(fault.at), "authId": .text(fault.authID), "key": .text(fault.key),
      "reason": .string(fault.reason), "sqlState": .text(fault.sqlState),
    ]
  }
}
