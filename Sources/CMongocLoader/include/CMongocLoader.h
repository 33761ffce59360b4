// Nothing to declare: the module defines functions that <mongoc/mongoc.h> declares.
