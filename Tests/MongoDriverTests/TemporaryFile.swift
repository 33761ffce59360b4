import Foundation

/// A file with given bytes that is gone with its owner.
final class TemporaryFile {
  let path: String

  init(_ bytes: [UInt8], suffix: String = ".bson") throws {
    path = NSTemporaryDirectory() + "mongo-driver-\(UUID().uuidString)\(suffix)"
    try Data(bytes).write(to: URL(filePath: path))
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}
