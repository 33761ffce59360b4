#ifndef CPOSTGRES_SHIM_H
#define CPOSTGRES_SHIM_H
#include <libpq-fe.h>

/* PG_DIAG_* are character macros, which Swift does not import: the ones used, under one enum.
   The message and its detail are left out on purpose: they can hold data. */
typedef enum PGDiagField {
  PGDiagSQLState = PG_DIAG_SQLSTATE,              /* the error's code */
  PGDiagContext = PG_DIAG_CONTEXT,                /* looked at, never kept: it can hold data */
  PGDiagSourceFunction = PG_DIAG_SOURCE_FUNCTION, /* the function of the server's code that reports it */
  PGDiagSchemaName = PG_DIAG_SCHEMA_NAME,         /* whose table the error is about */
  PGDiagTableName = PG_DIAG_TABLE_NAME,           /* which table the error is about */
  PGDiagColumnName = PG_DIAG_COLUMN_NAME,         /* which column (not-null violations) */
  PGDiagConstraintName = PG_DIAG_CONSTRAINT_NAME, /* which constraint was violated */
} PGDiagField;

#endif
