#include <fcntl.h>
#include <unistd.h>

#include "gate.h"

struct arrival* pass(const struct place* place) {
    /* Static: too large for some runtimes' stacks, and argv and environ stay in it. */
    static struct arrival arrival;
    /* A runtime that waits may have been started elsewhere. */
    struct fault fault =
        chdir(KILN_BOX) != 0 ? fault_now("chdir /box") : await_job(place, &arrival);
    if (fault.step == NULL && (arrival.job.flags & KILN_JOB_WARM) == 0)
        fault = execute(&arrival.words);
    /* A runtime that would show another's words starts cold instead. */
    if (fault.step == NULL &&
        show_words(&arrival.words, arrival.job.argc, arrival.job.envc).step != NULL)
        fault = execute(&arrival.words);
    if (fault.step != NULL) fail_job(place, fault, 127);
    environ = arrival.words.envp;
    /* End of file tells the engine that the program runs. */
    close(place->job_socket);
    return &arrival;
}
