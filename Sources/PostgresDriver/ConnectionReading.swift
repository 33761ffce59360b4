/// What a connection URI says, once the options of other programs' drivers are understood.
package struct ConnectionReading: Sendable {
  /// Each keyword at most once.
  package var keywords: [ConnectionKeyword]
  /// The schema of the table; nil when the URI names none.
  package var schema: String?
  /// The options that change nothing here, as written.
  package var passedOver: [String]
}

/// Everything that is wrong with a connection URI, each with what to write instead and without a
/// value.
package struct ConnectionFaults: Error, Equatable, Sendable {
  /// At least one.
  package var problems: [String]
}

extension ConnectionString {
  /// Reads a connection URI as hosting services and drivers write it.
  package static func read(_ text: String) throws(ConnectionFaults) -> ConnectionReading {
    guard !text.utf8.contains(0), let uri = ConnectionURI(text) else {
      throw ConnectionFaults(problems: [notAURI(text)])
    }
    if case .refused(let advice) = uri.scheme { throw ConnectionFaults(problems: [advice]) }
    let body: [ConnectionKeyword]
    do throws(PostgresError) {
      body = try parse(uri.body)
    } catch {
      // The options of a URI that is cut in the wrong place may be pieces of a password.
      throw ConnectionFaults(problems: ["\(error.message); \(error.hint)"])
    }
    var reader = ConnectionOptions(body, uri)
    reader.take(uri.options)
    let reading = reader.finish()
    let problems = uri.faults + reader.problems
    if !problems.isEmpty { throw ConnectionFaults(problems: problems) }
    return reading
  }

  private static func notAURI(_ text: String) -> String {
    let form = "postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
    if text.contains("://") || !text.contains("=") {
      return "must begin with postgresql:// or postgres://, as in \(form)"
    }
    return "is a list of keywords and values, and must begin with postgresql:// or postgres://:"
      + " write it as \(form)"
  }
}
