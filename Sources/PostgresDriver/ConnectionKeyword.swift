/// One of libpq's connection settings, as in `host` and its value; the value may be a secret.
package struct ConnectionKeyword: Sendable {
  package var keyword: String
  package var value: String

  package init(keyword: String, value: String) {
    self.keyword = keyword
    self.value = value
  }
}
