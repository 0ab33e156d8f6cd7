#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pool/base/result.h"

namespace re2 {
class RE2;
}

namespace kiln::messaging {

// Patterns an operator does not want to see in code. A courtesy to users and a habit of old
// clients, never what containment relies on: anyone can write around a pattern.
//
// One rule a line; blank lines and lines that begin with '#' are skipped:
//
//     <scope> <category> "<description>" <regular expression>
//
// The scope is `common` or a language's canonical name. The expression is RE2's, searched for
// anywhere in the code, and reaches to the end of the line without the blanks there. `$` without
// (?m) is the end of the whole text. Of several rules that match, the first in the file counts.
//
// Immutable once made.
class Policy {
  public:
    // Forbids nothing.
    Policy();
    Policy(Policy&&) noexcept;
    Policy& operator=(Policy&&) noexcept;
    ~Policy();

    // The Error names `source`, the line, and what is wrong with it; one bad line is an error
    // for the whole, since a policy with holes is not the one that was asked for.
    [[nodiscard]] static pool::Result<Policy> parse(std::string_view source, std::string_view text);
    [[nodiscard]] static pool::Result<Policy> load(const std::filesystem::path& file);

    // The text for the client if a rule for all languages, or one for `language`, matches.
    [[nodiscard]] std::optional<std::string> check_common(std::string_view code) const;
    [[nodiscard]] std::optional<std::string> check_language(std::string_view language,
                                                            std::string_view code) const;

    // The languages that have rules, each once.
    [[nodiscard]] std::vector<std::string> languages() const;
    [[nodiscard]] std::size_t size() const { return rules_.size(); }

  private:
    struct Rule {
        std::string scope;
        std::string category;
        std::string description;
        std::unique_ptr<re2::RE2> expression;

        [[nodiscard]] std::string what() const { return category + ": " + description; }
    };

    [[nodiscard]] const Rule* first_match(std::string_view scope, std::string_view code) const;
    static pool::Result<Rule> parse_rule(std::string_view line);
    std::vector<Rule> rules_;
};

}  // namespace kiln::messaging
