extension Wrapper {
  func objectID(_ bytes: Span<UInt8>, _ result: inout [UInt8]) throws(Fault) -> BSONType {
    let text = try text(of: value)
    guard text.count == 24 else { throw Fault("$oid does not have 24 hexadecimal digits") }
    for at in stride(from: text.lowerBound, to: text.upperBound, by: 2) {
      guard let high = bytes[at].hexadecimalDigit, let low = bytes[at + 1].hexadecimalDigit else {
        throw Fault("$oid does not have 24 hexadecimal digits")
      }
      result.append(high << 4 | low)
    }
    return .objectID
  }

  /// From text, or from what `{"$numberLong": …}` in its place was read as.
  func date(_ bytes: Span<UInt8>, _ result: inout [UInt8]) throws(Fault) -> BSONType {
    switch value.type {
    case .string:
      let text = try text(of: value)
      do throws(DateText.Fault) {
        Self.append(try DateText.milliseconds(bytes, text), &result)
      } catch {
        throw Fault(error.what)
      }
    case .int64 where isWrapped: Self.append(bytes.int64(at: value.value.lowerBound), &result)
    default: throw Fault("$date holds neither text nor $numberLong")
    }
    return .date
  }

  func integer(_ bytes: Span<UInt8>, _ result: inout [UInt8]) throws(Fault) -> BSONType {
    let text = try text(of: value)
    let number = NumberText.integer(bytes, text)
    guard let number else { throw Fault("\(name.rawValue) is not an integer") }
    switch number {
    case .beyond: throw Fault("number out of range")
    case .within(let number):
      if name == .numberLong {
        Self.append(number, &result)
        return .int64
      }
      guard let small = Int32(exactly: number) else { throw Fault("number out of range") }
      Self.append(small, &result)
      return .int32
    }
  }

  func double(_ bytes: Span<UInt8>, _ result: inout [UInt8]) throws(Fault) -> BSONType {
    let text = try text(of: value)
    guard let number = NumberText.double(bytes, text) else {
      throw Fault("$numberDouble is not a number")
    }
    guard case .within(let double) = number else { throw Fault("number out of range") }
    Self.append(double.bitPattern, &result)
    return .double
  }

  func decimal(_ bytes: Span<UInt8>, _ result: inout [UInt8]) throws(Fault) -> BSONType {
    let text = try text(of: value)
    do throws(DecimalText.Fault) {
      let decimal = try DecimalText.decimal128(bytes, text)
      Self.append(decimal.low, &result)
      Self.append(decimal.high, &result)
    } catch {
      switch error {
      case .notANumber: throw Fault("$numberDecimal is not a decimal number")
      case .beyond: throw Fault("number out of range")
      case .inexact: throw Fault("$numberDecimal has more digits than a Decimal128 holds")
      }
    }
    return .decimal128
  }

  func timestamp(_ bytes: Span<UInt8>, _ result: inout [UInt8]) throws(Fault) -> BSONType {
    guard value.type == .document else { throw Fault("$timestamp does not hold a document") }
    let parts = try members(bytes, of: value.value, "t", "i")
    for part in parts.reversed() {
      guard let number = Self.integer(part, bytes) else {
        throw Fault("$timestamp does not hold integers")
      }
      guard let small = UInt32(exactly: number) else { throw Fault("number out of range") }
      Self.append(small, &result)
    }
    return .timestamp
  }

  /// A string, an ObjectId: a reference in the old style.
  func pointer(_ bytes: Span<UInt8>, _ result: inout [UInt8]) throws(Fault) -> BSONType {
    guard value.type == .document else { throw Fault("$dbPointer does not hold a document") }
    let parts = try members(bytes, of: value.value, "$ref", "$id")
    Self.append(string: bytes, try text(of: parts[0]), &result)
    guard parts[1].type == .objectID else { throw Fault("$dbPointer does not hold an ObjectId") }
    for at in parts[1].value { result.append(bytes[at]) }
    return .dbPointer
  }

  /// Code alone, or with its scope, which was read as a document.
  func code(_ bytes: Span<UInt8>, _ result: inout [UInt8]) throws(Fault) -> BSONType {
    let text = try text(of: value)
    guard count > 1 else {
      Self.append(string: bytes, text, &result)
      return .code
    }
    let scope = try members(bytes, of: document, "$code", "$scope")[1]
    guard scope.type == .document else { throw Fault("$scope is not a document") }
    Self.append(Int32(4 + 4 + text.count + 1 + scope.value.count), &result)
    Self.append(string: bytes, text, &result)
    for at in scope.value { result.append(bytes[at]) }
    return .codeWithScope
  }
}
