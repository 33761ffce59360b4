package import PostgresDriver

/// BSON documents that PostgreSQL builds out of the values in its rows.
package enum BSONFields {
  /// The BSON document with these members, as SQL of type bytea.
  ///
  /// Each value is bytea: the BSON type, then the value's bytes. A NULL or empty one stands for an absent field, which
  /// gets no member. A name is data that no NUL may be in.
  package static func document(_ members: [(name: String, value: SQL)]) -> SQL {
    let elements: [SQL] = members.map { member in
      """
      CASE WHEN octet_length(\(member.value)) > 0 THEN substr(\(member.value), 1, 1) \
      || convert_to(\(literal: member.name), 'UTF8') || '\\x00'::bytea || substr(\(member.value), 2) \
      ELSE '' END
      """
    }
    let body = (elements + ["'\\x00'::bytea"]).joined(separator: " || ")
    // What follows the length has four bytes less than the whole. Without OFFSET it would be made five times.
    let bytes: [SQL] = [0, 8, 16, 24].map { "((octet_length(d.rest) + 4) >> \($0)) & 255" }
    let length = bytes.enumerated().reduce("'\\x00000000'::bytea" as SQL) { sql, byte in
      "set_byte(\(sql), \(byte.offset), \(byte.element))"
    }
    return "(SELECT \(length) || d.rest FROM (SELECT \(body) AS rest OFFSET 0) d)"
  }
}
