#include "cmd/kiln/bench/engine_cpu.h"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <map>
#include <sstream>

#include "pool/base/files.h"

namespace kiln::cmd::benchmark {

namespace fs = std::filesystem;
using pool::plain_error;
using pool::Result;

namespace {

// Empty where it cannot be read: the process may have ended.
std::string text_of(const fs::path& path) {
    auto text = pool::read_file(path);
    return text ? std::move(text).value() : std::string();
}

std::optional<std::uint64_t> number_at(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end == text.data()) return std::nullopt;
    return value;
}

struct Relative {
    pid_t pid;
    pid_t parent;
};

// "engine" itself and all below it.
std::vector<Relative> family_of(pid_t engine) {
    std::multimap<pid_t, pid_t> children;
    const auto names = pool::names_in("/proc");
    for (const std::string& name : names ? names.value() : std::vector<std::string>()) {
        const auto pid = number_at(name);
        if (!pid) continue;
        // The parent is the second word after the name, which is in brackets and may hold any.
        const std::string stat = text_of("/proc/" + name + "/stat");
        const std::size_t name_end = stat.rfind(") ");
        if (name_end == stat.npos || stat.size() < name_end + 5) continue;
        if (const auto parent = number_at(std::string_view(stat).substr(name_end + 4)))
            children.emplace(static_cast<pid_t>(*parent), static_cast<pid_t>(*pid));
    }
    std::vector<Relative> family{{engine, 0}};
    for (std::size_t i = 0; i < family.size(); ++i) {
        const auto [from, to] = children.equal_range(family[i].pid);
        for (auto at = from; at != to; ++at) family.push_back({at->second, at->first});
    }
    return family;
}

// Whether its command line says "serve" after the program's name.
bool is_serving(pid_t pid) {
    const std::string words = text_of("/proc/" + std::to_string(pid) + "/cmdline");
    const std::size_t name_end = words.find('\0');
    return name_end != words.npos &&
           std::string_view(words).substr(name_end + 1).starts_with(std::string_view("serve\0", 6));
}

// Where a hierarchy is mounted as a whole: v1 by its controller, v2 for "".
std::optional<fs::path> mount_of(std::string_view controller) {
    std::istringstream mounts(text_of("/proc/self/mountinfo"));
    for (std::string line; std::getline(mounts, line);) {
        std::istringstream words(line);
        std::string skip, root, point;
        words >> skip >> skip >> skip >> root >> point;
        const std::size_t dash = line.find(" - ");
        if (root != "/" || dash == line.npos) continue;
        std::istringstream rest(line.substr(dash + 3));
        std::string type, source, options;
        rest >> type >> source >> options;
        const bool fits =
            controller.empty()
                ? type == "cgroup2"
                : type == "cgroup" &&
                      ("," + options + ",").find("," + std::string(controller) + ",") !=
                          options.npos;
        if (fits) return fs::path(point);
    }
    return std::nullopt;
}

std::optional<fs::path> counter_of(const std::string& cgroup) {
    constexpr std::pair<const char*, const char*> kKinds[] = {{"cpuacct", "cpuacct.usage"},
                                                              {"", "cpu.stat"}};
    for (const auto& [controller, file] : kKinds) {
        const auto group = instance_group(cgroup, controller);
        const auto mount = mount_of(controller);
        if (!group || !mount) continue;
        const fs::path counter = *mount / fs::path(*group).relative_path() / file;
        if (parse_counter(text_of(counter))) return counter;
    }
    return std::nullopt;
}

Result<std::chrono::nanoseconds> clock_of(pid_t pid) {
    clockid_t clock = 0;
    timespec now{};
    const int failed = ::clock_getcpuclockid(pid, &clock);
    if (failed != 0 || ::clock_gettime(clock, &now) != 0)
        return plain_error("--engine-pid: the process " + std::to_string(pid) + " has ended");
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace

std::optional<std::string> instance_group(std::string_view cgroup, std::string_view controller) {
    std::istringstream lines{std::string(cgroup)};
    for (std::string line; std::getline(lines, line);) {
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first + 1);
        if (first == line.npos || second == line.npos) continue;
        const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
        if (controllers.find("," + std::string(controller) + ",") == controllers.npos) continue;
        const std::string group = line.substr(second + 1) + "/";
        constexpr std::string_view kStart = "/kiln-";
        for (std::size_t at = group.find(kStart); at != group.npos;
             at = group.find(kStart, at + 1)) {
            const std::size_t number = at + kStart.size();
            const std::size_t end = group.find('/', number);
            if (end > number && group.find_first_not_of("0123456789", number) == end)
                return group.substr(0, end);
        }
    }
    return std::nullopt;
}

std::optional<std::chrono::nanoseconds> parse_counter(std::string_view text) {
    constexpr std::string_view kUsage = "usage_usec ";
    if (const std::size_t at = text.find(kUsage); at != text.npos) {
        const auto value = number_at(text.substr(at + kUsage.size()));
        if (!value) return std::nullopt;
        return std::chrono::microseconds(*value);
    }
    const auto value = number_at(text);
    if (!value) return std::nullopt;
    return std::chrono::nanoseconds(*value);
}

Result<EngineCpu> EngineCpu::find(pid_t engine) {
    if (!fs::exists("/proc/" + std::to_string(engine)))
        return plain_error("--engine-pid: there is no process " + std::to_string(engine));
    if (!is_serving(engine))
        return plain_error("--engine-pid: the process " + std::to_string(engine) +
                           " is no kiln serve");
    EngineCpu cpu;
    for (const auto& [pid, parent] : family_of(engine)) {
        const std::string cgroup = text_of("/proc/" + std::to_string(pid) + "/cgroup");
        if (const auto counter = counter_of(cgroup))
            cpu.counter_ = *counter;
        else if (pid == engine || (parent == engine && is_serving(pid)))  // the spawner
            cpu.outside_.push_back(pid);
        // Any other is on its way into the cgroup, or has just ended.
    }
    if (cpu.counter_.empty())
        return plain_error("--engine-pid: nothing below the process " + std::to_string(engine) +
                               " is in a cgroup of Kiln's",
                           "it must be ready, and have cgroups");
    BOOST_OUTCOME_TRY(cpu.read());
    return cpu;
}

Result<std::chrono::nanoseconds> EngineCpu::read() const {
    const auto in_containers = parse_counter(text_of(counter_));
    if (!in_containers) return pool::errno_error("read " + counter_.string());
    std::chrono::nanoseconds sum = *in_containers;
    for (const pid_t pid : outside_) {
        BOOST_OUTCOME_TRY(const auto time, clock_of(pid));
        sum += time;
    }
    return sum;
}

}  // namespace kiln::cmd::benchmark
