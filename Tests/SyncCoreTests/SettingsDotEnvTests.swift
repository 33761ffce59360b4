import SyncCore
import Testing

@Suite struct SettingsDotEnvTests {
  @Test(
    arguments: [
      ("A=b", ["A": "b"]),
      ("A = b \t", ["A": "b"]),
      ("  export A=b", ["A": "b"]),
      ("export\tA=b", ["A": "b"]),
      ("exportA=b\nexport=c", ["exportA": "b", "export": "c"]),
      ("A=\nB= \nC=''\nD=\"\"", ["A": "", "B": "", "C": "", "D": ""]),
      ("\n# A=1\n  # B=2\n\t\nC=3", ["C": "3"]),
      ("\u{FEFF}A=1\r\nB=2\r\n", ["A": "1", "B": "2"]),
      ("A=1\nA=2", ["A": "2"]),
      ("A=1\rB=2\r", ["A": "1", "B": "2"]),
      ("# x\rA='b\rc'\r\nB=2 # y\rC=3", ["A": "b\nc", "B": "2", "C": "3"]),
      ("A=b # note", ["A": "b"]),
      ("A=b#c", ["A": "b#c"]),
      ("A=#b", ["A": "#b"]),
      ("A= #b", ["A": ""]),
      ("A=b c  d", ["A": "b c  d"]),
      ("A=b=c==", ["A": "b=c=="]),
      ("A=b\"c\"'d'", ["A": "b\"c\"'d'"]),
      (#"A=b\nc\"#, ["A": #"b\nc\"#]),
      ("A=' b # c ' # note", ["A": " b # c "]),
      (#"A='b\n"c`$x'"#, ["A": #"b\n"c`$x"#]),
      ("A='b\r\nc\n'\nB=1", ["A": "b\nc\n", "B": "1"]),
      ("A=`b'\"\\n\nc`#", ["A": "b'\"\\n\nc"]),
      (#"A="b\n\r\t\\\"\$\x\'c""#, ["A": "b\n\r\t\\\"$\\x\\'c"]),
      ("A=\"b\nB=1\nc\"\nC=2", ["A": "b\nB=1\nc", "C": "2"]),
      (
        "A=$HOME\nB=${HOME}\nC=$(id)\nD=`id`\nE=\"$(id) $HOME\"",
        ["A": "$HOME", "B": "${HOME}", "C": "$(id)", "D": "id", "E": "$(id) $HOME"]
      ),
      ("a.b-c_1=x", ["a.b-c_1": "x"]),
      ("A=é😀", ["A": "é😀"]),
      ("", [:]),
    ] as [(String, [String: String])])
  func `the common dialect is read`(_ text: String, _ values: [String: String]) {
    let file = DotEnv.parse(Array(text.utf8))
    #expect(file.values == values)
    #expect(file.faults == [])
  }

  @Test(arguments: [
    ("A", 1, DotEnvFault.Kind.noEqualsSign),
    ("A=1\n\nexport B\nC=3", 3, .noEqualsSign),
    ("A: 1", 1, .noEqualsSign),
    ("=1", 1, .badName),
    ("A B=1", 1, .badName),
    ("é=1", 1, .badName),
    ("A='b'c", 1, .textAfterQuote),
    ("A=\"b\nc\" d", 1, .textAfterQuote),
    ("B=1\nA='b\nc=d\n", 2, .unterminatedQuote),
    ("A=\"b\\\"", 1, .unterminatedQuote),
    ("A=`", 1, .unterminatedQuote),
    ("A=b\0", 1, .badText),
  ])
  func `a faulty line is told by its number`(_ text: String, _ line: Int, _ kind: DotEnvFault.Kind)
  {
    #expect(DotEnv.parse(Array(text.utf8)).faults == [DotEnvFault(line: line, kind: kind)])
  }

  @Test func `good lines around faulty ones are read, and all faults told`() {
    let file = DotEnv.parse(Array("A=1\nB\nC='2'x\nD=\"\n\"\nE\nF=3".utf8))
    #expect(file.values == ["A": "1", "D": "\n", "F": "3"])
    #expect(file.faults.map(\.line) == [2, 3, 6])
  }

  @Test func `bad UTF-8 is a fault of its line`() {
    let file = DotEnv.parse(Array("A=1\nB=".utf8) + [0xFF] + Array("\nC=2".utf8))
    #expect(file.values == ["A": "1", "C": "2"])
    #expect(file.faults == [DotEnvFault(line: 2, kind: .badText)])
  }
}
