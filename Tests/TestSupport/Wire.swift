/// The protocols whose messages a relay can count.
package enum Wire: Sendable {
  case postgres, mongo
}
