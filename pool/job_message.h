#pragma once

#include "pool/base/result.h"
#include "pool/protocol/cell_protocol.h"
#include "pool/step.h"

namespace kiln::pool {

// A StepSpec as the job child reads it: the fixed part, the blob and the descriptors.
struct JobMessage {
    kiln_job job{};
    UniqueFd blob;                // sealed memfd
    UniqueFd input;               // the program's stdin; not valid: the cell's own /dev/null
    std::vector<UniqueFd> files;  // those that come by descriptor, in order
};

// Which limits the job's own process has to carry, because no cgroup does.
struct RlimitsInstead {
    bool cpu = false;
    bool memory = false;
    bool processes = false;
};

// Encodes `spec`, taking its descriptors; `warm`: the program goes on in the runtime it stands in. Fails on more words or files than the protocol carries,
// on a word with a NUL, and where a memfd cannot be made.
[[nodiscard]] Result<JobMessage> encode_job(StepSpec& spec, RlimitsInstead instead,
                                            bool warm = false);

}  // namespace kiln::pool
