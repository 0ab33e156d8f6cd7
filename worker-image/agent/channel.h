/* Messages of the container protocol, as the agent, the init and the job child send them. */
#ifndef KILN_AGENT_CHANNEL_H
#define KILN_AGENT_CHANNEL_H

#include <stddef.h>
#include <sys/types.h>

#include "pool/protocol/cell_protocol.h"

/* Why something could not be done: the step's name (static storage) and errno. step NULL: fine. */
struct fault {
    const char* step;
    int error;
};
#define FINE ((struct fault){NULL, 0})
struct fault fault_now(const char* step); /* with the current errno */

/* Sends one message with up to `count` descriptors, which stay the caller's. 0, or -1 with errno. */
int send_message(int socket, const void* bytes, size_t size, const int* fds, int count);

/* Sends one event with up to `count` descriptors, which stay the caller's. 0, or -1 with errno. */
int send_event(int socket, const struct kiln_event* event, const int* fds, int count);

/* Tells the other end what failed. Nothing can be done if that fails too. */
void send_fault(int socket, enum kiln_event_kind kind, uint64_t cell, struct fault fault);

/* Receives one message of at most `size` bytes and up to `most` descriptors into `fds`, all
 * close-on-exec. Returns its size, 0 at end of file, -1 with errno. *count is how many came.
 * Blocks. A message that was cut is EMSGSIZE, and its descriptors are closed. */
ssize_t receive(int socket, void* message, size_t size, int* fds, int most, int* count);

#endif
