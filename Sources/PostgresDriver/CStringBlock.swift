/// Strings as a NULL-terminated array of C strings.
struct CStringBlock {
  private var storage: [CChar] = []
  private var offsets: [Int] = []

  /// Appends a copy of the text with its final NUL; one within the text would end it there for C.
  mutating func append(_ text: String) {
    offsets.append(storage.count)
    storage += text.utf8CString
  }

  /// Lends the array.
  func withPointers<R>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> R) -> R {
    unsafe storage.withUnsafeBufferPointer { strings in
      var pointers = unsafe offsets.map { offset in
        unsafe strings.baseAddress.map { unsafe $0 + offset }
      }
      unsafe pointers.append(nil)
      return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    }
  }
}
