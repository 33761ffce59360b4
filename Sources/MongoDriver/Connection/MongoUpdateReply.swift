/// What a server has answered to an update command whose operations each mean one document.
package struct MongoUpdateReply: Equatable, Sendable {
  /// An operation that the server refused.
  package struct Refusal: Equatable, Sendable {
    /// Its place among the operations, from 0.
    package let place: Int
    /// The server's code, as in MongoDB's error_codes.yml.
    package let code: Int
  }

  /// How many operations found their document.
  package let matched: Int
  package let refusals: [Refusal]
  /// The code with which the write concern was not satisfied; nil when it was. What was written is written all the same.
  package let concernCode: Int?

  /// nil for bytes that are not such an answer.
  init?(_ bytes: Span<UInt8>) {
    do throws(BSONFault) {
      guard let matched = try MongoClient.number("n", in: bytes) else { return nil }
      var refusals: [Refusal] = []
      if let list = try MongoClient.element("writeErrors", in: bytes) {
        let whole = bytes.extracting(list.value)
        var walker = try BSONWalker(whole, document: 0..<whole.count)
        while let element = try walker.next(whole) {
          let refusal = whole.extracting(element.value)
          guard let place = try MongoClient.number("index", in: refusal),
            let code = try MongoClient.number("code", in: refusal)
          else { return nil }
          refusals.append(Refusal(place: place, code: code))
        }
      }
      self.matched = matched
      self.refusals = refusals
      concernCode = try MongoClient.element("writeConcernError", in: bytes).map {
        (element) throws(BSONFault) in
        try MongoClient.number("code", in: bytes.extracting(element.value)) ?? 0
      }
    } catch {
      return nil
    }
  }
}
