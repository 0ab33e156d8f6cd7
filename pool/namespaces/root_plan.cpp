#include "pool/namespaces/root_plan.h"

#include <algorithm>
#include <array>
#include <fstream>

#include "pool/base/files.h"

namespace kiln::pool {

namespace fs = std::filesystem;

namespace {

// What a container has of its own, whatever its image says.
constexpr std::array kOwn = {"dev", "proc", "sys", "tmp", "run", "box", "kiln"};

Result<std::vector<std::pair<std::string, std::string>>> read_etc(const fs::path& folder) {
    std::vector<std::pair<std::string, std::string>> files;
    BOOST_OUTCOME_TRY(const auto names, names_in(folder));
    for (const std::string& name : names) {
        BOOST_OUTCOME_TRY(std::string text, read_file(folder / name));
        files.emplace_back(name, std::move(text));
    }
    return files;
}

Result<void> read_own_files_below(const fs::path& folder, const fs::path& below,
                                  std::vector<OwnFile>& files) {
    BOOST_OUTCOME_TRY(const auto names, names_in(folder / below));
    for (const std::string& name : names) {
        const fs::path path = below / name;
        std::error_code trouble;
        const fs::file_status about = fs::status(folder / path, trouble);
        if (trouble) return Error{"stat " + (folder / path).string(), trouble, {}};
        if (about.type() == fs::file_type::directory) {
            BOOST_OUTCOME_TRY(read_own_files_below(folder, path, files));
            continue;
        }
        if (about.type() != fs::file_type::regular) continue;
        BOOST_OUTCOME_TRY(std::string text, read_file(folder / path));
        const bool executable = (about.permissions() & fs::perms::owner_exec) != fs::perms::none;
        files.push_back({path, std::move(text), executable});
    }
    return success();
}

}  // namespace

Result<RootPlan> host_root(const fs::path& list, const fs::path& etc) {
    std::ifstream in(list);
    if (!in) return errno_error("open " + list.string());
    RootPlan plan;
    BOOST_OUTCOME_TRY(plan.etc, read_etc(etc));
    for (std::string line; std::getline(in, line);) {
        line.erase(std::find(line.begin(), line.end(), '#'), line.end());
        line.erase(line.find_last_not_of(" \t\r") + 1);
        if (line.empty()) continue;
        if (line[0] != '/' || line.find("..") != line.npos)
            return plain_error(list.string() + ": \"" + line + "\" is not an absolute path");
        plan.shown.emplace_back(line);
    }
    return plan;
}

Result<std::vector<OwnFile>> read_own_files(const fs::path& folder) {
    std::vector<OwnFile> files;
    BOOST_OUTCOME_TRY(read_own_files_below(folder, fs::path(), files));
    return files;
}

Result<RootPlan> image_root(const fs::path& directory) {
    std::error_code trouble;
    RootPlan plan;
    plan.source = fs::canonical(directory, trouble);
    if (trouble || !fs::is_directory(plan.source / "usr", trouble))
        return plain_error(directory.string() + " is not a root file system: it has no usr/",
                           "make one with worker-image/build DIRECTORY");
    BOOST_OUTCOME_TRY(const auto names, names_in(plan.source));
    for (const std::string& name : names)
        if (std::find(kOwn.begin(), kOwn.end(), name) == kOwn.end())
            plan.shown.emplace_back("/" + name);
    return plan;
}

}  // namespace kiln::pool
