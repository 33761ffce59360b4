internal import CPostgres
internal import Glibc

/// A failed connect, according to libpq's text without repeating any of it: it names hosts, files and
/// users, and after a badly encoded URI pieces of the password.
struct ConnectFault {
  /// What the errors of a connect name as their statement.
  static let statement = "connect"

  private let text: String
  private let server: PostgresServer
  private let neededPassword: Bool
  private let usedPassword: Bool

  /// For a connect that has failed, by its own link: text and flags are libpq's for it.
  init(_ link: borrowing PostgresLink) {
    text = unsafe PQerrorMessage(link.handle).map { unsafe String(cString: $0) } ?? ""
    server = PostgresServer(link)
    neededPassword = unsafe PQconnectionNeedsPassword(link.handle) == 1
    usedPassword = unsafe PQconnectionUsedPassword(link.handle) == 1
  }

  /// A fault of the settings; without a `hint` of its own it says to correct them.
  static func badSettings(_ message: String, hint: String = "") -> PostgresError {
    PostgresError(
      kind: .badSettings, statement: statement, message: message,
      hint: hint.isEmpty ? "correct the connection settings of PostgreSQL" : hint)
  }

  /// No answer within the time limit; `seconds` is the limit, for the words.
  func timedOut(seconds: Int) -> PostgresError {
    unreachable(
      "no answer within \(seconds) s", "check host, port and firewall, or raise connect_timeout")
  }

  /// The failure by the most reliable sign: the server's SQLSTATE, then a missing password, then the known
  /// words of libpq; anything else counts as unreachable.
  func error() -> PostgresError {
    if let state = sqlState { return refusal(state) }
    if neededPassword {
      return make(
        .refused, nil, "PostgreSQL at \(server.endpoint) requires a password and none is set",
        "set the password of the role")
    }
    for sign in ConnectSign.all where text.contains(sign.fragment) {
      switch sign.kind {
      case .badSettings where sign.fragment == ConnectSign.invalid && culprit != nil:
        return make(
          .badSettings, nil,
          "the connection setting \(culprit ?? "") has a value that libpq refuses",
          "correct its value in the URL, the variables or the service file")
      case .unreachable: return unreachable(sign.words, sign.hint)
      case let kind:
        return make(kind, nil, "PostgreSQL at \(server.endpoint): \(sign.words)", sign.hint)
      }
    }
    return unreachable(
      "the connection could not be made", "check host, port, TLS settings and PostgreSQL's log")
  }

  /// The last `SEVERITY:  CODE` line: with several hosts, of the one tried last.
  private var sqlState: SQLState? {
    for line in text.split(separator: "\n").reversed() {
      let code = line.suffix(5)
      let isCode = code.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: false
        }
      }
      if isCode && code.utf8.count == 5 && line.dropLast(5).hasSuffix(":  ") {
        return SQLState(String(code))
      }
    }
    return nil
  }

  /// The setting that libpq's text calls invalid, if it is one of libpq's own names.
  private var culprit: String? {
    ConnectionString.keywords.sorted().first { keyword in
      ["invalid \(keyword) value", "connection option \"\(keyword)\""].contains(
        where: text.contains)
    }
  }

  /// What a connect sends besides user and database, and a server can refuse: libpq reads some of it only
  /// from the environment.
  private var sentSettings: [String] {
    let names: [String] = ["PGTZ", "PGDATESTYLE", "PGGEQO"]
    let variables = names.filter { (name: String) -> Bool in
      // The C function reads the name, and its result is used before anything else runs.
      guard let value = unsafe getenv(name) else { return false }
      return unsafe value.pointee != 0
    }
    return (server.options.isEmpty ? [] : ["options (PGOPTIONS)"]) + variables
  }

  private func refusal(_ state: SQLState) -> PostgresError {
    let at = "PostgreSQL at \(server.endpoint)"
    let hint = state.remedy ?? "see PostgreSQL's log"
    switch state {
    case .invalidPassword:
      let what = usedPassword ? "the password is wrong, or the role is unknown" : "login failed"
      return make(.refused, state, "\(at) refused access: \(what)", hint)
    case .insufficientPrivilege:
      let options =
        server.options.isEmpty ? "" : ", or may not set what options (PGOPTIONS) requests"
      return make(
        .refused, state, "\(at) refused access: the role may not connect to the database\(options)",
        "GRANT CONNECT ON DATABASE to the role"
          + (options.isEmpty ? "" : ", or remove from options what only a superuser may set"))
    case .invalidCatalogName:
      return make(.server, state, "\(at) has no database with the name in the settings", hint)
    case _ where state.classCode == "28":
      return make(.refused, state, "\(at) refused access: \(state.described)", hint)
    case _ where ["53", "57", "08"].contains(state.classCode):
      return make(.unreachable, state, "\(at) takes no connection now: \(state.described)", hint)
    case _ where ["22", "42"].contains(state.classCode) || state.code == "55P02":
      // Nothing but settings had been sent.
      let sent = sentSettings
      let names =
        sent.isEmpty ? "a setting that the connection requests" : sent.joined(separator: ", ")
      return make(
        .badSettings, state, "\(at) refuses \(names): \(state.described)",
        sent.isEmpty
          ? "correct options and PG variables" : "correct the value, or remove the setting")
    default:
      return make(.server, state, "\(at) refused the connection: \(state.described)", hint)
    }
  }

  private func unreachable(_ words: String, _ hint: String) -> PostgresError {
    make(.unreachable, nil, "cannot reach PostgreSQL at \(server.endpoint): \(words)", hint)
  }

  private func make(
    _ kind: PostgresError.Kind, _ state: SQLState?, _ message: String, _ hint: String
  ) -> PostgresError {
    PostgresError(
      kind: kind, sqlState: state, statement: Self.statement, message: message, hint: hint)
  }
}
