internal import Basics
internal import Engine

/// Renders what `identities` found for people.
struct IdentitiesText: Sendable {
  /// What every run has in common; where it is quiet nothing is printed but what is out of step.
  var frame: RunText

  /// The lines after the last entry.
  func footer(_ result: SyncResult) -> String {
    guard result.planned else { return "" }
    let due = Self.list(
      result.kind.actions.filter(\.isWritten).map { ("to \($0.rawValue)", result.counts[$0]) })
    let left = result.counts[.rejected]
    if frame.style.isQuiet, due.isEmpty { return "" }
    let verdict =
      due.isEmpty
      ? frame.style.palette.paint("in step", left == 0 ? .green : .yellow)
        + (left == 0
          ? "" : ", but for \(NumberText.counted(left, "user")) whom only you can settle")
      : frame.style.palette.paint("OUT OF STEP", .red) + ": \(due)"
    return frame.style.isQuiet
      ? verdict + "\n"
      : "\(verdict)\n\(Self.list(result.classes))\n\(RunText.summary(result))\n"
  }

  /// `2 missing, 1 mismatched`, without what there is none of.
  private static func list(_ counts: [NamedCount]) -> String {
    counts.filter { $0.number > 0 }.map { "\($0.number) \($0.name)" }.joined(separator: ", ")
  }
}

/// Renders it as one JSON object.
enum IdentitiesJSON {
  /// What it has beyond the result of every run.
  static func members(_ result: SyncResult) -> JSONValue {
    [
      "classes": result.planned
        ? .object(result.classes.map { (name: $0.name, value: .integer($0.number)) }) : .null
    ]
  }
}
