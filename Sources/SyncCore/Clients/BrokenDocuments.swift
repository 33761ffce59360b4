internal import Basics
internal import Engine
internal import MongoDriver

/// Which documents of a source are broken, and why; printed whatever else is not.
struct BrokenDocuments: Sendable {
  /// More than this many are counted instead of named.
  static let mostNamed = 20

  private var named: [DocumentFault] = []
  private var count = 0
  /// Those in the syntax of MongoDB's shell, which have one cause.
  private var shell: (first: DocumentFault, count: Int)?

  /// Notes one document by its fault.
  mutating func add(_ fault: DocumentFault) {
    if fault.kind == .shell {
      shell = (shell?.first ?? fault, (shell?.count ?? 0) + 1)
      return
    }
    count += 1
    if count <= Self.mostNamed { named.append(fault) }
  }

  /// One sentence each, with phones that are names as `mask` shows them; none when every document could be read.
  func warnings(_ mask: Mask) -> [String] {
    var warnings = named.map {
      "source: \(Self.place($0)) is not valid Extended JSON: \(Self.text($0, mask))"
    }
    if count > named.count {
      warnings.append("source: and \(count - named.count) more")
    }
    if let shell {
      let others = shell.count > 1 ? ", as are \(shell.count - 1) others" : ""
      warnings.append(
        """
        source: \(Self.place(shell.first)) is in the syntax of MongoDB's shell\(others): \
        \(Self.text(shell.first, mask)); export with mongoexport, or print with EJSON.stringify(…)
        """)
    }
    return warnings
  }

  private static func place(_ fault: DocumentFault) -> String {
    "the document on line \(fault.line) (byte \(fault.offset))"
  }

  /// A name in the path comes from the document.
  private static func text(_ fault: DocumentFault, _ mask: Mask) -> String {
    (fault.field.map { "\(SafeText.escape(mask.names($0))): " } ?? "") + fault.what
  }
}
