// Any text as a policy, and code to look at with what it says.
//
// Input: the policy up to the first NUL, then the code.
#include <string>

#include "messaging/codec/utf8_text.h"
#include "messaging/validation/policy.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using kiln::messaging::Policy;
    kiln::fuzz::FuzzInput input(data, size);
    const std::string_view text = input.text_until('\0');
    const std::string_view code = input.rest();
    const auto policy = Policy::parse("fuzz.policy", text);
    if (!policy) {
        DEMAND(policy.error().step.starts_with("policy fuzz.policy, line "));
        return 0;
    }
    const auto common = policy.value().check_common(code);
    DEMAND(!common || common->starts_with("Prohibited operation detected: "));
    DEMAND(policy.value().languages().size() <= policy.value().size());
    for (const std::string& language : policy.value().languages()) {
        DEMAND(!language.empty() && language != "common");
        const auto found = policy.value().check_language(language, code);
        DEMAND(!found || found->starts_with("Prohibited " + language + " operation detected: "));
    }
    return 0;
}
