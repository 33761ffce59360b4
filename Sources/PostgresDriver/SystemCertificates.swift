internal import Glibc

/// The certificate authorities that the system trusts.
package enum SystemCertificates {
  /// Debian's and Ubuntu's bundle.
  package static let path = "/etc/ssl/certs/ca-certificates.crt"

  /// The path, where the bundle can be read.
  package static var bundle: String? {
    // The C function reads the path during the call.
    unsafe access(path, R_OK) == 0 ? path : nil
  }
}
