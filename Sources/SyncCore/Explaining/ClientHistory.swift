/// What the journal knows of a client.
package enum ClientHistory: Sendable {
  /// There is nothing to read: why, in words.
  case none(String)
  /// The newest first.
  case entries([HistoryEntry])
}
