internal import Basics
internal import Glibc

/// Settings whose value is the content of a file, as Docker and Kubernetes provide secrets.
extension SettingsDraft {
  /// In bytes; a password or a URI is far shorter.
  private static let secretLimit = 64 << 10

  /// Takes the value of `variable` from the file that `twin` names, if one is set.
  mutating func readSecret(_ variable: SettingVariable, from twin: SettingVariable) {
    guard let path = self.variable(twin) else { return }
    if let direct = self.variable(variable) {
      let place = direct.layer == .file ? " (in the .env file)" : ""
      refuse(path, "is set, and so is \(variable.rawValue)\(place): keep one of the two")
      return
    }
    let text = secret(path, variable.rawValue)
    // An empty text represents a value that is set but cannot be used.
    useSecret(SettingValue(name: twin.rawValue, text: text ?? "", layer: .process), for: variable)
  }

  private mutating func secret(_ path: SettingValue, _ name: String) -> String? {
    guard let input = contents(of: path, limit: Self.secretLimit) else { return nil }
    var bytes = input.bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    guard let content = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      refuse(path, "the file is not text in UTF-8")
      return nil
    }
    let text = SettingText.plain(content, of: name, .process)
    if text.utf8.allSatisfy(\.isASCIISpace) {
      refuse(path, "the file is empty")
      return nil
    }
    if text.unicodeScalars.contains(where: { $0 == "\n" || $0 == "\r" }) {
      refuse(path, "the file has more than one line: it must contain only the value")
      return nil
    }
    if SettingText.passwords.contains(name), let doubt = SettingText.doubt(text, .process) {
      refuse(path, doubt)
      return nil
    }
    warnOfMode(input.mode, of: path)
    return text
  }

  /// Files that Docker, Kubernetes and systemd mount are readable for everybody, but only inside the container.
  private mutating func warnOfMode(_ mode: UInt32?, of path: SettingValue) {
    guard let mode, mode & 0o004 != 0, !Self.isMounted(path.text) else { return }
    warn(
      "\(path.name): the file has mode 0\(String(mode, radix: 8)), so other users can read it; chmod 600"
        + " fixes that")
  }

  private static func isMounted(_ path: String) -> Bool {
    if ["/run/secrets/", "/var/run/secrets/", "/run/credentials/"].contains(where: path.hasPrefix) {
      return true
    }
    // Kubernetes keeps the files of a volume in a folder like ..2026_11_29_00_00_00.123456789.
    guard let target = realpath(path, nil) else { return false }
    defer { free(target) }
    return String(cString: target).contains("/..")
  }
}
