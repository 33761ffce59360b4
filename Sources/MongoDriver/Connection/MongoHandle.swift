internal import CMongoc

/// The one owner of a libmongoc client, shared by `MongoClient` and its cursors because a cursor
/// must not outlive the client that it reads through.
@safe final class MongoHandle {
  @unsafe let pointer: OpaquePointer
  let hosts: [String]
  let usesTLS: Bool

  /// Creates the client, with `applicationName` where the URI has none; throws when libmongoc
  /// refuses the URI, and when the DNS records of `mongodb+srv` cannot be read.
  init(_ uri: MongoURI, applicationName: String) throws(MongoError) {
    MongoLibrary.start()
    // Freed below on every path: the client copies the URI.
    guard let handle = unsafe mongoc_uri_new_with_error(uri.secret, nil) else {
      throw .badURI("the MongoDB URI is malformed", "correct it")
    }
    defer { unsafe mongoc_uri_destroy(handle) }
    unsafe MongoHandle.setDefaults(of: handle, applicationName)
    var error = bson_error_t()
    guard let client = unsafe mongoc_client_new_from_uri_with_error(handle, &error) else {
      throw MongoError(error, during: .connecting, hosts: uri.hosts)
    }
    // Version 2 keeps the server's codes apart from libmongoc's own.
    unsafe mongoc_client_set_error_api(client, 2)
    unsafe pointer = client
    hosts = uri.hosts
    usesTLS = uri.usesTLS
  }

  deinit {
    unsafe mongoc_client_destroy(pointer)
  }

  /// Sets what the URI leaves unset.
  private static func setDefaults(of uri: OpaquePointer, _ applicationName: String) {
    // Milliseconds until a readable server is found, within which unreachable ones are tried again; until one
    // connection is established, including TLS; and until the answer to a command that was sent arrives.
    let timeouts: [(String, Int32)] = [
      (MONGOC_URI_SERVERSELECTIONTIMEOUTMS, 10_000), (MONGOC_URI_CONNECTTIMEOUTMS, 10_000),
      (MONGOC_URI_SOCKETTIMEOUTMS, 60_000),
    ]
    for (option, value) in timeouts where unsafe !mongoc_uri_has_option(uri, option) {
      unsafe mongoc_uri_set_option_as_int32(uri, option, value)
    }
    // By default a single-threaded client gives up at the first failure, whatever its timeout.
    if unsafe !mongoc_uri_has_option(uri, MONGOC_URI_SERVERSELECTIONTRYONCE) {
      unsafe mongoc_uri_set_option_as_bool(uri, MONGOC_URI_SERVERSELECTIONTRYONCE, false)
    }
    if unsafe mongoc_uri_get_appname(uri) == nil {
      unsafe mongoc_uri_set_appname(uri, applicationName)
    }
  }
}
