/// What became of one document of the source.
enum RecordFate: Equatable, Sendable {
  /// A row with every column was appended.
  case staged
  /// A row with the reason instead of the columns was appended.
  case rejected(Reason)
  /// Nothing was appended: `--only` names other clients. Such a record does not count as read.
  case ignored
}
