import Testing

/// Who has which email in the auth service, and which row of the application; and what becomes of that.
struct ClaimFault: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var users: [(Int, String?)]
  var rows: [(Int, String?)]
  /// The report's entries by either claim: `action reason field sourceId targetId`.
  var byEmail: [String]
  var byID: [String]

  static let all = [
    ClaimFault(
      testDescription: "a recycled email", users: [(1, "new@x.test"), (2, "old@x.test")],
      rows: [(1, "old@x.test")], byEmail: ["create 1", "update 2 1"],
      byID: ["create 2", "update 1 1"]),
    ClaimFault(
      testDescription: "an exchange of emails, or of ids",
      users: [(1, "a@x.test"), (2, "b@x.test")],
      rows: [(1, "b@x.test"), (2, "a@x.test")], byEmail: ["update 1 2", "update 2 1"],
      byID: ["update 1 1", "update 2 2"]),
    ClaimFault(
      testDescription: "a ring of three",
      users: [(1, "a@x.test"), (2, "b@x.test"), (3, "c@x.test")],
      rows: [(1, "b@x.test"), (2, "c@x.test"), (3, "a@x.test")],
      byEmail: ["update 1 3", "update 2 1", "update 3 2"],
      byID: ["update 1 1", "update 2 2", "update 3 3"]),
    ClaimFault(
      testDescription: "a chain of four, whose end has no row",
      users: [(1, "a@x.test"), (2, "b@x.test"), (3, "c@x.test"), (4, "d@x.test")],
      rows: [(1, "b@x.test"), (2, "c@x.test"), (3, "d@x.test")],
      byEmail: ["create 1", "update 2 1", "update 3 2", "update 4 3"],
      byID: ["create 4", "update 1 1", "update 2 2", "update 3 3"]),
    ClaimFault(
      testDescription: "a chain that ends at a row of nobody's email",
      users: [(1, "a@x.test"), (2, "b@x.test")], rows: [(1, "ghost@x.test"), (2, "a@x.test")],
      byEmail: ["rejected claimed-twice 2 2", "rejected id-taken id 1 1"],
      byID: ["update 1 1", "update 2 2"]),
    ClaimFault(
      testDescription: "a chain that begins at a row of nobody's id",
      users: [(1, "a@x.test"), (2, "b@x.test")], rows: [(1, "b@x.test"), (9, "a@x.test")],
      byEmail: ["update 1 9", "update 2 1"],
      byID: ["rejected claimed-twice 2 1", "rejected key-occupied email 1 1"]),
    ClaimFault(
      testDescription: "a user without an email", users: [(1, nil), (2, "a@x.test")],
      rows: [(1, "a@x.test")], byEmail: ["rejected email-missing email 1 1", "update 2 1"],
      byID: ["create 2", "update 1 1"]),
    ClaimFault(
      testDescription: "a user with a broken email", users: [(1, "nonsense"), (2, "a@x.test")],
      rows: [(1, "a@x.test")], byEmail: ["rejected email-invalid email 1 1", "update 2 1"],
      byID: ["rejected claimed-twice 2 1", "rejected email-invalid email 1 1"]),
    ClaimFault(
      testDescription: "a user with an email that no row takes",
      users: [(1, String(repeating: "l", count: 34) + "@x.test"), (2, "a@x.test")],
      rows: [(1, "a@x.test")], byEmail: ["rejected too-long email 1 1", "update 2 1"],
      byID: ["rejected claimed-twice 2 1", "rejected too-long email 1 1"]),
    ClaimFault(
      testDescription: "two users of one email",
      users: [(1, "a@x.test"), (2, "b@x.test"), (3, "B@x.test")], rows: [(1, "b@x.test")],
      byEmail: [
        "rejected ambiguous email 2 1", "rejected ambiguous email 3 1",
        "rejected claimed-twice 1 1",
      ],
      byID: [
        "rejected ambiguous email 2 1", "rejected ambiguous email 3 1",
        "rejected claimed-twice 1 1",
      ]),
  ]
}
