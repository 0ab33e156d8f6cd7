/* Unpacking a job's blob: argv, environment, files. */
#ifndef KILN_AGENT_JOB_FILES_H
#define KILN_AGENT_JOB_FILES_H

#include "channel.h"

struct job_words {
    char* argv[KILN_MAX_ARGS + 1]; /* point into the mapped blob; NULL-terminated */
    char* envp[KILN_MAX_ARGS + 1];
    void* blob;
    size_t blob_bytes;
};

/* Whether `got` bytes and `count` descriptors, as receive() gave them, are a job message. */
struct fault check_job(const struct kiln_job* job, ssize_t got, int count);

/* Where the descriptors of files begin: behind the blob, and stdin where there is one. */
int first_file(const struct kiln_job* job);

/* Of a message that check_job took: maps the blob (fds[0]), fills `words`, and writes the files
 * below the current directory, those that come by descriptor from fds[first_file()] on. Runs without any
 * right, in the job's own cell: all it could damage is the job. Every length is checked against
 * the blob; EBADMSG names a blob that does not fit its description. Uses no heap. */
struct fault unpack_job(const struct kiln_job* job, const int* fds, int count,
                        struct job_words* words);

#endif
