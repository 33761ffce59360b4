import Testing

@testable import synctool

struct ProcessArgumentsTests {
  @Test(arguments: [
    ("mongodb://ana:s3c@host/db", "s3c"),
    ("--source=mongodb+srv://ana:s3c@host/db", "s3c"),
    ("postgres://ana:p@ss@host/db", "p@ss"),
    ("mongodb://ana:a:b@host:27017/db", "a:b"),
    ("mongodb://host:27017/db", nil),
    ("mongodb://ana@host:27017/db", nil),
    ("://", nil),
    ("clients.bson", nil),
    ("ana@example.com", nil),
    ("", nil),
  ])
  func `the password of a URI is found`(word: String, password: String?) {
    let bytes = Array(word.utf8)
    let found = ProcessArguments.passwordRange(in: bytes).map {
      String(decoding: bytes[$0], as: UTF8.self)
    }
    #expect(found == password)
  }

  @Test(arguments: [
    ("mongodb://u:p@h/db?tls=true&x=y", "tls=true&x=y"), ("--source=mongodb://h/?a=b", "a=b"),
    ("mongodb://h/db", nil), ("why?.bson", nil), ("mongodb://h/db?", ""),
  ])
  func `the options of a URI are found`(word: String, options: String?) {
    let bytes = Array(word.utf8)
    let found = ProcessArguments.optionRange(in: bytes).map {
      String(decoding: bytes[$0], as: UTF8.self)
    }
    #expect(found == options)
  }

  @Test func `an argument that is not UTF-8 is refused, not repaired`() throws {
    let script = "exec \"$1\" --report \"$(printf 'a\\377.csv')\""
    let outcome = try Tool.run("/bin/sh", ["-c", script, "sh", Tool.path])
    #expect(outcome.status == 64 && outcome.output == "")
    #expect(outcome.error.hasPrefix("synctool: error: argument 2 is not valid UTF-8\n"))
  }
}
