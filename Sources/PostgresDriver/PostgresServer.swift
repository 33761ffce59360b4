internal import CPostgres

/// Who answered a connect: for reports and the preflight.
package struct PostgresServer: Sendable {
  /// As `150020` for 15.20; 0 when unknown.
  package var version: Int
  /// The host name, or the directory of a Unix socket; escaped for printing.
  package var host: String
  package var port: String
  package var database: String
  package var user: String
  /// The TLS protocol, as `TLSv1.3`; nil when the connection is not encrypted.
  package var tls: String?
  /// The `sslmode` in force, wherever it was set; only `verify-full` proves who answers.
  package var sslMode: String
  package var backendPID: Int32
  /// The `options` in force, from the settings or `PGOPTIONS`; never shown.
  package var options: String

  /// `15.20` for 150020.
  package var versionText: String { "\(version / 10_000).\(version % 10_000)" }
}

extension PostgresServer {
  /// What libpq knows of the link; for one that is not connected `version` is 0 and `tls` is nil.
  init(_ link: borrowing PostgresLink) {
    let handle = unsafe link.handle
    func text(_ value: UnsafePointer<CChar>?) -> String {
      PrintableText.escape(unsafe value.map { unsafe String(cString: $0) } ?? "")
    }
    version = Int(unsafe PQserverVersion(handle))
    host = unsafe text(PQhost(handle))
    port = unsafe text(PQport(handle))
    // A service file's value may be anything.
    database = Self.shown(unsafe text(PQdb(handle)))
    user = Self.shown(unsafe text(PQuser(handle)))
    tls = unsafe PQsslInUse(handle) == 1 ? text(PQsslAttribute(handle, "protocol")) : nil
    sslMode = PostgresServer.setting("sslmode", of: link) ?? ""
    backendPID = unsafe PQbackendPID(handle)
    options = PostgresServer.setting("options", of: link) ?? ""
  }

  /// The name, or a question mark for anything that may not be a name and may hold a password.
  private static func shown(_ name: String) -> String {
    KeywordCheck.isConnectionString(name) ? "?" : name
  }

  /// A setting as libpq completed it from its defaults and its service file.
  private static func setting(_ keyword: String, of link: borrowing PostgresLink) -> String? {
    guard let options = unsafe PQconninfo(link.handle) else { return nil }
    defer { unsafe PQconninfoFree(options) }
    var index = 0
    // The list ends with an entry without a keyword.
    while let name = unsafe options[index].keyword {
      if unsafe String(cString: name) == keyword {
        return unsafe options[index].val.map { unsafe String(cString: $0) }
      }
      index += 1
    }
    return nil
  }

  /// `host:port` for messages; a phrase instead of a host that cannot be one, since a badly encoded
  /// URI puts a piece of the password there.
  package var endpoint: String {
    guard Self.isPlain(host), !host.isEmpty, Int(port) != nil else {
      return "the host of the settings"
    }
    if host.hasPrefix("/") { return "the socket in \(host), port \(port)" }
    return host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  /// False for what can be neither a host nor a socket's folder, and may be a password.
  package static func isPlain(_ host: some StringProtocol) -> Bool {
    host.utf8.allSatisfy { $0.isAlphanumeric || ":-./,_%".utf8.contains($0) }
  }
}
