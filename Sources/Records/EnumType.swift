package import PostgresDriver

/// An enum type of PostgreSQL.
package struct EnumType: Equatable, Sendable {
  /// The name with its schema.
  package var sql: SQL
  /// In their order. Labels are the same when their bytes are.
  var labels: [String]

  package init(sql: SQL, labels: [String]) {
    self.sql = sql
    self.labels = labels
  }

  package static func == (a: EnumType, b: EnumType) -> Bool {
    a.sql == b.sql
      && a.labels.elementsEqual(b.labels) { $0.utf8.elementsEqual($1.utf8) }
  }

  /// True when every label of the other one is a label of this one.
  package func takes(all other: EnumType) -> Bool {
    let own = Set(labels.map { Array($0.utf8) })
    return other.labels.allSatisfy { own.contains(Array($0.utf8)) }
  }
}
