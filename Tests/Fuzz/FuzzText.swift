import Basics
import MongoDriver
import PostgresDriver

@testable import SyncCore
@testable import synctool

/// Any bytes at all as settings, words and connection strings.
enum FuzzText {
  static func checkMapping(_ bytes: [UInt8]) {
    _ = try? MappingReader.read(bytes)
    _ = try? MappingReader.appValues(bytes)
    guard let value = try? JSONReader.parse(bytes) else { return }
    let text = JSONWriter().text(value)
    do {
      let again = try JSONReader.parse(Array(text.utf8))
      hold(JSONWriter().text(again) == text, "JSON that changes when it is read again")
    } catch {
      fatalError("JSON of our own that we cannot read: \(error)")
    }
  }

  static func checkDotEnv(_ bytes: [UInt8]) {
    let found = DotEnv.parse(bytes)
    for (name, value) in found.values {
      hold(!name.isEmpty && name.utf8.allSatisfy { $0 < 0x80 && $0 > 0x20 }, "a bad name")
      hold(!value.utf8.contains(0), "a value with a NUL")
    }
    let lines = bytes.reduce(1) { [0x0A, 0x0D].contains($1) ? $0 + 1 : $0 }
    for fault in found.faults { hold((1...lines).contains(fault.line), "a fault of no line") }
  }

  /// Words with a NUL between them.
  static func checkArguments(_ bytes: [UInt8]) {
    let words = bytes.split(separator: 0, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    switch ArgumentReader.read(words, .synctool) {
    case .command(let parsed):
      hold(parsed.options.values.allSatisfy { !$0.isEmpty }, "an option without a value")
    case .faults(let faults, let command):
      hold(!faults.isEmpty, "refused without a fault")
      checkVisible(FaultText.usage(faults, of: command))
    case .help(let command): _ = HelpText.page(of: command, .synctool)
    case .version: break
    }
  }

  static func checkMongoURI(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    do {
      let uri = try MongoURI(text)
      checkVisible(uri.redacted)
      for host in uri.hosts { checkVisible(host) }
    } catch {
      checkVisible("\(error)")
    }
  }

  static func checkPostgres(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    do {
      let reading = try ConnectionString.read(text)
      checkVisible(reading.passedOver.joined(separator: " "))
    } catch {
      checkVisible("\(error)")
    }
    do {
      for setting in try ConnectionString.parse(text) {
        hold(!setting.keyword.isEmpty && !setting.value.utf8.contains(0), "a setting with a NUL")
      }
    } catch {
      checkVisible("\(error)")
    }
  }

  /// Nothing in words for people is obeyed by a terminal.
  private static func checkVisible(_ text: String) {
    let hidden = text.unicodeScalars.contains { $0 != "\n" && SafeText.isHidden($0) }
    hold(!hidden, "hidden characters in words for people: \(text.debugDescription)")
  }
}
