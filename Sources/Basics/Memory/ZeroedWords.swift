internal import Glibc

/// Words of memory that are zero until they are written; pages that nobody writes take none.
///
/// A class of constants, so that an access costs neither a uniqueness nor an exclusivity check. A place
/// outside the words is a programming error and traps.
@safe @usableFromInline
package final class ZeroedWords {
  @usableFromInline
  internal let base: UnsafeMutablePointer<UInt64>
  /// How many words there are.
  @usableFromInline
  package let count: Int

  /// `isDense` says that most pages will be written, in no order: then large ones save the processor's tables.
  package init(count: Int, isDense: Bool = false) {
    self.count = count
    let bytes = max(count, 1) * MemoryLayout<UInt64>.stride
    // The mapping is this object's own until its end; the kernel zeroes a page when it is first touched.
    let memory: UnsafeMutableRawPointer = unsafe mmap(
      nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    // As for an array, there is nothing to be done where the kernel has no memory left.
    precondition(unsafe memory != MAP_FAILED, "no memory")
    if isDense { unsafe madvise(memory, bytes, MADV_HUGEPAGE) }
    unsafe base = memory.bindMemory(to: UInt64.self, capacity: max(count, 1))
  }

  deinit {
    unsafe munmap(base, max(count, 1) * MemoryLayout<UInt64>.stride)
  }

  @inlinable
  package subscript(at: Int) -> UInt64 {
    get {
      precondition(at >= 0 && at < count)
      return unsafe base[at]
    }
    set {
      precondition(at >= 0 && at < count)
      unsafe base[at] = newValue
    }
  }

  /// Makes all words zero again, and gives their memory back.
  package func clear() {
    unsafe madvise(base, max(count, 1) * MemoryLayout<UInt64>.stride, MADV_DONTNEED)
  }

  /// Lends the bytes of a part of the words.
  func withBytes<R, E: Error>(
    _ part: Range<Int>, _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    precondition(part.lowerBound >= 0 && part.upperBound <= count)
    let stride = MemoryLayout<UInt64>.stride
    // Inside the mapping, which lives as long as this object does.
    let bytes = unsafe UnsafeMutableRawBufferPointer(
      start: base + part.lowerBound, count: part.count * stride)
    return try unsafe body(bytes)
  }
}
