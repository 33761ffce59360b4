import PostgresDriver
import Testing

struct SQLStateTests {
  @Test(arguments: [
    "08006", "0A000", "22001", "22003", "22021", "22P05", "23502", "23503", "23505", "23514",
    "23P01", "25006", "25P03", "28000", "28P01", "3D000", "3F000", "40001", "40P01", "42501",
    "42703", "42P01", "53100", "53200", "53300", "54000", "55P03", "57014", "57P01", "57P02",
    "57P03", "58030", "P0001", "XX000",
  ])
  func `what an operator can meet has a name and a remedy`(_ code: String) {
    let state = SQLState(code)
    #expect(state.remedy?.isEmpty == false)
    #expect(state.described.hasSuffix(" (SQLSTATE \(code))"))
  }

  @Test(arguments: [
    ("23505", "unique violation (SQLSTATE 23505)"),
    ("22ZZZ", "data exception (SQLSTATE of the class 22)"),
    ("99999", "an unknown SQLSTATE"), ("", "an unknown SQLSTATE"),
  ])
  func `a code is described by itself, else by its class`(_ code: String, _ text: String) {
    #expect(SQLState(code).described == text)
  }
}
