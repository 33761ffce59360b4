internal import Basics

extension SettingsDraft {
  /// The mapping file's contents; nil when none is named or it is faulty.
  mutating func mapping() -> Mapping? {
    guard let value = path(Options.mapping) else { return nil }
    let input: InputFile
    do throws(InputFile.Fault) {
      input = try InputFile.read(value.text, limit: Self.fileLimit)
    } catch {
      refuse(value, error.words)
      return nil
    }
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
