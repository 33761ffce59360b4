internal import CMongoc

/// The one owner of a libmongoc client, shared by `MongoClient` and its cursors because a cursor
/// must not outlive the client that it reads through.
@safe final class MongoHandle {
  @unsafe let pointer: OpaquePointer
  let hosts: [String]

  /// Creates the client, with `timeouts` and `applicationName` where the URI has none; throws when
  /// libmongoc refuses the URI, and when the DNS records of `mongodb+srv` cannot be read.
  init(_ uri: MongoURI, _ timeouts: MongoTimeouts, applicationName: String) throws(MongoError) {
    MongoLibrary.start()
    // Freed below on every path: the client copies the URI.
    guard let handle = unsafe mongoc_uri_new_with_error(uri.secret, nil) else {
      throw .badURI("the MongoDB URI is malformed", "correct it")
    }
    defer { unsafe mongoc_uri_destroy(handle) }
    unsafe MongoHandle.setDefaults(of: handle, timeouts, applicationName)
    var error = bson_error_t()
    guard let client = unsafe mongoc_client_new_from_uri_with_error(handle, &error) else {
      throw MongoError(error, during: .connecting, hosts: uri.hosts)
    }
    // Version 2 keeps the server's codes apart from libmongoc's own.
    unsafe mongoc_client_set_error_api(client, 2)
    unsafe pointer = client
    hosts = uri.hosts
  }

  deinit {
    unsafe mongoc_client_destroy(pointer)
  }

  /// Sets what the URI leaves unset.
  private static func setDefaults(
    of uri: OpaquePointer, _ timeouts: MongoTimeouts, _ applicationName: String
  ) {
    for (option, value) in [
      (MONGOC_URI_SERVERSELECTIONTIMEOUTMS, timeouts.serverSelection),
      (MONGOC_URI_CONNECTTIMEOUTMS, timeouts.connect),
      (MONGOC_URI_SOCKETTIMEOUTMS, timeouts.socket),
    ] where unsafe !mongoc_uri_has_option(uri, option) {
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
