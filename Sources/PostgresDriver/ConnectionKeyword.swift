/// One of libpq's connection settings, as in `host` and its value.
///
/// The value may be a secret, so it prints as only its keyword.
package struct ConnectionKeyword: Sendable, CustomStringConvertible, CustomReflectable {
  package var keyword: String
  package var value: String

  package init(keyword: String, value: String) {
    self.keyword = keyword
    self.value = value
  }

  package var description: String { keyword }

  package var customMirror: Mirror { Mirror(self, children: ["keyword": keyword]) }
}
