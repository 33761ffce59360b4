/// What became of one document of the source.
package enum RecordFate: Equatable, Sendable {
  /// A row with every column was appended.
  case staged
  /// Nothing was appended: the target had an equal row before the source was read. Which one is told by its tid; nil
  /// where that is found out later.
  case known(tid: UInt64?)
  /// A row with the reason instead of the columns was appended.
  case rejected(Reason)
  /// A row with only the key was appended: the mapping's `where` leaves the record out.
  case excluded
  /// Nothing was appended: `--only` names other clients. Such a record does not count as read.
  case ignored
}
