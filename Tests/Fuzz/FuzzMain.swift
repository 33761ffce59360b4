import Glibc

/// `Fuzz TARGET [libFuzzer's options and folders]`: runs one target under libFuzzer.
///
/// One program for all targets, since what takes time is to build the instrumented modules. It calls
/// libFuzzer's driver itself: SwiftPM gives an executable's `main` a name of its own, so that of
/// libFuzzer would not be found.
@main
enum FuzzMain {
  static func main() {
    guard CommandLine.arguments.count > 1, FuzzTarget.choose(CommandLine.arguments[1]) else {
      for target in FuzzTarget.all { print(target.name) }
      exit(CommandLine.arguments.count > 1 ? 64 : 0)
    }
    // The driver takes the program's name from the first word and its options from the others.
    let words = [CommandLine.arguments[0]] + CommandLine.arguments.dropFirst(2)
    let given = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: words.count + 1)
    for (index, word) in words.enumerated() { given[index] = strdup(word) }
    given[words.count] = nil
    var (count, list) = (CInt(words.count), Optional(given))
    exit(runFuzzer(&count, &list, testOneInput))
  }
}

/// libFuzzer's `LLVMFuzzerRunDriver`.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ entry: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Gives the target an array of exactly the bytes: the address sanitizer sees a step beyond it.
///
/// The name is that which libFuzzer's own `main`, linked and never called, wants to be there.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzTarget.chosen.check(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}
