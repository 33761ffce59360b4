import TestSupport
import Testing

@testable import MongoDriver

/// What is sent with a write, and what is read from its answer.
struct MongoWriteTests {
  @Test(
    arguments: [
      ("", [Bytes.element(2, "w", Bytes.string("majority"))], true),
      ("w=majority", [Bytes.element(2, "w", Bytes.string("majority"))], true),
      ("w=MAJORITY", [Bytes.element(2, "w", Bytes.string("majority"))], true),
      ("w=2", [Bytes.element(16, "w", Bytes.int32(2))], false),
      ("w=dc1", [Bytes.element(2, "w", Bytes.string("dc1"))], false),
      ("safe=true", [Bytes.element(16, "w", Bytes.int32(1))], false),
      (
        "journal=true&wTimeoutMS=500",
        [
          Bytes.element(2, "w", Bytes.string("majority")), Bytes.element(8, "j", [1]),
          Bytes.element(16, "wtimeout", Bytes.int32(500)),
        ], true
      ),
    ] as [(String, [[UInt8]], Bool)])
  func `the options of the URI become the write concern`(
    options: String, elements: [[UInt8]], isMajority: Bool
  ) throws {
    let concern = try MongoURI("mongodb://h/db?\(options)").writeConcern
    #expect(concern.document.bytes == Bytes.document(elements.flatMap { $0 }))
    #expect(concern.isMajority == isMajority && concern.isAcknowledged)
  }

  @Test func `a write that nobody acknowledges is known as one`() throws {
    #expect(try !MongoURI("mongodb://h/db?w=0").writeConcern.isAcknowledged)
    #expect(try !MongoURI("mongodb://h/db?safe=false").writeConcern.isAcknowledged)
  }

  @Test func `an answer is read with its refusals and its write concern error`() {
    let refusal = { (place: Int, code: Int) in
      Bytes.document(
        Bytes.element(16, "index", Bytes.int32(place)),
        Bytes.element(16, "code", Bytes.int32(code)),
        Bytes.element(2, "errmsg", Bytes.string("secret")))
    }
    let reply = Bytes.document(
      Bytes.element(16, "n", Bytes.int32(3)), Bytes.element(16, "nModified", Bytes.int32(2)),
      Bytes.element(
        4, "writeErrors",
        Bytes.document(
          Bytes.element(3, "0", refusal(1, 11000)), Bytes.element(3, "1", refusal(4, 121)))),
      Bytes.element(
        3, "writeConcernError", Bytes.document(Bytes.element(16, "code", Bytes.int32(64)))),
      Bytes.element(1, "ok", [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]))
    let read = MongoUpdateReply(reply.span)
    #expect(read?.matched == 3 && read?.concernCode == 64)
    #expect(read?.refusals.map(\.place) == [1, 4] && read?.refusals.map(\.code) == [11000, 121])
  }

  @Test(arguments: [
    Bytes.document(Bytes.element(1, "ok", [0, 0, 0, 0, 0, 0, 0xF0, 0x3F])),
    Bytes.document(
      Bytes.element(16, "n", Bytes.int32(1)),
      Bytes.element(4, "writeErrors", Bytes.document(Bytes.element(3, "0", Bytes.document())))),
    [5, 0, 0, 0, 1],
  ])
  func `an answer that cannot be understood is none`(reply: [UInt8]) {
    #expect(MongoUpdateReply(reply.span) == nil)
  }

  @Test func `a value is read from its type and its bytes, and from nothing else`() {
    #expect(BSONBytes([16, 1, 0, 0, 0].span) == BSONBytes(.int32, [1, 0, 0, 0]))
    #expect(BSONBytes([10].span) == BSONBytes(.null, []))
    for bytes in [[], [16], [16, 1, 0, 0], [16, 1, 0, 0, 0, 0], [99], [2, 5, 0, 0, 0, 65]]
      as [[UInt8]]
    {
      #expect(BSONBytes(bytes.span) == nil, "\(bytes)")
    }
  }

  @Test func `the fields of a document are copied as they are`() throws {
    let all = Bytes.everyType
    let fields = try BSONField.all(in: all.span)
    var writer = BSONWriter()
    for field in fields { writer.append(field.name, field.value) }
    #expect(writer.finish().bytes == all)
  }
}
