internal import MongoDriver

extension SourcePlace {
  /// Where a broken document stands, and what is wrong with it.
  init(_ fault: DocumentFault) {
    self.init(line: fault.line, byte: fault.offset, detail: fault.what)
  }
}
