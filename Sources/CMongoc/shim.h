#ifndef CMONGOC_SHIM_H
#define CMONGOC_SHIM_H
#include <mongoc/mongoc.h>
// For malloc_trim, which Swift's Glibc leaves out.
#include <malloc.h>
#endif
