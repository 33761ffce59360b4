#ifndef SYNCTOOL_ARGUMENTS_H
#define SYNCTOOL_ARGUMENTS_H

/// How many words the process was started with, the program's name among them.
int synctool_argument_count(void);

/// Those words, where the kernel has put them and `ps` reads them.
char *_Nullable *_Nullable synctool_arguments(void);

/// Keeps the process's memory out of core files, and from programs that only its own user runs.
void synctool_hide_memory(void);

#endif
