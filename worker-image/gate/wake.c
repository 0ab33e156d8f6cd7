#include "descriptors.h"
#include "gate.h"
#include "threads.h"

struct fault wake(void) {
    const struct fault fault = renew_descriptors();
    if (fault.step != NULL) return fault;
    if (revive_threads() != 0) return fault_now("revive the runtime's threads");
    wake_python();
    if (wake_node() != 0) return fault_now("draw at random");
    return FINE;
}
