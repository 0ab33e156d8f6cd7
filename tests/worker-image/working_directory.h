#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace kiln::agent {

// A fresh current directory, far enough down that a name with some ".." stays inside what is
// removed at the end.
class WorkingDirectory {
  public:
    WorkingDirectory() : before_(std::filesystem::current_path()) {
        std::string name = (std::filesystem::temp_directory_path() / "agent-test-XXXXXX").string();
        top_ = ::mkdtemp(name.data());
        const auto deep = top_ / "1/2/3/4/5/6/7/8";
        std::filesystem::create_directories(deep);
        std::filesystem::current_path(deep);
    }
    WorkingDirectory(const WorkingDirectory&) = delete;
    WorkingDirectory& operator=(const WorkingDirectory&) = delete;
    ~WorkingDirectory() {
        std::error_code ignored;
        std::filesystem::current_path(before_, ignored);
        std::filesystem::remove_all(top_, ignored);
    }

    // Removes what was unpacked.
    static void clear() {
        for (const auto& entry : std::filesystem::directory_iterator("."))
            std::filesystem::remove_all(entry.path());
    }
    [[nodiscard]] static std::string read(const std::string& name) {
        std::ifstream in(name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    [[nodiscard]] static bool empty() {
        return std::filesystem::is_empty(std::filesystem::current_path());
    }

  private:
    std::filesystem::path before_;
    std::filesystem::path top_;
};

}  // namespace kiln::agent
