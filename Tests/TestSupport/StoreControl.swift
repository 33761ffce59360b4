import Foundation
import Glibc

/// The way to ask a strict stand-in for MongoDB without its wire: lines of JSON over a pair of sockets.
final class StoreControl {
  /// The store has ended, or does not understand what was asked of it.
  struct Failed: Error, CustomStringConvertible { let description: String }

  /// The store's end, for its standard input and output.
  let others: FileHandle
  private let own: Int32
  private var received = Data()

  init() throws {
    var pair: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &pair) == 0 else { throw POSIXError(.EMFILE) }
    own = pair[0]
    others = FileHandle(fileDescriptor: pair[1], closeOnDealloc: false)
  }

  deinit { close(own) }

  /// Once the store has it: its death is seen as the end of what it says.
  func closeOthers() { try? others.close() }

  func ask(_ request: [String: Any]) throws -> [String: Any] {
    let line = try JSONSerialization.data(withJSONObject: request) + [UInt8(ascii: "\n")]
    try line.withUnsafeBytes { bytes in
      var sent = 0
      while sent < bytes.count {
        // A store that has died is an error here, and no signal to the tests.
        let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
        let count = send(own, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
        guard count > 0 else { throw Failed(description: "the store has ended") }
        sent += count
      }
    }
    let answer =
      try JSONSerialization.jsonObject(with: Data(self.line().utf8)) as? [String: Any] ?? [:]
    if let error = answer["error"] { throw Failed(description: "\(error)") }
    return answer
  }

  /// The reply to a command as JSON; one that is an error, or has errors of statements, throws.
  func reply(_ request: [String: Any]) throws -> String {
    let answer = try ask(request.merging(["json": true]) { $1 })
    let reply = answer["reply"] as? String ?? ""
    guard reply.contains(#""ok":{"$numberDouble":"1.0"}"#), !reply.contains(#""writeErrors":"#)
    else {
      throw Failed(description: reply)
    }
    return reply
  }

  func bytes(_ request: [String: Any]) throws -> [[UInt8]] {
    let documents = try ask(request)["documents"] as? [String] ?? []
    return documents.compactMap { Data(base64Encoded: $0).map { Array($0) } }
  }

  func texts(_ request: [String: Any]) throws -> [String] {
    try ask(request.merging(["json": true]) { $1 })["documents"] as? [String] ?? []
  }

  func count(_ request: [String: Any]) throws -> Int {
    try ask(request)["count"] as? Int ?? 0
  }

  /// The next line that the store says.
  func line() throws -> String {
    while true {
      if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: received[..<end], as: UTF8.self)
        received.removeSubrange(...end)
        return line
      }
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      let count = recv(own, &piece, piece.count, 0)
      guard count > 0 else { throw Failed(description: "the store has ended") }
      received += piece[..<count]
    }
  }
}
