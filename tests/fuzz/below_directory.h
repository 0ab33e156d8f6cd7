/* Included before all else when agent sources are compiled for a fuzz target: their opens and
 * mkdirs happen below one scratch directory, taken for "/", whatever path the input names. In a
 * container the cell's mount namespace does that. */
#ifndef KILN_FUZZ_BELOW_DIRECTORY_H
#define KILN_FUZZ_BELOW_DIRECTORY_H

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Makes the scratch directory, in memory where possible, or ends the process. It is removed when
 * the process ends. Returns its descriptor. */
int make_scratch_directory(void);

/* Removes all that is in it. */
void empty_scratch_directory(void);

int open_below(const char* path, int flags, ...);
int mkdir_below(const char* path, mode_t mode);
int symlink_below(const char* target, const char* path);

#ifdef __cplusplus
}
#endif

#ifdef KILN_FUZZ_REDIRECT
#define open open_below
#define mkdir mkdir_below
#define symlink symlink_below
#endif

#endif
