import Foundation
import Testing

/// A password of which no piece may be seen, in whatever form.
enum Canary {
  /// Every character that a URI or a quote trips over.
  static let raw = #"Qz7W%Vx9K/Yw8G@Zk6H:Fv5X#Qm4J?Bw3N'Rt2P"Ld1S Ck0M"#
  /// As it stands in a well-formed URI.
  static let encoded = encode(raw)
  /// A URI's with its last percent-encoding cut off.
  static let truncated = encoded + "%2"

  private static func encode(_ text: String) -> String {
    text.utf8.map { byte in
      let letter = UInt8(ascii: "a")...UInt8(ascii: "z")
      return letter.contains(byte | 0x20) || (0x30...0x39).contains(byte)
        ? String(UnicodeScalar(byte)) : "%" + String(byte, radix: 16, uppercase: true)
    }.joined()
  }

  /// Every six characters of a password and of its encoded forms.
  private static let pieces: Set<String> = {
    let forms = [raw, encoded, encoded.lowercased(), raw.replacing("\"", with: "\\\"")]
    return Set(
      forms.flatMap { form in
        let text = Array(form)
        return (0...(text.count - 6)).map { String(text[$0..<($0 + 6)]) }
      })
  }()

  /// The pieces that a text shows.
  static func seen(in text: String) -> [String] {
    pieces.filter { text.contains($0) }.sorted()
  }
}

extension ProcessStage {
  /// Runs `sync` and `check`, in text and in JSON and as talkative as can be: all of them fail, with
  /// a code of these, and nothing that is said or written holds a piece of the canary.
  func expectNoCanary(
    _ codes: Set<Int32>, _ what: String, _ changes: [String: String], _ arguments: [String] = [],
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let before = Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
    for command in [["-v", "--report", "run.ndjson"], ["check"]] {
      for format in ["text", "json"] {
        let words = command + ["--format", format] + arguments
        let end = try start(words, ["LOG_LEVEL": "debug"].merging(changes) { $1 }).end()
        let told = "\(what): \(words.prefix(4)): \(end.everything)"
        #expect(codes.contains(end.status), "\(told)", sourceLocation: location)
        #expect(Canary.seen(in: end.everything) == [], "\(told)", sourceLocation: location)
        #expect(
          end.error.contains("error: ") || command == ["check"], "\(told)",
          sourceLocation: location)
        if format == "json" {
          let code = try end.json()["exitCode"] as? Int
          #expect(code == Int(end.status), "\(told)", sourceLocation: location)
        }
      }
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where !before.contains(name) {
      #expect(Canary.seen(in: try text(name)) == [], "\(what): \(name)", sourceLocation: location)
      try FileManager.default.removeItem(atPath: path(name))
    }
  }
}
