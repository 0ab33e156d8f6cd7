#include "cmd/kiln/flags.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "cmd/kiln/secret_environment.h"
#include "pool/base/assert.h"

namespace kiln::cmd {

using pool::plain_error;
using pool::Result;

const std::string& Given::of(std::string_view flag) const {
    const auto found = values.find(flag);
    KILN_ASSERT(found != values.end());  // a flag of this command
    return found->second;
}

bool Given::has(std::string_view flag) const {
    const auto found = values.find(flag);
    return found != values.end() && !found->second.empty();
}

namespace {

const Flag* find_flag(std::span<const Flag> flags, std::string_view name) {
    const auto found =
        std::find_if(flags.begin(), flags.end(), [&](const Flag& f) { return f.name == name; });
    return found == flags.end() ? nullptr : &*found;
}

void take_defaults(std::span<const Flag> flags, Given& given) {
    for (const Flag& flag : flags) {
        const char* set =
            flag.variable.empty() ? nullptr : std::getenv(std::string(flag.variable).c_str());
        // A variable that is set to nothing says nothing, as in a compose file.
        given.values[std::string(flag.name)] =
            set != nullptr && *set != '\0' ? std::string(set) : std::string(flag.fallback);
    }
}

}  // namespace

std::vector<Flag> joined(std::initializer_list<std::span<const Flag>> tables) {
    std::vector<Flag> all;
    for (const std::span<const Flag> table : tables)
        all.insert(all.end(), table.begin(), table.end());
    return all;
}

Result<Given> parse_flags(std::span<const Flag> flags, std::span<const char* const> args,
                          Words words) {
    Given given;
    take_defaults(flags, given);
    forget_secret_variables();
    std::set<std::string_view> said;
    bool flags_ended = false;
    for (std::size_t i = 0; i < args.size(); ++i) {
        const std::string_view arg = args[i];
        if (flags_ended || !arg.starts_with("--")) {
            given.words.emplace_back(arg);
            flags_ended = flags_ended || words == Words::EndFlags;
            continue;
        }
        if (arg == "--") {
            flags_ended = true;
            continue;
        }
        const std::size_t equals = arg.find('=');
        const Flag* flag =
            find_flag(flags, arg.substr(2, equals == arg.npos ? arg.npos : equals - 2));
        if (flag == nullptr) return plain_error("unknown flag " + std::string(arg), "see --help");
        if (flag->from == From::Environment)
            return plain_error("--" + std::string(flag->name) +
                                   " is not taken from the command line, which everybody on this "
                                   "host can read",
                               "set " + std::string(flag->variable) + ", or name a file with --" +
                                   std::string(flag->name) + "-file");
        std::string& value = given.values[std::string(flag->name)];
        const std::string before = value;
        const bool again = !said.insert(flag->name).second;
        if (flag->unit.empty()) {
            value = "yes";
        } else if (equals != arg.npos) {
            value = arg.substr(equals + 1);
        } else if (++i < args.size()) {
            value = args[i];
        } else {
            return plain_error("--" + std::string(flag->name) + " needs a value", "see --help");
        }
        if (again && flag->repeat == Repeat::Joins) value = before + "," + value;
    }
    return given;
}

std::string describe(std::span<const Flag> flags) {
    std::string table;
    for (const Flag& flag : flags) {
        std::string line = "  --" + std::string(flag.name);
        if (flag.from == From::Environment)
            line = "  (environment only)";
        else if (!flag.unit.empty())
            line += " " + std::string(flag.unit);
        line.resize(std::max<std::size_t>(line.size() + 2, 30), ' ');
        line += flag.variable;
        line.resize(std::max<std::size_t>(line.size() + 2, 56), ' ');
        line += flag.description;
        if (!flag.fallback.empty()) line += " (" + std::string(flag.fallback) + ")";
        table += line + "\n";
    }
    return table;
}

}  // namespace kiln::cmd
