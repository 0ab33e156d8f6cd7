#include "pool/namespaces/root_plan.h"

#include <algorithm>
#include <array>
#include <fstream>

namespace kiln::pool {

namespace fs = std::filesystem;

namespace {

// What a container has of its own, whatever its image says.
constexpr std::array kOwn = {"dev", "proc", "sys", "tmp", "run", "box", "kiln"};

Result<std::vector<std::pair<std::string, std::string>>> read_etc(const fs::path& folder) {
    std::vector<std::pair<std::string, std::string>> files;
    std::error_code trouble;
    for (const auto& entry : fs::directory_iterator(folder, trouble)) {
        std::ifstream in(entry.path(), std::ios::binary);
        if (!in) return errno_error("open " + entry.path().string());
        files.emplace_back(entry.path().filename().string(),
                           std::string(std::istreambuf_iterator<char>(in), {}));
    }
    if (trouble) return plain_error("read " + folder.string() + ": " + trouble.message());
    return files;
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
    std::error_code trouble;
    for (const auto& entry : fs::recursive_directory_iterator(folder, trouble)) {
        if (!entry.is_regular_file(trouble)) continue;
        std::ifstream in(entry.path(), std::ios::binary);
        if (!in) return errno_error("open " + entry.path().string());
        const auto mode = entry.status(trouble).permissions();
        files.push_back({entry.path().lexically_relative(folder),
                         std::string(std::istreambuf_iterator<char>(in), {}),
                         (mode & fs::perms::owner_exec) != fs::perms::none});
    }
    if (trouble) return plain_error("read " + folder.string() + ": " + trouble.message());
    return files;
}

Result<RootPlan> image_root(const fs::path& directory) {
    std::error_code trouble;
    RootPlan plan;
    plan.source = fs::canonical(directory, trouble);
    if (trouble || !fs::is_directory(plan.source / "usr", trouble))
        return plain_error(directory.string() + " is not a root file system: it has no usr/",
                           "make one with worker-image/build DIRECTORY");
    for (const auto& entry : fs::directory_iterator(plan.source, trouble)) {
        const std::string name = entry.path().filename().string();
        if (std::find(kOwn.begin(), kOwn.end(), name) == kOwn.end())
            plan.shown.emplace_back("/" + name);
    }
    if (trouble) return plain_error("read " + directory.string() + ": " + trouble.message());
    std::sort(plan.shown.begin(), plan.shown.end());
    return plan;
}

}  // namespace kiln::pool
