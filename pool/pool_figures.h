#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace kiln::pool {

// Why a container was replaced, or is to be tried again.
enum class Recycling {
    NotMade,    // its maker could not make it
    NoCell,     // it could not make the next cell
    CellStays,  // its last cell could not be seen dead and empty in time
    Died,       // it ended by itself
    Silent,     // its agent did not answer, or its waiting cell was dead
    Renewed,    // nothing was wrong: somebody needed one that had run nothing
};
inline constexpr std::size_t kRecyclings = static_cast<std::size_t>(Recycling::Renewed) + 1;

// "not_made", "no_cell", ...: for figures and logs.
[[nodiscard]] std::string_view recycling_word(Recycling why);

// How many places for a container are in which state; each is in one.
struct PlaceCount {
    std::size_t absent = 0;  // none that could be used
    std::size_t idle = 0;    // it stands ready
    std::size_t leased = 0;  // lent out
    std::size_t tended = 0;  // given its next cell, or looked at
};

// What a pool counts. Plain data.
struct PoolFigures {
    PlaceCount places;
    std::array<std::uint64_t, kRecyclings> recycled{};  // by Recycling, since the start
};

// What one container takes of the host, its warm runtimes and its agent included, as the kernel
// counts it. Empty where this host has no such counter.
struct ContainerUsage {
    unsigned slot = 0;
    std::optional<std::uint64_t> memory_bytes;     // page cache included
    std::optional<std::chrono::microseconds> cpu;  // since it was made
    std::optional<std::uint64_t> processes;        // and threads
};

}  // namespace kiln::pool
