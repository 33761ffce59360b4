internal import Basics

extension CheckLine {
  package static let mappingHint = "create the column, or name another in the mapping file"

  /// A finding about the target's table that is in order.
  package static func ok(_ subject: String, _ detail: String) -> CheckLine {
    CheckLine(side: .target, subject: subject, verdict: .ok, detail: detail)
  }

  /// A finding that makes the target's table unfit.
  package static func fault(_ subject: String, _ detail: String, _ hint: String) -> CheckLine {
    CheckLine(
      side: .target, subject: subject, verdict: .fault, detail: detail, hint: hint, code: .unfit)
  }
}
