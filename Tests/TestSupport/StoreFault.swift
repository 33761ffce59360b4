/// A fault that a `MongoStore` commits. It strikes commands of one name, counted from when it was set: the first, unless it
/// says otherwise.
package struct StoreFault: Sendable {
  /// As the head of `Tests/Peers/mongo_store.py` describes them.
  let members: [String: any Sendable]

  private init(_ command: String, _ members: [String: any Sendable]) {
    self.members = members.merging(["command": command]) { $1 }
  }

  /// How many statements of a write are carried out before the fault.
  package enum Extent: Sendable {
    case none, half, all
    case first(Int)

    var value: any Sendable {
      switch self {
      case .none: 0
      case .half: "half"
      case .all: "all"
      case .first(let count): count
      }
    }
  }

  // MARK: - What goes wrong

  /// The connection is closed without an answer.
  package static func hangUp(_ command: String = "update", after extent: Extent) -> StoreFault {
    StoreFault(command, ["after": extent.value, "then": "hang up"])
  }

  /// The store kills itself.
  package static func die(_ command: String = "update", after extent: Extent) -> StoreFault {
    StoreFault(command, ["after": extent.value, "then": "die"])
  }

  /// The answer is this error: 91, 189, 10107, 13, …
  package static func error(
    _ code: Int, _ command: String = "update", after extent: Extent = .none
  ) -> StoreFault {
    StoreFault(command, ["after": extent.value, "then": code])
  }

  /// The statements at these places are not carried out, and have these codes in `writeErrors`.
  package static func refuse(_ codes: [Int: Int], _ command: String = "update") -> StoreFault {
    StoreFault(command, ["refuse": Dictionary(uniqueKeysWithValues: codes.map { ("\($0)", $1) })])
  }

  /// All is carried out, and the answer has a `writeConcernError` with this code.
  package static func concern(_ code: Int, _ command: String = "update") -> StoreFault {
    StoreFault(command, ["concern": code])
  }

  /// All is carried out, and until `calm` a majority has the collection as it was before; the answer has a
  /// `writeConcernError` with this code.
  package static func lag(_ code: Int) -> StoreFault {
    StoreFault("update", ["concern": code, "lags": true])
  }

  /// The command is carried out so many seconds after it came, and answered so many after that.
  package static func slow(
    _ command: String = "update", before: Double = 0, answer: Double = 0
  ) -> StoreFault {
    StoreFault(command, ["wait": before, "late": answer])
  }

  /// Others' commands, of JSON and with their `$db`, are carried out after this one has come and before it is.
  package static func between(_ commands: [String], _ command: String = "update") -> StoreFault {
    StoreFault(command, ["between": commands])
  }

  // MARK: - When

  /// Strikes the command with this number, from 1.
  package func at(_ number: Int) -> StoreFault { with(["at": number]) }

  /// Strikes each so many commands, always.
  package func every(_ number: Int) -> StoreFault { with(["every": number]) }

  /// Strikes so many commands, from the first that it strikes at all.
  package func times(_ number: Int) -> StoreFault { with(["every": 1, "times": number]) }

  /// Does what this one does, and what the other does, to the same command.
  package func and(_ other: StoreFault) -> StoreFault { with(other.members) }

  private func with(_ more: [String: any Sendable]) -> StoreFault {
    StoreFault(members["command"] as? String ?? "", members.merging(more) { $1 })
  }
}
