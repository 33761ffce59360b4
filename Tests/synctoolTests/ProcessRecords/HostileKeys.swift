/// Emails that look alike: only ASCII letters' case makes them one client.
enum HostileKeys {
  private static let distinct = [
    "caf\u{E9}@x.test", "cafe\u{301}@x.test", "\u{212A}elvin@x.test", "kelvin@x.test",
    "istanbul@x.test", "\u{130}stanbul@x.test", "\u{131}stanbul@x.test", "stra\u{DF}e@x.test",
    "strasse@x.test", "\u{17F}trasse@x.test", "paypal@x.test", "p\u{430}ypal@x.test",
    "\u{FF41}b@x.test", "ab@x.test", "\u{FB01}n@x.test", "fin@x.test", "\u{C4}@x.test",
    "\u{E4}@x.test", "A\u{308}@x.test",
  ]

  /// Pairs of which the first one is older and loses.
  private static let twins = [
    ("ISTANBUL2@X.TEST", "istanbul2@x.test"), (" \t twin@x.test\r\n", "Twin@X.Test"),
    ("CAFE\u{301}2@x.test", "cafe\u{301}2@x.test"),
  ]

  static func records(from first: Int) -> [HostileRecord] {
    var records: [HostileRecord] = []
    func client(_ email: String) -> [UInt8] {
      TestBSON.client(first + records.count, [("email", .string(email)), ("name", .string("Ann"))])
    }
    for email in distinct {
      let id = TestRecord.id(first + records.count)
      records.append(HostileRecord(client(email), .stored(HostileRow(email: email)), id))
    }
    for (loser, winner) in twins {
      let ids = [0, 1].map { TestRecord.id(first + records.count + $0) }
      let row = HostileRow(email: winner)
      records.append(HostileRecord(client(loser), .lost(key: row.key, winner: ids[1]), ids[0]))
      records.append(HostileRecord(client(winner), .stored(row), ids[1]))
    }
    return records
  }
}
