// Loads libmongoc and libbson with the first call into them, instead of with the process.
//
// The two bring some twenty libraries along, which cost every start about ten milliseconds; `help`,
// `version` and `man` use none of them. Each function below has the name of one of theirs, so
// that the program is linked to it; the compiler holds its type to the headers'.

#include <dlfcn.h>
#include <mongoc/mongoc.h>
#include <stdio.h>
#include <stdlib.h>

static void *opened(const char *library)
{
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    // Like the dynamic linker's own refusal at the start of a process, which this stands in for.
    fprintf(stderr, "synctool: error: cannot load %s\n", library);
    fprintf(stderr, "synctool: hint: install the package libmongoc-1.0-0\n");
    exit(127);
  }
  return handle;
}

// Several threads may come here at the same time, and find the same; a lock would be waited for by the
// libraries' own start, which comes here again.
static void *found(const char *name)
{
  static void *_Atomic mongoc, *_Atomic bson;
  if (!mongoc) {
    // Its counters would be a file in /dev/shm, which a killed run leaves behind; and where one with
    // the same process id is left, libmongoc warns on standard error while it is being loaded.
    setenv("MONGOC_DISABLE_SHM", "1", 1);
    bson = opened("libbson-1.0.so.0");
    mongoc = opened("libmongoc-1.0.so.0");
  }
  void *symbol = dlsym(name[0] == 'b' ? bson : mongoc, name);
  if (!symbol) {
    fprintf(stderr, "synctool: error: libmongoc has no function %s\n", name);
    fprintf(stderr, "synctool: hint: install version 1.17 or newer of libmongoc-1.0-0\n");
    exit(127);
  }
  return symbol;
}

#define FORWARD(result, name, parameters, arguments)    \
  result name parameters                                \
  {                                                     \
    static __typeof__(name) *_Atomic place;             \
    __typeof__(name) *real = place;                     \
    if (!real) place = real = found(#name);             \
    return real arguments;                              \
  }

FORWARD(void, bson_init, (bson_t *b), (b))
FORWARD(void, bson_destroy, (bson_t *b), (b))
FORWARD(const uint8_t *, bson_get_data, (const bson_t *b), (b))
FORWARD(bson_t *, bson_new_from_data, (const uint8_t *d, size_t n), (d, n))
FORWARD(bson_t *, bson_new_from_json, (const uint8_t *d, ssize_t n, bson_error_t *e), (d, n, e))

FORWARD(void, mongoc_init, (void), ())
FORWARD(void, mongoc_log_set_handler, (mongoc_log_func_t f, void *data), (f, data))

FORWARD(mongoc_uri_t *, mongoc_uri_new_with_error, (const char *s, bson_error_t *e), (s, e))
FORWARD(void, mongoc_uri_destroy, (mongoc_uri_t *u), (u))
FORWARD(bool, mongoc_uri_has_option, (const mongoc_uri_t *u, const char *k), (u, k))
FORWARD(bool, mongoc_uri_set_option_as_int32, (mongoc_uri_t *u, const char *k, int32_t v), (u, k, v))
FORWARD(bool, mongoc_uri_set_option_as_bool, (mongoc_uri_t *u, const char *k, bool v), (u, k, v))
FORWARD(bool, mongoc_uri_option_is_int32, (const char *k), (k))
FORWARD(bool, mongoc_uri_option_is_int64, (const char *k), (k))
FORWARD(bool, mongoc_uri_option_is_bool, (const char *k), (k))
FORWARD(bool, mongoc_uri_get_tls, (const mongoc_uri_t *u), (u))
FORWARD(const char *, mongoc_uri_get_appname, (const mongoc_uri_t *u), (u))
FORWARD(bool, mongoc_uri_set_appname, (mongoc_uri_t *u, const char *v), (u, v))

FORWARD(mongoc_client_t *, mongoc_client_new_from_uri_with_error,
        (const mongoc_uri_t *u, bson_error_t *e), (u, e))
FORWARD(void, mongoc_client_destroy, (mongoc_client_t *c), (c))
FORWARD(bool, mongoc_client_set_error_api, (mongoc_client_t *c, int32_t v), (c, v))
FORWARD(mongoc_collection_t *, mongoc_client_get_collection,
        (mongoc_client_t *c, const char *db, const char *name), (c, db, name))
FORWARD(bool, mongoc_client_command_with_opts,
        (mongoc_client_t *c, const char *db, const bson_t *command,
         const mongoc_read_prefs_t *prefs, const bson_t *opts, bson_t *reply, bson_error_t *e),
        (c, db, command, prefs, opts, reply, e))
FORWARD(bool, mongoc_client_read_command_with_opts,
        (mongoc_client_t *c, const char *db, const bson_t *command,
         const mongoc_read_prefs_t *prefs, const bson_t *opts, bson_t *reply, bson_error_t *e),
        (c, db, command, prefs, opts, reply, e))

FORWARD(mongoc_read_prefs_t *, mongoc_read_prefs_new, (mongoc_read_mode_t m), (m))
FORWARD(void, mongoc_read_prefs_destroy, (mongoc_read_prefs_t *p), (p))

FORWARD(void, mongoc_collection_destroy, (mongoc_collection_t *c), (c))
FORWARD(mongoc_cursor_t *, mongoc_collection_find_with_opts,
        (mongoc_collection_t *c, const bson_t *filter, const bson_t *opts,
         const mongoc_read_prefs_t *prefs),
        (c, filter, opts, prefs))
FORWARD(bool, mongoc_cursor_next, (mongoc_cursor_t *c, const bson_t **b), (c, b))
FORWARD(bool, mongoc_cursor_more, (mongoc_cursor_t *c), (c))
FORWARD(void, mongoc_cursor_set_batch_size, (mongoc_cursor_t *c, uint32_t n), (c, n))
FORWARD(bool, mongoc_cursor_error, (mongoc_cursor_t *c, bson_error_t *e), (c, e))
FORWARD(void, mongoc_cursor_destroy, (mongoc_cursor_t *c), (c))
