/// How long each wait for MongoDB may take where the URI does not say; milliseconds.
package struct MongoTimeouts: Equatable, Sendable {
  /// Until a readable server is found (`serverSelectionTimeoutMS`): within it unreachable
  /// servers are tried again.
  package var serverSelection: Int32
  /// Until one connection is established, including TLS (`connectTimeoutMS`).
  package var connect: Int32
  /// Until the answer to a command that was sent arrives (`socketTimeoutMS`).
  package var socket: Int32

  /// The tool's own.
  package static let standard = MongoTimeouts(
    serverSelection: 10_000, connect: 10_000, socket: 60_000)

  package init(serverSelection: Int32, connect: Int32, socket: Int32) {
    self.serverSelection = serverSelection
    self.connect = connect
    self.socket = socket
  }
}
