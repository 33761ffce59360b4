/// Records in Extended JSON.
enum TestRecord {
  /// Seconds since 1970 that all ObjectIds here begin with: 2023-11-14 22:13:20 UTC.
  static let time = 1_700_000_000

  /// The ObjectId number `number`, as hexadecimal digits.
  static func id(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return "6553f100" + String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// A record; `more` is the text of further members.
  static func client(
    _ number: Int, _ email: String, name: String = "Ann", _ more: String = ""
  ) -> String {
    #"{"_id":{"$oid":"\#(id(number))"},"email":"\#(email)","name":"\#(name)""#
      + (more.isEmpty ? "" : "," + more) + "}"
  }

  /// The member `updatedAt`, so many seconds after a fixed moment.
  static func updated(_ seconds: Int) -> String {
    #""updatedAt":{"$date":{"$numberLong":"\#((time + seconds) * 1000)"}}"#
  }

  /// `count` plain records: client1@x.test, client2@x.test, …
  static func many(_ count: Int, name: String = "Ann") -> [String] {
    guard count > 0 else { return [] }
    return (1...count).map { client($0, "client\($0)@x.test", name: name) }
  }
}
