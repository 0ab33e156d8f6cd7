#pragma once

#include <memory>
#include <span>
#include <string>

#include "cmd/kiln/flags.h"

namespace kiln::pool {
class Shipper;
}

namespace kiln::cmd {

// Where log records are shipped to; the URL is "" where nowhere.
struct ShippingSettings {
    std::string url;
    std::string token;
};

[[nodiscard]] std::span<const Flag> shipping_flags();

// Reads the file that is named, before privileges are dropped. The Error names the setting.
[[nodiscard]] pool::Result<ShippingSettings> read_shipping(const Given& given);

// Ships a copy of every log line from construction to finish(), if the settings name a collector.
// After configure_log(), and after the last fork.
class Shipping {
  public:
    Shipping(const ShippingSettings& settings, const std::string& worker);
    Shipping(const Shipping&) = delete;
    Shipping& operator=(const Shipping&) = delete;
    // Sends what is left, for less than two seconds.
    ~Shipping();

  private:
    std::shared_ptr<pool::Shipper> shipper_;  // the log's, too
};

}  // namespace kiln::cmd
