import Foundation

/// Takes out of what a run says the names and times that are others in every run.
struct PlainRunText {
  private let names: [(text: String, name: String)]
  private let times: [NSRegularExpression]

  init(of stage: ProcessStage) throws {
    let host = ProcessInfo.processInfo.hostName
    let user = NSUserName()
    // Debian's says more behind a blank.
    let version = try stage.database.value("SHOW server_version")
    names = [
      (stage.database.name, "DATABASE"), ("127.0.0.1:\(try TestServer.port())", "SERVER"),
      (String(version.prefix { $0 != " " }), "VERSION"),
      ("\(user) on \(host)", "USER on HOST"), ("\"host\":\"\(host)\"", "\"host\":\"HOST\""),
      ("\"osUser\":\"\(user)\"", "\"osUser\":\"USER\""),
    ]
    // What the records say of times is of other days.
    let day = DateFormatter()
    day.locale = Locale(identifier: "en_US_POSIX")
    day.timeZone = TimeZone(identifier: "UTC")
    day.dateFormat = "yyyy-MM-dd"
    let days = [0, 1].map { day.string(from: Date(timeIntervalSinceNow: Double($0) * -86_400)) }
    times = try [
      "(?:\(days.joined(separator: "|")))[T ][0-9:]{5,8}(?:\\.[0-9]+)?(?:Z|\\+00(?::00)?| UTC)?",
      "[0-9]+\\.[0-9]{2}(?= s\\b)", "(?<=[sS]econds\":)[0-9.e-]+", "(?<=: )[0-9]+(?= ms\n)",
      "(?<=\\()[0-9]+ s(?= ago)", "[0-9]+\\.[0-9]{2}(?=  read )",
      "(?<=data-label=\"took\">)[0-9.]+",
    ].map { try NSRegularExpression(pattern: $0) }
  }

  func text(_ text: String) -> String {
    var plain = text
    for (found, name) in names { plain = plain.replacing(found, with: name) }
    for time in times {
      plain = time.stringByReplacingMatches(
        in: plain, range: NSRange(plain.startIndex..., in: plain), withTemplate: "TIME")
    }
    return plain
  }
}
