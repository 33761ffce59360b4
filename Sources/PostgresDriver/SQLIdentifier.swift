/// Names of database objects as SQL text.
package enum SQLIdentifier {
  /// The name in double quotes, inner ones doubled: any name is safe but one with a NUL, which
  /// the connection refuses to send.
  package static func quote(_ name: String) -> String {
    "\"" + SQLLiteral.doubling("\"", in: name) + "\""
  }
}
