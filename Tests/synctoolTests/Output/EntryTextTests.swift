import Basics
import Engine
import Records
import SyncCore
import Testing

@testable import synctool

struct EntryTextTests {
  private static let changes = [
    Change(path: "phone", from: .string("555"), to: .string("777")),
    Change(path: "address.city", from: .string("León"), to: nil),
    Change(path: "protected", from: .null, to: .bool(true)),
  ]

  @Test(arguments: [
    (
      entry(.update, changes: changes),
      "~ update     ana@example.com  phone: \"555\" -> \"777\";"
        + " address.city: \"León\" -> (absent); protected: null -> true\n"
    ),
    (
      entry(.create, changes: [Change(path: "name", from: nil, to: .string("Ana"))]),
      "+ create     ana@example.com  name: \"Ana\"\n"
    ),
    (
      entry(.differs, reason: .noForce, changes: [Change(path: "n", from: .null, to: .bool(true))]),
      "= differs    ana@example.com  n: null -> true  no-force (left as it is without --force)\n"
    ),
    (
      entry(.duplicate, reason: .olderRecord, winner: "65b0"),
      "2 duplicate  ana@example.com  _id 64a0  lost to _id 65b0"
        + "  older-record (a newer record has the same email)\n"
    ),
    (
      entry(.rejected, key: nil, reason: .emailMissing, field: "email"),
      "! rejected   (no email)  _id 64a0  email: email-missing (the email is missing)\n"
    ),
    (
      entry(.rejected, key: nil, source: nil, reason: .emailInvalid, field: "email"),
      "! rejected   (no usable email)  no _id  email: email-invalid (not an email address)\n"
    ),
    (
      entry(.rejected, key: nil, source: nil, reason: .malformed),
      "! rejected   (no usable email)  _id unreadable  malformed (the document is broken)\n"
    ),
    (
      entry(.rejected, source: nil, reason: .invalidUTF8, field: "_id"),
      "! rejected   ana@example.com  _id unreadable  _id: invalid-utf8"
        + " (holds bytes that are not UTF-8)\n"
    ),
    (
      entry(.failed, reason: .checkViolation, field: "clients_phone_check"),
      "x failed     ana@example.com  _id 64a0  clients_phone_check: check-violation"
        + " (a CHECK constraint refused the row)\n"
    ),
  ])
  func `each action has its line`(entry: PlanEntry, line: String) {
    #expect(EntryText(palette: Palette(enabled: false)).line(entry) == line)
  }

  @Test func `nothing in a line is obeyed by a terminal`() {
    let evil = "a\u{1B}[2J\n\u{202E}b\u{9B}\u{200B}"
    let hostile = PlanEntry(
      action: .rejected, key: evil, sourceID: evil, targetID: .null, reason: .wrongType,
      field: evil, winnerID: nil, changes: [])
    let changed = Self.entry(
      .update, changes: [Change(path: evil, from: .string(evil), to: .object([(evil, .null)]))])
    for entry in [hostile, changed] {
      let line = EntryText(palette: Palette(enabled: false)).line(entry)
      #expect(line.hasSuffix("\n"))
      #expect(!line.dropLast().unicodeScalars.contains(where: SafeText.isHidden), "\(line)")
    }
  }

  @Test func `signs are different and colours go around sign and word only`() {
    for kind in RunKind.all {
      #expect(Set(kind.entries.map(\.action.look.sign)).count == kind.entries.count)
    }
    let line = EntryText(palette: Palette(enabled: true)).line(Self.entry(.create))
    #expect(line == "\u{1B}[32m+ create\u{1B}[0m     ana@example.com\n")
  }

  @Test(arguments: Reason.allCases)
  func `each reason is explained in its own words`(reason: Reason) {
    let text = reason.meaning
    #expect(!text.isEmpty && !text.hasSuffix("."))
    #expect(Reason.allCases.filter { $0.meaning == text } == [reason])
  }

  static func entry(
    _ action: Action, key: String? = "ana@example.com", source: String? = "64a0",
    reason: Reason? = nil, field: String? = nil, winner: String? = nil, changes: [Change] = []
  ) -> PlanEntry {
    PlanEntry(
      action: action, key: key, sourceID: source, targetID: .null, reason: reason, field: field,
      winnerID: winner, changes: changes)
  }
}
