import Foundation
import Testing

/// One connection string of MongoDB's specifications, from PyMongo's source archive.
struct SpecificationURI: CustomTestStringConvertible, Sendable {
  let text: String
  /// False for one that every driver has to refuse.
  let isValid: Bool
  /// True for one that a driver takes with a warning, leaving an option out.
  let warns: Bool

  var testDescription: String { text }

  /// All of `test/connection_string` and `test/uri_options`; throws when the archive is not there.
  static func all() throws -> [SpecificationURI] {
    let root = try #require(
      ProcessInfo.processInfo.environment["SYNCTOOL_TEST_PYMONGO_SOURCE"],
      "Scripts/test sets SYNCTOOL_TEST_PYMONGO_SOURCE")
    let options = root + "/test/uri_options"
    return try [root + "/test/connection_string/test", options].flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        .filter { $0.hasSuffix(".json") }.flatMap { name in
          try read("\(folder)/\(name)", files: options)
        }
    }
  }

  private static func read(_ path: String, files: String) throws -> [SpecificationURI] {
    struct File: Decodable {
      struct Case: Decodable {
        var uri: String
        var valid: Bool
        var warning: Bool?
      }
      var tests: [Case]
    }
    let data = try Data(contentsOf: URL(filePath: path))
    return try JSONDecoder().decode(File.self, from: data).tests.map { item in
      // The certificates lie beside the file.
      let text = item.uri.replacing("=ca.pem", with: "=\(files)/ca.pem")
        .replacing("=cert.pem", with: "=\(files)/cert.pem")
      return SpecificationURI(text: text, isValid: item.valid, warns: item.warning ?? false)
    }
  }
}
