import Foundation
import MongoDriver
import SyncCore
import Testing

/// The connection strings of MongoDB's specifications.
@Suite struct SpecificationURITests {
  /// Valid ones that are refused all the same, by a piece of each, and the word that says why.
  private static let unsupported: [(piece: String, word: String)] = [
    // No name of a database, for the server.
    ("/admin%3F", "database"),
    // An = in a database's name is far more often an option that lacks its ?, and may be a password.
    ("/my%3Ddb", "database"),
    // Removed from servers and drivers, and never known to libmongoc.
    ("MONGODB-CR", "authMechanism"), ("MONGODB-OIDC", "authMechanism"),
    // A blank in a URI is far more often a slip.
    ("rel%2F %2F", "space"), ("%2Ftmp%2F %2F", "space"),
    // database.collection: the collection has a setting of its own.
    ("/admin.sock", "MONGODB_COLLECTION"), ("/admin.shoe", "MONGODB_COLLECTION"),
    // The key of cert.pem, which the archive's own tests never load.
    ("tlsCertificateKeyFile=", "tlsCertificateKeyFile"),
    // Reading from a secondary by tags needs a read preference, for libmongoc.
    ("maxStalenessSeconds=", "readPreference"),
  ]

  @Test func `what every driver refuses is refused`() throws {
    let items = try SpecificationURI.all().filter { !$0.isValid }
    #expect(items.count > 70)
    for item in items {
      let outcome = ConnectionStringsTests.load(["MONGODB_URI": item.text])
      #expect(outcome.settings == nil, "\(item.text)")
      #expect(!outcome.messages.isEmpty)
      if item.text.contains("?"), !item.text.contains("@"), !item.text.hasSuffix("?w") {
        expectNamed(item.text, outcome.messages)
      }
      ConnectionStringCase.expectHelpful(outcome.messages, of: item.text)
    }
  }

  @Test func `what every driver takes is understood`() throws {
    let items = try SpecificationURI.all().filter { $0.isValid && !$0.warns }
    #expect(items.count > 70)
    for item in items {
      let outcome = Self.load(item.text)
      if outcome.settings != nil { continue }
      let known = Self.unsupported.first { item.text.contains($0.piece) }
      let word = known?.word ?? "?"
      #expect(outcome.messages.contains { $0.contains(word) }, "\(item.text): \(outcome.messages)")
      ConnectionStringCase.expectHelpful(outcome.messages, of: item.text)
    }
  }

  /// Drivers drop an option that they do not understand, with a warning that nobody reads.
  @Test func `what drivers warn of is refused, or passed over, by name`() throws {
    let items = try SpecificationURI.all().filter { $0.isValid && $0.warns }
    #expect(items.count > 30)
    for item in items {
      let outcome = Self.load(item.text)
      // The same option twice with the same value, and a switch that is 1.
      let isHarmless = item.text.contains("replicaSet=test") || item.text.contains("loadBalanced=1")
      if !isHarmless { expectNamed(item.text, outcome.messages) }
      ConnectionStringCase.expectHelpful(
        outcome.settings == nil ? outcome.messages : [], of: item.text)
    }
  }

  @Test func `no message holds a password`() throws {
    for item in try SpecificationURI.all() {
      let shown = Self.load(item.text).messages.joined(separator: "\n")
      let match = item.text.firstMatch(of: /\/\/[^@\/]*:([^@\/]+)@/)
      // One of them is the word password, which the advice has too.
      let password = match.map { String($0.1) }.flatMap { $0 == "password" ? nil : $0 }
      let words = shown.split { !$0.isLetter && !$0.isNumber }.map(String.init)
      #expect(!words.contains(password ?? "hunter2"), "\(item.text): \(shown)")
    }
  }

  private static func load(_ text: String) -> (settings: Settings?, messages: [String]) {
    ConnectionStringsTests.load(["MONGODB_URI": text, "MONGODB_DATABASE": "app"])
  }

  /// One of the URI's options is named.
  private func expectNamed(_ text: String, _ messages: [String]) {
    let names = text.split(separator: "?").last?.split(separator: "&").map {
      $0.split(separator: "=")[0].lowercased()
    }
    let isNamed = names?.contains { name in
      messages.contains { $0.lowercased().contains(name) }
    }
    #expect(isNamed == true, "\(text): \(messages)")
  }
}
