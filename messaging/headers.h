#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln::messaging {

// What a request says beside its body. Names are compared as they are, case and all; one may have
// several values. Bounded: what does not fit is left out, and add() says so.
class Headers {
  public:
    static constexpr std::size_t kMostBytes = 64u << 10;  // of all names and values
    static constexpr std::size_t kMost = 1024;

    [[nodiscard]] bool add(std::string_view name, std::string_view value) {
        const std::size_t bytes = name.size() + value.size();
        if (all_.size() >= kMost || bytes > kMostBytes - bytes_) return whole_ = false;
        bytes_ += bytes;
        all_.emplace_back(name, value);
        return true;
    }

    // The first value of this name. Valid for as long as the headers are.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const {
        for (const auto& [each, value] : all_)
            if (each == name) return value;
        return std::nullopt;
    }

    // Whether nothing was left out.
    [[nodiscard]] bool whole() const { return whole_; }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

    // In the order they were added.
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const {
        return all_;
    }

  private:
    std::vector<std::pair<std::string, std::string>> all_;
    std::size_t bytes_ = 0;
    bool whole_ = true;
};

}  // namespace kiln::messaging
