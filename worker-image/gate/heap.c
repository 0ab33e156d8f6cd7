/* Theory of operation. malloc(3) gives a program first what was freed before: at a runtime's gate that is
 * a piece here and a piece there, each on a page that a child must copy to use it. All of it is taken, the
 * largest first, so that what is left over of one is taken by a later size. What a child allocates then
 * comes from the heap's end. */
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "gate.h"

/* Bytes; glibc keeps lists by sizes of this step, and one of recently freed pieces up to kKept. */
enum { kLargest = 64 << 10, kStep = 16, kKept = 1032, kSmallest = 24, kMostTaken = 32 << 20 };

static size_t taken;

/* Whether a piece of this size comes from the heap's end now; that one is in *last. */
static int take_all_of(size_t size, uintptr_t end, void** last) {
    while (taken < kMostTaken) {
        *last = malloc(size);
        if (*last == NULL) return 0;
        if ((uintptr_t)*last >= end) return 1;
        taken += size;
    }
    return 0;
}

void take_free_memory(void) {
    const uintptr_t end = (uintptr_t)sbrk(0) - mallinfo2().keepcost;
    void* last;
    for (size_t size = kLargest; size > kKept; size -= kStep) {
        if (!take_all_of(size, end, &last)) return;
        free(last); /* back to the end */
    }
    for (size_t size = kKept; size >= kSmallest; size -= kStep)
        if (!take_all_of(size, end, &last)) return;
}
