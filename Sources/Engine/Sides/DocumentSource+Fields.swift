package import Basics
package import Records

extension DocumentSource {
  /// The most names shown.
  private static let mostNames = 8

  /// The failure of a file whose records have no field that the layout maps; `names` are those of its
  /// first record. nil for a server, which sends only those fields, and for memory.
  package func lackOfFields(_ names: [String], _ layout: RowLayout) -> SyncFailure? {
    guard case .file = origin else { return nil }
    var mapped: [String] = []
    for field in layout.fields.map(\.text) where !mapped.contains(field) { mapped.append(field) }
    let wanted = Self.shown(mapped)
    let (looks, hint) = Self.kind(names)
    let has = names.isEmpty ? "has no field" : "has \(Self.shown(names.map(Self.plain)))"
    return SyncFailure(
      .failed, .source,
      "no record of \(name) has any of the mapped fields (\(wanted)); its first record \(has)\(looks)",
      hint: hint)
  }

  private static func kind(_ names: [String]) -> (looks: String, hint: String) {
    let all = Set(names)
    let other = "give the file of the clients' collection, or a --mapping that names its fields"
    if all.isSuperset(of: ["indexes", "uuid"]) || all.isSuperset(of: ["indexes", "collectionName"])
    {
      return (
        ": it looks like the metadata that mongodump writes beside a collection",
        "give the .bson file of the same name"
      )
    }
    if all.isSuperset(of: ["type", "features"]) { return (": it looks like GeoJSON", other) }
    if all.isSuperset(of: ["key", "v", "name"]) {
      return (": it looks like a list of indexes", other)
    }
    if names.count == 1, let name = names.first, name != "_id" {
      return (
        ": it looks like one document that contains the others",
        plain(name) != name
          ? other
          : "if they are in \(name): jq -c '.[\"\(name)\"][]' FILE | synctool --source - …"
      )
    }
    return ("", other)
  }

  /// A name that looks like one, and not like a piece of somebody's data.
  private static func plain(_ name: String) -> String {
    name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || "0123456789_-$ ".unicodeScalars.contains($0)
    }
      && !name.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x20 }
      ? name : "…"
  }

  private static func shown(_ names: [String]) -> String {
    names.prefix(mostNames).map(SafeText.escape).joined(separator: ", ")
      + (names.count > mostNames ? ", …" : "")
  }
}
