// drain URI DATABASE COLLECTION [FIELD...]: reads all documents, of each these fields, and does nothing with
// them; batches as large as the server gives. Prints how many documents, bytes and seconds it were.
//
// The floor of everything that reads from MongoDB, by the library that the tool reads with.
#include <mongoc/mongoc.h>
#include <stdio.h>

// More documents than fit into a batch: its size in bytes is the limit.
enum { ANY_NUMBER = 10000000 };

static bson_t *options_for(int count, char **fields) {
  bson_t *options = BCON_NEW("batchSize", BCON_INT32(ANY_NUMBER));
  bson_t projection;
  if (count > 0) {
    BSON_APPEND_DOCUMENT_BEGIN(options, "projection", &projection);
    for (int i = 0; i < count; i++) BSON_APPEND_INT32(&projection, fields[i], 1);
    bson_append_document_end(options, &projection);
  }
  return options;
}

int main(int count, char **words) {
  if (count < 4) {
    fprintf(stderr, "usage: drain URI DATABASE COLLECTION [FIELD...]\n");
    return 64;
  }
  int64_t start = bson_get_monotonic_time();
  mongoc_init();
  mongoc_client_t *client = mongoc_client_new(words[1]);
  if (!client) {
    fprintf(stderr, "drain: the URI is not one\n");
    return 64;
  }
  mongoc_collection_t *collection = mongoc_client_get_collection(client, words[2], words[3]);
  bson_t *options = options_for(count - 4, words + 4), filter = BSON_INITIALIZER;
  mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(collection, &filter, options, NULL);
  const bson_t *document;
  long long documents = 0, bytes = 0;
  while (mongoc_cursor_next(cursor, &document)) {
    documents++;
    bytes += document->len;
  }
  bson_error_t error;
  bool failed = mongoc_cursor_error(cursor, &error);
  if (failed) fprintf(stderr, "drain: %s\n", error.message);
  mongoc_cursor_destroy(cursor);
  bson_destroy(options);
  mongoc_collection_destroy(collection);
  mongoc_client_destroy(client);
  mongoc_cleanup();
  double seconds = (double)(bson_get_monotonic_time() - start) / 1e6;
  printf("%lld documents, %lld bytes, %.3f s\n", documents, bytes, seconds);
  return failed ? 1 : 0;
}
