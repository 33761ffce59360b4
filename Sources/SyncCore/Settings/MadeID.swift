/// What a sync gives the id column of a new row; PostgreSQL gives one where a mapping names none.
package enum MadeID: Equatable, Sendable {
  /// A random UUID, made by PostgreSQL when the row is written.
  case uuid
  /// A value of the record.
  case column(MappedColumn)
}
