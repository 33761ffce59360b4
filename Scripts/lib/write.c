// write URI DATABASE COLLECTION COUNT: sends the commands that give so many users an id, 1 000 in each, as synctool's
// are, and does nothing else. Prints how many were matched, and the seconds.
//
// The floor of what is written to MongoDB, by the library that the tool writes with.
#include <mongoc/mongoc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 1000, USERS_OF_A_CLIENT = 10 };

static void append_operation(bson_t *operations, int place, long long number) {
  char key[16], id[24];
  bson_oid_t user, client;
  bson_t operation;
  snprintf(key, sizeof key, "%d", place);
  snprintf(id, sizeof id, "%lld", number / USERS_OF_A_CLIENT + 1);
  memset(&user, 0, sizeof user);
  memset(&client, 0, sizeof client);
  memcpy(user.bytes, "user", 4);
  for (int i = 0; i < 8; i++) user.bytes[11 - i] = client.bytes[11 - i] = (uint8_t)(number >> (8 * i));
  bson_append_document_begin(operations, key, -1, &operation);
  BCON_APPEND(&operation, "q", "{", "_id", BCON_OID(&user), "postgresClientId", "{", "$exists", BCON_BOOL(false),
              "}", "cliente", "{", "$eq", BCON_OID(&client), "$not", "{", "$type", BCON_UTF8("array"), "}", "}", "}",
              "u", "{", "$set", "{", "postgresClientId", BCON_UTF8(id), "}", "}", "collation", "{", "locale",
              BCON_UTF8("simple"), "}");
  bson_append_document_end(operations, &operation);
}

int main(int count, char **words) {
  if (count != 5) {
    fprintf(stderr, "usage: write URI DATABASE COLLECTION COUNT\n");
    return 64;
  }
  int64_t start = bson_get_monotonic_time();
  mongoc_init();
  mongoc_client_t *client = mongoc_client_new(words[1]);
  if (!client) {
    fprintf(stderr, "write: the URI is not one\n");
    return 64;
  }
  long long all = atoll(words[4]), matched = 0;
  for (long long done = 0; done < all; done += BATCH) {
    bson_t command = BSON_INITIALIZER, operations, reply;
    bson_error_t error;
    bson_iter_t place;
    BSON_APPEND_UTF8(&command, "update", words[3]);
    BSON_APPEND_ARRAY_BEGIN(&command, "updates", &operations);
    for (int i = 0; i < BATCH && done + i < all; i++) append_operation(&operations, i, done + i);
    bson_append_array_end(&command, &operations);
    BSON_APPEND_BOOL(&command, "ordered", false);
    BCON_APPEND(&command, "writeConcern", "{", "w", BCON_UTF8("majority"), "}");
    if (!mongoc_client_command_simple(client, words[2], &command, NULL, &reply, &error)) {
      fprintf(stderr, "write: %s\n", error.message);
      return 1;
    }
    if (bson_iter_init_find(&place, &reply, "n")) matched += bson_iter_as_int64(&place);
    bson_destroy(&reply);
    bson_destroy(&command);
  }
  mongoc_client_destroy(client);
  mongoc_cleanup();
  printf("%lld matched, %.3f s\n", matched, (double)(bson_get_monotonic_time() - start) / 1e6);
  return 0;
}
