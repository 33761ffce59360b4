import Glibc

@testable import MongoDriver

/// Any bytes at all as a file of documents.
enum FuzzFile {
  static func checkBSON(_ bytes: [UInt8]) {
    withDescriptor(bytes) { descriptor in
      var read = 0
      do {
        let file = BSONFile(reading: try FileBytes(descriptor: descriptor) { false })
        try file.forEach { document in
          read += document.count
          FuzzRecord.encode(document)
        }
        hold(read == bytes.count, "\(read) of \(bytes.count) bytes were read without a fault")
      } catch {
        hold(error is SourceFileError && read <= bytes.count, "another error: \(error)")
      }
    }
  }

  static func checkJSON(_ bytes: [UInt8]) {
    withDescriptor(bytes) { descriptor in
      do {
        let file = ExtendedJSONFile(reading: try FileBytes(descriptor: descriptor) { false })
        try file.forEach({ FuzzRecord.encode($0) }, broken: { _, rest in FuzzRecord.encode(rest) })
      } catch {
        hold(error is SourceFileError, "another error: \(error)")
      }
    }
  }

  /// One file for all inputs, that no folder lists.
  private static let descriptor: Int32 = {
    var name = Array("/tmp/synctool-fuzz-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    hold(descriptor >= 0 && unlink(name) == 0, "no file can be made in /tmp")
    return descriptor
  }()

  /// The file with just these bytes, read from its start.
  private static func withDescriptor(_ bytes: [UInt8], _ body: (Int32) -> Void) {
    hold(ftruncate(descriptor, 0) == 0, "the file cannot be emptied")
    hold(pwrite(descriptor, bytes, bytes.count, 0) == bytes.count, "the file cannot be filled")
    lseek(descriptor, 0, SEEK_SET)
    body(descriptor)
  }
}
