#include "engine/warm/runtime_start.h"

#include "engine/plan.h"
#include "pool/protocol/cell_protocol.h"
#include "pool/protocol/gate_environment.h"

namespace kiln::engine {

pool::RuntimeEquipment runtime_start(const Language& language) {
    pool::RuntimeEquipment start;
    start.argv = language.warm_start.empty() ? language.warm_argv : language.warm_start;
    start.env = run_environment(language, {});
    start.env.insert(start.env.end(), language.warm_env.begin(), language.warm_env.end());
    start.env.push_back(std::string("LD_PRELOAD=") + KILN_GATE_LIBRARY);
    return start;
}

std::string runtime_directory(const Language& language) {
    return language.warm_start.empty() ? KILN_BOX : "/kiln";
}

}  // namespace kiln::engine
