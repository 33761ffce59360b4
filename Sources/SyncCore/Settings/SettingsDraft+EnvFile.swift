internal import Basics

extension SettingsDraft {
  /// In bytes, of the `.env` file and of the mapping file.
  static let fileLimit = 1 << 20

  /// Reads the `.env` file: the named one, which must be readable, else the default if it exists.
  ///
  /// Returns the path that was tried; faulty lines and an unsafe mode are noted.
  mutating func loadEnvFile(_ standard: String) -> String {
    let named = value(Options.envFile)
    let path = named?.text ?? standard
    let name = named?.name ?? ".env"
    do throws(InputFile.Fault) {
      let input = try InputFile.read(path, limit: Self.fileLimit)
      let file = DotEnv.parse(input.bytes)
      use(file)
      for fault in file.faults { refuse(name, "line \(fault.line): \(fault.kind.rawValue)") }
      warnOfMode(input.mode, of: path, file)
    } catch .missing where named == nil {
      // The default file is optional.
    } catch {
      refuse(name, error.words, fromOption: named?.layer == .option)
    }
    return path
  }

  private mutating func warnOfMode(_ mode: UInt32?, of path: String, _ file: DotEnv) {
    guard let mode else { return }
    let holdsSecrets = file.values.contains {
      SettingVariable.secretNames.contains($0.key) && !$0.value.isEmpty
    }
    // The group's bits of a systemd credential are the mask of its ACL, which admits only the
    // service's user.
    let isForGroup = mode & 0o040 != 0 && !isCredential(path)
    guard mode & 0o004 != 0 || (isForGroup && holdsSecrets) else { return }
    let octal = String(mode, radix: 8)
    let shown = String(repeating: "0", count: max(0, 4 - octal.utf8.count)) + octal
    warn("the .env file has mode \(shown), so other users can read it; chmod 600 fixes that")
  }

  /// True for a file in the folder that systemd made for the credentials of this service.
  private func isCredential(_ path: String) -> Bool {
    guard let folder = variable("CREDENTIALS_DIRECTORY"), folder.layer == .process else {
      return false
    }
    return path.utf8.starts(with: (folder.text + "/").utf8)
  }
}
