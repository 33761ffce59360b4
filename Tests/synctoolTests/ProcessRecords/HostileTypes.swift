/// Every BSON type in every field that the mapping reads.
enum HostileTypes {
  /// A value of each type, its JSON as PostgreSQL prints it, and its text as an `_id`.
  private static var types: [(name: String, value: TestBSON, json: String?, id: String?)] {
    let counting = Array(UInt8(0)..<16)
    let oid = "000102030405060708090a0b"
    let uuid = "00010203-0405-0607-0809-0a0b0c0d0e0f"
    return [
      ("double", .double(1.5), "1.5", "1.5"), ("string", .string("text"), #""text""#, "text"),
      ("document", .document([]), "{}", "{}"), ("array", .array([]), "[]", "[]"),
      ("binary", .binary(4, counting), "\"\(uuid)\"", uuid),
      ("undefined", .undefined, #"{"$undefined": true}"#, #"{"$undefined":true}"#),
      ("objectId", .raw(7, Array(counting.prefix(12))), "\"\(oid)\"", oid),
      ("bool", .bool(true), "true", "true"),
      ("date", .date(0), #""1970-01-01T00:00:00.000Z""#, "1970-01-01T00:00:00.000Z"),
      ("null", .null, nil, nil),
      (
        "regex", .regex([0x61], "i"),
        #"{"$regularExpression": {"options": "i", "pattern": "a"}}"#,
        #"{"$regularExpression":{"pattern":"a","options":"i"}}"#
      ),
      (
        "pointer", .pointer([0x63], Array(counting.prefix(12))),
        #"{"$dbPointer": {"$id": {"$oid": "\#(oid)"}, "$ref": "c"}}"#,
        #"{"$dbPointer":{"$ref":"c","$id":{"$oid":"\#(oid)"}}}"#
      ),
      ("code", .code(Array("f()".utf8)), #"{"$code": "f()"}"#, #"{"$code":"f()"}"#),
      ("symbol", .symbol(Array("s".utf8)), #""s""#, "s"),
      (
        "scopedCode", .scopedCode(Array("f()".utf8), []), #"{"$code": "f()", "$scope": {}}"#,
        #"{"$code":"f()","$scope":{}}"#
      ),
      ("int32", .int32(-1), "-1", "-1"),
      (
        "timestamp", .timestamp(1, 2), #"{"$timestamp": {"i": 2, "t": 1}}"#,
        #"{"$timestamp":{"t":1,"i":2}}"#
      ),
      ("int64", .int64(.max), "9223372036854775807", "9223372036854775807"),
      ("decimal", .decimal(1500, -3), "1.500", "1.500"),
      ("minKey", .minKey, #"{"$minKey": 1}"#, #"{"$minKey":1}"#),
      ("maxKey", .maxKey, #"{"$maxKey": 1}"#, #"{"$maxKey":1}"#),
    ]
  }

  static var cases: [HostileCase] {
    types.flatMap { type in
      [
        HostileCase(
          "_id", type.value, .kept(type.id),
          isServable: !["null", "array", "regex", "undefined"].contains(type.name)),
        // The text has no @.
        HostileCase("email", type.value, email(type.name)),
        HostileCase("name", type.value, name(type.name)),
        HostileCase("phone", type.value, phone(type.name)),
        HostileCase("protected", type.value, flag(type.name)),
        HostileCase("createdAt", type.value, time(type.name)),
        // It only orders duplicates.
        HostileCase("updatedAt", type.value, .kept(nil)),
        HostileCase("address", type.value, .kept(type.json)),
      ]
    }
      + ["phone", "protected", "createdAt", "updatedAt", "address"].map {
        HostileCase($0, nil, .kept(nil))
      } + [
        HostileCase("_id", nil, .kept(nil), isServable: false),
        HostileCase("email", nil, .rejected("email-missing")),
        HostileCase("name", nil, .rejected("name-missing")),
      ]
  }

  private static func email(_ type: String) -> HostileCase.Outcome {
    switch type {
    case "string": .rejected("email-invalid")
    case "null": .rejected("email-missing")
    default: .rejected("wrong-type")
    }
  }

  private static func name(_ type: String) -> HostileCase.Outcome {
    switch type {
    case "string": .kept("text")
    case "null": .rejected("name-missing")
    default: .rejected("wrong-type")
    }
  }

  private static func phone(_ type: String) -> HostileCase.Outcome {
    switch type {
    case "string": .kept("text")
    case "int32": .kept("-1")
    case "int64": .kept("9223372036854775807")
    case "null": .kept(nil)
    default: .rejected("wrong-type")
    }
  }

  private static func flag(_ type: String) -> HostileCase.Outcome {
    switch type {
    case "bool": .kept("true")
    case "null": .kept(nil)
    default: .rejected("wrong-type")
    }
  }

  private static func time(_ type: String) -> HostileCase.Outcome {
    switch type {
    case "date": .kept("0")
    case "null": .kept(nil)
    default: .rejected("wrong-type")
    }
  }
}
