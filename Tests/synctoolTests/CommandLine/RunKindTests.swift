import Basics
import Engine
import SyncCore
import Testing

@testable import synctool

struct RunKindTests {
  @Test(arguments: RunKind.all)
  func `a kind is a command's, and is found by its word`(kind: RunKind) {
    #expect(CommandTree.synctool.commands.count { $0.name == kind.command } == 1)
    #expect(RunKind.of(kind.command) == kind)
    #expect(RunKind.all.count { $0.title == kind.title } == 1)
  }

  @Test(arguments: ["", "Sync", "check", "identities install"])
  func `a command without runs has no kind`(command: String) {
    #expect(RunKind.of(command) == nil)
  }

  @Test(arguments: RunKind.all)
  func `what a kind counts adds up, and its problems are of its fates`(kind: RunKind) throws {
    var counts = Tally()
    for (place, action) in kind.actions.enumerated() { counts[action] = 1 << place }
    counts.unresolved = 1
    let json = counts.json(kind)
    #expect(json["read"] == .integer((1 << kind.actions.count) - 1))
    for action in kind.actions { #expect(json[action.rawValue] == .integer(counts[action])) }
    #expect((json["orphan"] != nil) == kind.comparesSource)
    #expect(kind.problems.allSatisfy { kind.actions.contains($0) && !Action.written.contains($0) })
    #expect(kind.shown(quiet: false) == kind.entries.map(\.action))
    #expect(Set(kind.shown(quiet: true)) == Set(kind.problems))
    #expect(kind.counts(counts).first { $0.name == "read" }?.number == counts.read)
  }

  static let codes: [(RunKind, Action, ExitCode)] = [
    (.sync, .create, .changesPending), (.sync, .differs, .done), (.sync, .rejected, .incomplete),
    (.fix, .failed, .incomplete), (.fix, .update, .changesPending), (.status, .duplicate, .done),
    (.undo, .delete, .changesPending), (.undo, .kept, .incomplete), (.undo, .failed, .incomplete),
  ]

  @Test(arguments: codes)
  func `the exit code follows from what was counted`(
    kind: RunKind, action: Action, code: ExitCode
  ) {
    var counts = Tally()
    counts[action] = 1
    #expect(kind.exitCode(counts, tellsChanges: true) == code)
    #expect(kind.exitCode(counts, tellsChanges: false) == (code == .changesPending ? .done : code))
  }

  @Test func `the legend has each fate with its sign`() {
    #expect(
      RunKind.undo.legend
        == "- delete (the run created it), ~ update (put back), + create (an undo had deleted it),"
        + " = kept (changed since, referred to, gone, or its place is taken),"
        + " x failed (PostgreSQL refused the row)")
  }

  @Test func `an unresolved duplicate is a problem, a resolved one is none`() {
    var counts = Tally()
    counts[.duplicate] = 2
    #expect(RunKind.sync.exitCode(counts, tellsChanges: false) == .done)
    counts.unresolved = 2
    #expect(RunKind.sync.exitCode(counts, tellsChanges: false) == .incomplete)
  }

  @Test func `a tally does not tell nothing from none`() {
    var counts = Tally()
    counts[.create] = 1
    counts[.create] -= 1
    #expect(counts == Tally())
  }
}
