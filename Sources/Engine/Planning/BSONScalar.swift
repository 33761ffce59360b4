package import PostgresDriver

/// BSON values by themselves, the type's byte and then the value's bytes, that PostgreSQL builds out of the values in its
/// rows.
package enum BSONScalar {
  /// A string, as SQL of type bytea; `text` is a text that is not NULL.
  package static func string(_ text: SQL) -> SQL {
    let bytes: SQL = "convert_to(\(text), 'UTF8')"
    let length: SQL = "octet_length(\(bytes)) + 1"
    return "'\\x02'::bytea || \(littleEndian(length, count: 4)) || \(bytes) || '\\x00'::bytea"
  }

  /// An int32 where it fits, else an int64; `number` is an int8 that is not NULL.
  package static func integer(_ number: SQL) -> SQL {
    """
    CASE WHEN \(number) BETWEEN -2147483648 AND 2147483647
      THEN '\\x10'::bytea || \(littleEndian(number, count: 4))
      ELSE '\\x12'::bytea || \(littleEndian(number, count: 8)) END
    """
  }

  static func littleEndian(_ number: SQL, count: Int) -> SQL {
    let zero: SQL = count == 4 ? "'\\x00000000'::bytea" : "'\\x0000000000000000'::bytea"
    let whole = (0..<count).reduce(zero) { sql, byte in
      "set_byte(\(sql), \(byte), (((\(number)) >> \(8 * byte)) & 255)::int4)"
    }
    // Most are lengths of a few bytes, and each of the functions costs as much as a comparison.
    return """
      CASE WHEN \(number) BETWEEN 0 AND 255 THEN set_byte(\(zero), 0, (\(number))::int4) ELSE \(whole) END
      """
  }
}
