#include "messaging/refusal_counts.h"

#include <algorithm>

namespace kiln::messaging {

void RefusalCounts::count(std::string_view reason) {
    const auto found = std::find(kReasons.begin(), kReasons.end() - 1, reason);
    auto& count = counts_[static_cast<std::size_t>(found - kReasons.begin())];
    count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

RefusalCounts::Totals RefusalCounts::totals() const {
    Totals totals{};
    std::ranges::transform(counts_, totals.begin(),
                           [](const auto& count) { return count.load(std::memory_order_relaxed); });
    return totals;
}

}  // namespace kiln::messaging
