internal import Basics
internal import Records

extension SettingsDraft {
  /// The mapping file's contents; nil when none is named or it is faulty.
  mutating func mapping() -> Mapping? { read(Options.mapping, MappingReader.read) }

  /// What created rows of the application get; nil when no file says so or it is faulty.
  mutating func appValues() -> [AppValue]? { read(Options.appValues, MappingReader.appValues) }

  /// What the file of the option says; nil when none is named or it is faulty.
  private mutating func read<Contents>(
    _ option: Option<Never?>, _ read: ([UInt8]) throws(MappingFaults) -> Contents
  ) -> Contents? {
    guard let value = path(option),
      let input = contents(of: value, limit: Self.fileLimit)
    else { return nil }
    do throws(MappingFaults) {
      return try read(input.bytes)
    } catch {
      for fault in error.faults {
        refuse(value.name, (fault.path.isEmpty ? "" : fault.path + ": ") + fault.problem)
      }
      return nil
    }
  }

  /// The fields that may be absent everywhere; each must be one of the mapping, because a misspelt one
  /// allows nothing. The variable separates several with commas.
  mutating func allowAbsent(_ mapping: Mapping) -> [FieldPath] {
    let name = Options.allowAbsent.name
    let given: [SettingValue]
    if let options = optionValues(name) {
      given = options
    } else if let value = value(Options.allowAbsent) {
      given = value.text.utf8.split(separator: UInt8(ascii: ",")).map { part in
        SettingValue(
          name: value.name, text: String(decoding: part.withoutSpaceAround, as: UTF8.self),
          layer: value.layer)
      }
    } else {
      return []
    }
    let known = mapping.allFields
    var fields: [FieldPath] = []
    for value in given {
      if let field = FieldPath(value.text), known.contains(field) {
        fields.append(field)
      } else {
        let names = known.map(\.text).joined(separator: ", ")
        refuse(value, "must be a field of the mapping, which has \(names)")
      }
    }
    return fields
  }
}
