#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "cmd/kiln/status/collector.h"
#include "pool/base/files.h"

namespace kiln::cmd {

namespace {

using Kind = Family::Kind;

// Fields of /proc/self/stat, counted from 1 as proc(5) does.
constexpr unsigned kUserTime = 14;
constexpr unsigned kSystemTime = 15;
constexpr unsigned kStartTime = 22;
constexpr unsigned kVirtualBytes = 23;
constexpr unsigned kResidentPages = 24;

std::optional<double> number_in(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end == text.data()) return std::nullopt;
    return static_cast<double>(value);
}

// The name, field 2, may hold anything, blanks and brackets too: fields are counted after its end.
std::optional<double> field(std::string_view stat, unsigned number) {
    const std::size_t name_ends = stat.rfind(')');
    if (name_ends == std::string_view::npos) return std::nullopt;
    stat.remove_prefix(name_ends + 1);
    for (unsigned at = 2; at < number; ++at) {
        const std::size_t blank = stat.find(' ', at == 2 ? 0 : 1);
        if (blank == std::string_view::npos) return std::nullopt;
        stat.remove_prefix(blank);
    }
    return number_in(stat.substr(1));
}

// When this host was booted, in seconds of the epoch.
std::optional<double> boot_time() {
    const auto text = pool::read_file("/proc/stat");
    if (!text) return std::nullopt;
    constexpr std::string_view kLine = "\nbtime ";
    const std::size_t found = text.value().find(kLine);
    if (found == std::string::npos) return std::nullopt;
    return number_in(std::string_view(text.value()).substr(found + kLine.size()));
}

void put(Families& families, Kind kind, const char* name, const char* help,
         std::optional<double> value) {
    Family family(kind, name, help);
    if (value) family.with(*value);
    std::move(family).put_to(families);
}

std::optional<double> scaled(std::optional<double> value, double factor) {
    return value ? std::optional(*value * factor) : std::nullopt;
}

void put_descriptors(Families& families) {
    std::optional<double> open;
    if (const auto names = pool::names_in("/proc/self/fd"))
        open = static_cast<double>(names.value().size()) - 1;  // without the one that reads them
    put(families, Kind::Gauge, "process_open_fds", "Number of open file descriptors.", open);
    rlimit limit{};
    std::optional<double> most;
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) most = static_cast<double>(limit.rlim_cur);
    put(families, Kind::Gauge, "process_max_fds", "Maximum number of open file descriptors.", most);
}

}  // namespace

std::vector<prometheus::MetricFamily> ProcessCollector::Collect() const {
    Families families;
    put_descriptors(families);
    const auto read = pool::read_file("/proc/self/stat");
    if (!read) return families;
    const std::string_view stat = read.value();
    const double tick = 1.0 / static_cast<double>(::sysconf(_SC_CLK_TCK));
    const auto user = field(stat, kUserTime), system = field(stat, kSystemTime);
    const auto since_boot = scaled(field(stat, kStartTime), tick), boot = boot_time();
    std::optional<double> cpu, start;
    if (user && system) cpu = (*user + *system) * tick;
    if (since_boot && boot) start = *boot + *since_boot;
    put(families, Kind::Counter, "process_cpu_seconds_total",
        "Total user and system CPU time spent in seconds.", cpu);
    put(families, Kind::Gauge, "process_resident_memory_bytes", "Resident memory size in bytes.",
        scaled(field(stat, kResidentPages), static_cast<double>(::sysconf(_SC_PAGESIZE))));
    put(families, Kind::Gauge, "process_virtual_memory_bytes", "Virtual memory size in bytes.",
        field(stat, kVirtualBytes));
    put(families, Kind::Gauge, "process_start_time_seconds",
        "Start time of the process since unix epoch in seconds.", start);
    return families;
}

}  // namespace kiln::cmd
