/// Why OpenSSL did not accept a server's certificate, according to libmongoc's text, and our words for it.
struct CertificateFault {
  /// With OpenSSL's number of the fault (X509_V_ERR_…) where it has one.
  let sign: String
  let words: String
  let hint: String

  /// In the order of the search: the last one is the beginning of all of them.
  static let all: [CertificateFault] = [
    CertificateFault(
      sign: "certificate verify failed (9)", words: "is not valid yet",
      hint: "check the clock here and the dates of the server's certificate"),
    CertificateFault(
      sign: "certificate verify failed (10)", words: "has expired",
      hint: "renew the server's certificate"),
    nameMismatch("certificate verify failed (62)"), nameMismatch("certificate verify failed (64)"),
    CertificateFault(
      sign: "certificate verify failed", words: "is not signed by a trusted authority",
      hint: "point tlsCAFile in the URI at the certificate of the authority that signed it"),
  ]

  private static func nameMismatch(_ sign: String) -> CertificateFault {
    CertificateFault(
      sign: sign, words: "is for another host name",
      hint: "connect by a name in the certificate, or give the server one for this name")
  }
}
