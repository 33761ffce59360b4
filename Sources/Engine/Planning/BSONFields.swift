internal import Basics
package import PostgresDriver

/// BSON documents that PostgreSQL builds out of the values in its rows.
package enum BSONFields {
  /// The BSON document with these members, as SQL of type bytea.
  ///
  /// Each value is bytea: the BSON type, then the value's bytes. A NULL or empty one stands for an absent field, which
  /// gets no member. A name is data that no NUL may be in.
  package static func document(_ members: [(name: String, value: SQL)]) -> SQL {
    if members.allSatisfy({ isColumn($0.value) }) { return built(members) }
    // Each value is named several times, and may take its time: without OFFSET it would be taken as often.
    let values: [SQL] = members.enumerated().map { "\($1.value) AS v\($0)" }
    let named = members.enumerated().map { (name: $1.name, value: "d.v\($0)" as SQL) }
    return "(SELECT \(built(named)) FROM (SELECT \(values) OFFSET 0) d)"
  }

  private static func built(_ members: [(name: String, value: SQL)]) -> SQL {
    var (elements, length) = ([] as [SQL], "5" as SQL)
    for (name, value) in members {
      let name = Array(name.utf8) + [0]
      let isThere: SQL = "CASE WHEN octet_length(\(value)) > 0 THEN"
      let bytes = SQL(literal: "\\x" + ByteDigits.hexText(name))
      elements.append(
        "\(isThere) substr(\(value), 1, 1) || \(bytes)::bytea || substr(\(value), 2) ELSE '' END")
      length = "\(length) + \(isThere) octet_length(\(value)) + \(name.count) ELSE 0 END"
    }
    let start = BSONScalar.littleEndian("(\(length))", count: 4)
    return "(\((["(\(start))"] + elements + ["'\\x00'::bytea"]).joined(separator: " || ")))"
  }

  /// True for the name of a column, which costs nothing to name again.
  private static func isColumn(_ value: SQL) -> Bool {
    value.text.unicodeScalars.allSatisfy {
      $0 == "." || $0 == "_" || $0.properties.isAlphabetic && $0.isASCII
    }
  }
}
