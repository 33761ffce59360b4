internal import Basics

/// The Content-Security-Policy of a page: its own style sheet and script, known by their hashes, and
/// nothing else from anywhere.
enum HTMLPolicy {
  /// The policy as one header value.
  static let text: HTML =
    "default-src 'none'; style-src '\(hash(HTMLStyle.text))'; script-src '\(hash(HTMLScript.text))';"
    + " base-uri 'none'; form-action 'none'"

  private static func hash(_ part: HTML) -> String {
    "sha256-" + ByteDigits.base64Text(SHA256.digest(Array(part.text.utf8)))
  }
}
