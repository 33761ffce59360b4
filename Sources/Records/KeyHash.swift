/// The hash of a key: SipHash under a secret of this process (Swift's `Hasher`), so that nobody can choose
/// keys that collide.
enum KeyHash {
  /// The hash of a key's bytes; another one in every process.
  static func of(_ key: Span<UInt8>) -> UInt64 {
    var hasher = Hasher()
    key.withUnsafeBytes { hasher.combine(bytes: $0) }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}
