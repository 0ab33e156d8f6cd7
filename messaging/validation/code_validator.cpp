#include "messaging/validation/code_validator.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace kiln::messaging {

namespace {

std::vector<std::string_view> sources_of(const engine::Job& job) {
    std::vector<std::string_view> sources{job.code};
    for (const auto& file : job.files) sources.push_back(file.content);
    return sources;
}

}  // namespace

pool::Result<void> CodeValidator::check_policy() const {
    for (const std::string& name : policy_->languages()) {
        const engine::Language* const language = catalogue_.find(name);
        if (language == nullptr || language->name != name)
            return pool::plain_error("the policy has rules for \"" + name + "\"",
                                     "no language of that name; see `kiln languages`");
    }
    return pool::success();
}

std::optional<Refusal> CodeValidator::refuse(const engine::Job& job, const Route& route) const {
    if (route.most_code_bytes) {
        std::size_t bytes = 0;
        for (const std::string_view source : sources_of(job)) bytes += source.size();
        if (bytes > *route.most_code_bytes)
            return messaging::refuse("code_length",
                                     "Code length exceeds maximum limit: Max length allowed is " +
                                         std::to_string(*route.most_code_bytes));
    }
    return refuse_patterns(job);
}

std::optional<Refusal> CodeValidator::refuse_patterns(const engine::Job& job) const {
    const auto sources = sources_of(job);
    for (const std::string_view source : sources)
        if (auto text = policy_->check_common(source))
            return messaging::refuse("policy", *std::move(text));
    const engine::Language* const language = catalogue_.find(job.language);
    if (language == nullptr)
        return messaging::refuse("unsupported_language",
                                 "unsupported language: " + engine::fold_case(job.language));
    for (const std::string_view source : sources)
        if (auto text = policy_->check_language(language->name, source))
            return messaging::refuse("policy", *std::move(text));
    return std::nullopt;
}

}  // namespace kiln::messaging
