/// Bound values in libpq's layout: text as C strings, bytes with their length.
struct ParameterBlock {
  private var storage: [UInt8] = []
  /// Where each value starts in `storage`; nil for NULL.
  private var offsets: [Int?] = []
  private(set) var lengths: [Int32] = []
  private(set) var formats: [Int32] = []
  /// Type OIDs of PostgreSQL's catalog; 0 lets the server infer the type.
  private(set) var types: [UInt32] = []

  /// Throws when a text holds a NUL, where libpq would silently cut it off.
  init(_ statement: PostgresStatement) throws(PostgresError) {
    for (index, parameter) in statement.parameters.enumerated() {
      switch parameter {
      case .null: append(nil, type: 0)
      case .text(let text):
        if text.utf8.contains(0) {
          throw .misuse(statement.name, "parameter \(index + 1) holds a NUL character")
        }
        append(Array(text.utf8), type: 0)
      case .int8(let value): append(Array(String(value).utf8), type: 20)
      case .bool(let value): append([UInt8(ascii: value ? "t" : "f")], type: 16)
      case .bytes(let bytes): append(bytes, type: 17, format: 1)
      case .encoded(let bytes): append(bytes, type: 0, format: 1)
      }
    }
  }

  private mutating func append(_ value: [UInt8]?, type: UInt32, format: Int32 = 0) {
    offsets.append(value == nil ? nil : storage.count)
    lengths.append(Int32(value?.count ?? 0))
    formats.append(format)
    types.append(type)
    storage += value ?? []
    storage.append(0)
  }

  /// Lends the array of pointers to the values.
  func withValues<R>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> R) -> R {
    unsafe storage.withUnsafeBytes { bytes in
      let start = unsafe bytes.bindMemory(to: CChar.self).baseAddress
      let values = unsafe offsets.map { offset in
        unsafe offset.flatMap { offset in unsafe start.map { unsafe $0 + offset } }
      }
      return unsafe values.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    }
  }
}
