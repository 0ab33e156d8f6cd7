#include "engine/job_rules.h"

#include <algorithm>
#include <map>

#include "engine/catalogue/language_lines.h"
#include "engine/catalogue/names.h"

namespace kiln::engine {
namespace {

using Places = std::map<std::string, std::string, std::less<>>;  // a file's name -> who has it

bool has_nul(std::string_view text) {
    return text.find('\0') != std::string_view::npos;
}

std::string place_in(std::string_view list, std::size_t index) {
    return std::string(list) + "[" + std::to_string(index) + "]";
}

pool::Result<void> check_count(std::string_view list, std::size_t count, std::size_t most) {
    if (count <= most) return pool::success();
    return pool::plain_error(std::string(list) + " has " + std::to_string(count) +
                             " entries, at most " + std::to_string(most) + " are allowed");
}

pool::Error clash(const std::string& said, const std::string& problem, const std::string& owner) {
    return pool::plain_error(said + " " + problem + " " + owner, "rename one of them");
}

// That `name` neither is taken nor lies in, or is, a folder with a taken name.
pool::Result<void> check_free(const std::string& name, const std::string& said,
                              const Places& taken) {
    if (const auto same = taken.find(name); same != taken.end()) {
        return clash(said, "is also the name of", same->second);
    }
    for (std::size_t slash = name.find('/'); slash != std::string::npos;
         slash = name.find('/', slash + 1)) {
        const auto folder = taken.find(std::string_view(name).substr(0, slash));
        if (folder != taken.end()) return clash(said, "needs a folder called like", folder->second);
    }
    const auto inside = taken.lower_bound(name + "/");
    if (inside != taken.end() && inside->first.starts_with(name + "/")) {
        return clash(said, "is also a folder of", inside->second);
    }
    return pool::success();
}

pool::Result<void> check_files(const Job& job, const Language& language) {
    BOOST_OUTCOME_TRY(check_count("files", job.files.size(), kMostFiles));
    Places taken;
    taken.emplace(language.source_file, "the main source");
    for (const std::string& artifact : language.artifacts) {
        taken.emplace(artifact, "the compiled program");
    }
    for (std::size_t i = 0; i < job.files.size(); ++i) {
        const std::string& name = job.files[i].name;
        const std::string said = place_in("files", i) + ".name " + quoted_for_message(name);
        auto checked = check_file_name(name);
        if (!checked) {
            pool::Error error = std::move(checked).error();
            error.step = said + " " + error.step;
            return error;
        }
        BOOST_OUTCOME_TRY(check_free(name, said, taken));
        taken.emplace(name, place_in("files", i));
    }
    return pool::success();
}

pool::Result<void> check_args(const Job& job) {
    BOOST_OUTCOME_TRY(check_count("args", job.args.size(), kMostArgs));
    for (std::size_t i = 0; i < job.args.size(); ++i) {
        if (has_nul(job.args[i])) {
            return pool::plain_error(place_in("args", i) + " holds a NUL byte", "remove it");
        }
    }
    return pool::success();
}

pool::Result<void> check_env(const Job& job) {
    BOOST_OUTCOME_TRY(check_count("env", job.env.size(), kMostEnv));
    for (const auto& [name, value] : job.env) {
        if (!is_env_name(name)) {
            return pool::plain_error("env name " + quoted_for_message(name) + " is not allowed",
                                     "letters, digits and underscores, not a digit first");
        }
        if (has_nul(value)) {
            return pool::plain_error("env " + quoted_for_message(name) + " holds a NUL byte",
                                     "remove it");
        }
    }
    return pool::success();
}

pool::Result<void> check_arg_bytes(const Job& job) {
    std::size_t bytes = 0;
    for (const std::string& arg : job.args) bytes += arg.size() + 1;
    for (const auto& [name, value] : job.env) bytes += name.size() + value.size() + 2;
    if (bytes <= kMostArgBytes) return pool::success();
    return pool::plain_error("args and env have " + std::to_string(bytes) + " bytes together, at " +
                                 "most " + std::to_string(kMostArgBytes) + " are allowed",
                             "send what is large as stdin or as a file");
}

}  // namespace

pool::Result<void> check_job(const Job& job, const Language& language) {
    BOOST_OUTCOME_TRY(check_files(job, language));
    BOOST_OUTCOME_TRY(check_args(job));
    BOOST_OUTCOME_TRY(check_env(job));
    return check_arg_bytes(job);
}

}  // namespace kiln::engine
