/// What has passed through a relay, by `Fault.Way`.
package struct Traffic: Sendable {
  var bytes = [0, 0]
  var messages = [0, 0]
  /// How many connections the tool has opened.
  package internal(set) var connections = 0

  /// How often a connection's tool has sent something and was answered.
  package internal(set) var turns = 0

  package func bytes(_ way: Fault.Way) -> Int { bytes[way.rawValue] }

  package func messages(_ way: Fault.Way) -> Int { messages[way.rawValue] }
}
