internal import Basics
internal import Records

/// The file that says what created rows of `identities` get.
extension MappingReader {
  /// The values in the file's order, or all faults together.
  package static func appValues(_ bytes: [UInt8]) throws(MappingFaults) -> [AppValue] {
    try read(bytes) { reader, value in reader.appValues(value) }
  }

  private mutating func appValues(_ value: JSONValue) -> [AppValue]? {
    guard case .object(let members) = value else {
      refuse(JSONPath(), "must be an object")
      return nil
    }
    return members.map { member in
      let path = JSONPath().member(member.name)
      let column = name(.string(member.name), path)
      return AppValue(column: column ?? "", sources: appSources(member.value, path))
    }
  }

  private mutating func appSources(_ value: JSONValue, _ path: JSONPath) -> [AppValue.Source] {
    guard case .array(let elements) = value, !elements.isEmpty else {
      refuse(path, "must be a list of objects, each with auth or value")
      return []
    }
    var sources: [AppValue.Source] = []
    for (index, element) in elements.enumerated() {
      if case .value? = sources.last {
        refuse(path.element(index), "is never used, because a constant comes before it")
        break
      }
      if let source = appSource(element, path.element(index)) { sources.append(source) }
    }
    return sources
  }

  private mutating func appSource(_ value: JSONValue, _ path: JSONPath) -> AppValue.Source? {
    guard case .object(let parts) = value else {
      refuse(path, "must be an object with auth or value")
      return nil
    }
    refuseUnknown(parts, ["auth", "value"], path)
    let (auth, constant) = (Self.member("auth", parts), Self.member("value", parts))
    switch (auth, constant) {
    case (let auth?, nil): return authSource(auth, path.member("auth"))
    case (nil, let constant?):
      guard let wanted = ConstantForm.lack(constant, .jsonb, false) else { return .value(constant) }
      refuse(path.member("value"), "must be \(wanted)")
    case (.some, .some): refuse(path.member("value"), "cannot be combined with auth")
    case (nil, nil): refuse(path, "must have auth or value")
    }
    return nil
  }

  /// A list has the names as they are, a string has dots between them.
  private mutating func authSource(_ value: JSONValue, _ path: JSONPath) -> AppValue.Source? {
    let names: [String]? =
      switch value {
      case .string(let text): Self.parts(of: text)
      case .array(let elements): Self.strings(elements)
      default: nil
      }
    guard let names, let first = names.first, !names.contains(where: { $0.utf8.contains(0) })
    else {
      refuse(
        path, "must be a column, a dotted path into its JSON, or a list of the names on the way")
      return nil
    }
    guard let column = name(.string(first), path) else { return nil }
    return .auth(column: column, path: Array(names.dropFirst()))
  }

  /// nil when a part is empty.
  private static func parts(of text: String) -> [String]? {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    if parts.contains(where: \.isEmpty) { return nil }
    return parts.map { String(decoding: $0, as: UTF8.self) }
  }

  /// nil when an element is none.
  private static func strings(_ elements: [JSONValue]) -> [String]? {
    let strings = elements.compactMap { if case .string(let text) = $0 { text } else { nil } }
    return strings.count == elements.count ? strings : nil
  }
}
