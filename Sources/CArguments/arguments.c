// Keeps the words of the command line as the C library hands them to initialisers.
//
// Swift's own array looks for them in front of the environment. A preloaded library that sets a
// variable before (libfaketime does) moves the environment, and the array is empty: `--dry-run`
// would not be seen.

#include "CArguments.h"

#include <sys/prctl.h>

static int count;
static char **words;

__attribute__((constructor)) static void keep(int argc, char **argv)
{
  count = argc;
  words = argv;
}

int synctool_argument_count(void) { return count; }

char **synctool_arguments(void) { return words; }

// Here, as Swift cannot call functions with a variable number of arguments.
void synctool_hide_memory(void) { prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
