// Reads documents in Extended JSON for a program that compares readers: on standard input texts, each
// with its length in four bytes before it (little-endian), on standard output for each the length of its
// BSON and the BSON; for a text that is refused the length 0, and in the same way why.
internal import Glibc

@testable import MongoDriver

@main
struct ReaderProbe {
  private typealias Stream = UnsafeMutablePointer<FILE>

  static func main() {
    guard let input = fdopen(0, "r"), let output = fdopen(1, "w") else { exit(1) }
    var reader = ExtendedJSONReader()
    while let text = next(input) {
      let start = text.firstIndex { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } ?? 0
      guard start < text.count, text[start] == UInt8(ascii: "{") else {
        refuse(output, "no document")
        continue
      }
      let span = text.span.extracting(start..<text.count)
      switch reader.read(span) {
      case .document where isSpace(text, from: start + reader.position):
        let bytes = reader.output.withSpan { bytes in bytes.indices.map { bytes[$0] } }
        answer(output, bytes)
      case .document: refuse(output, "text behind the document")
      case .incomplete: refuse(output, "no end")
      case .brokenWhole, .brokenWithin: refuse(output, reader.fault?.text ?? "no fault")
      }
    }
  }

  private static func isSpace(_ text: [UInt8], from start: Int) -> Bool {
    text[start...].allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
  }

  private static func refuse(_ output: Stream, _ why: String) {
    answer(output, [])
    answer(output, Array(why.utf8))
  }

  private static func next(_ input: Stream) -> [UInt8]? {
    guard let head = read(input, 4) else { return nil }
    return read(input, head.reversed().reduce(0) { $0 << 8 | Int($1) })
  }

  private static func read(_ input: Stream, _ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    guard count > 0 else { return bytes }
    return fread(&bytes, 1, count, input) == count ? bytes : nil
  }

  private static func answer(_ output: Stream, _ bytes: [UInt8]) {
    let head = (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> ($0 * 8)) }
    fwrite(head + bytes, 1, 4 + bytes.count, output)
    // The other side waits for each batch's last answer.
    fflush(output)
  }
}
