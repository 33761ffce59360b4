import Foundation
import Testing

/// A certificate authority of one test, and what it signs; gone with it.
final class TestAuthority {
  /// A certificate with its key, each in a file.
  struct Identity {
    let certificate: String
    let key: String
    /// Both in one file.
    let both: String

    /// The settings of a PostgreSQL server that shows this certificate.
    var settings: [String] { ["ssl=on", "ssl_cert_file=\(certificate)", "ssl_key_file=\(key)"] }
  }

  private let scratch: ScratchFolder
  /// The file that clients are to trust.
  let path: String

  init() throws {
    scratch = try ScratchFolder()
    path = scratch.url.appendingPathComponent("authority.pem").path
    try openssl(
      """
      openssl ecparam -name prime256v1 -genkey -noout -out authority.key
      openssl req -x509 -new -key authority.key -subj '/CN=test authority' -days 30 -out \(path)
      """)
  }

  /// Signs a certificate for a name; with `days` below 0 it has expired.
  ///
  /// The key belongs to `owner`, who alone can read it: PostgreSQL insists on that.
  func issue(_ name: String, days: Int = 30, owner: String = "root") throws -> Identity {
    let stem = scratch.url.appendingPathComponent(name + "\(days)").path
    try openssl(
      """
      openssl ecparam -name prime256v1 -genkey -noout -out \(stem).key
      openssl req -new -key \(stem).key -subj '/CN=\(name)' -out \(stem).csr
      openssl x509 -req -in \(stem).csr -CA \(path) -CAkey authority.key -CAcreateserial \
        -days \(days) -extfile <(echo 'subjectAltName=DNS:\(name)') -out \(stem).pem
      cat \(stem).pem \(stem).key >\(stem).both
      chmod 600 \(stem).key
      chown \(owner): \(stem).key
      """)
    return Identity(
      certificate: stem + ".pem", key: stem + ".key", both: stem + ".both")
  }

  private func openssl(_ commands: String) throws {
    let end = try Tool.run(
      "/bin/bash", ["-ec", commands], environment: ["PATH": "/usr/bin:/bin"], folder: scratch.url)
    try #require(end.status == 0, "\(end.error)")
  }
}
