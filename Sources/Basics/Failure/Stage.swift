/// The part of a run in which a failure arose; the `stage` of the JSON result's `error`.
package enum Stage: String, Sendable {
  case arguments, settings, source, target, lock, plan, apply, report, metrics, output
}
