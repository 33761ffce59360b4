internal import Basics

extension SettingsDraft {
  /// The mapping file's contents; nil when none is named or it is faulty.
  mutating func mapping() -> Mapping? {
    guard let value = path(Options.mapping),
      let input = contents(of: value, limit: Self.fileLimit)
    else { return nil }
    do throws(MappingFaults) {
      return try MappingReader.read(input.bytes)
    } catch {
      for fault in error.faults {
        refuse(value.name, (fault.path.isEmpty ? "" : fault.path + ": ") + fault.problem)
      }
      return nil
    }
  }
}
