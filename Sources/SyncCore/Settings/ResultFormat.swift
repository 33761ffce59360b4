/// The form of the result on standard output.
package enum ResultFormat: String, CaseIterable, Sendable {
  case text, json
}
