#include "pool/base/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>

#include "pool/base/json_text.h"
#include "pool/base/log_copy.h"

namespace kiln::pool {

namespace {

// What stands between the message and its attributes in a JSON line's payload. A byte no text of
// ours holds, so that one payload carries both through spdlog.
constexpr char kAttributesMark = '\x1e';
// The same for the id of its trace, which comes first.
constexpr char kTraceMark = '\x1d';

LogFormat chosen_format = LogFormat::Text;  // set once by configure_log, before any thread

// A payload that log_event() or a plain call of spdlog made.
struct Parts {
    std::string_view message;
    std::string_view trace;
    std::string_view attributes;
};

Parts parts_of(const spdlog::details::log_msg& line) {
    Parts parts{{line.payload.data(), line.payload.size()}, {}, {}};
    const auto cut = [&](char at, std::string_view& part) {
        const std::size_t mark = parts.message.rfind(at);
        if (mark == std::string_view::npos) return;
        part = parts.message.substr(mark + 1);
        parts.message = parts.message.substr(0, mark);
    };
    if (chosen_format == LogFormat::Json) cut(kAttributesMark, parts.attributes);
    cut(kTraceMark, parts.trace);
    return parts;
}

// %* in the pattern: the message as a JSON string, and its attributes, if any, as an object.
class QuotedMessage final : public spdlog::custom_flag_formatter {
  public:
    void format(const spdlog::details::log_msg& message, const std::tm&,
                spdlog::memory_buf_t& out) override {
        const Parts parts = parts_of(message);
        std::string json = json_quoted(parts.message);
        if (!parts.attributes.empty()) json.append(",\"attributes\":").append(parts.attributes);
        out.append(json.data(), json.data() + json.size());
    }
    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<QuotedMessage>();
    }
};

// %* of the text format: one event is one line, whatever stands in it.
class PrintableMessage final : public spdlog::custom_flag_formatter {
  public:
    void format(const spdlog::details::log_msg& message, const std::tm&,
                spdlog::memory_buf_t& out) override {
        for (const char c : parts_of(message).message) out.push_back(is_control(c) ? '?' : c);
    }
    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<PrintableMessage>();
    }

  private:
    static bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
};

// The pattern with %* as `Message` writes it.
template <typename Message>
std::unique_ptr<spdlog::formatter> formatter(const char* pattern, spdlog::pattern_time_type time) {
    auto made = std::make_unique<spdlog::pattern_formatter>(time);
    made->add_flag<Message>('*').set_pattern(pattern);
    return made;
}

// No lock of spdlog's: the receiver is for several threads.
class ReceiverSink final : public spdlog::sinks::sink {
  public:
    explicit ReceiverSink(std::function<void(const LogLine&)> receiver)
        : receiver_(std::move(receiver)) {}

    void log(const spdlog::details::log_msg& message) override {
        const Parts parts = parts_of(message);
        receiver_({message.time, message.level, parts.message, parts.attributes, parts.trace});
    }
    void flush() override {}
    void set_pattern(const std::string& /*pattern*/) override {}
    void set_formatter(std::unique_ptr<spdlog::formatter> /*formatter*/) override {}

  private:
    const std::function<void(const LogLine&)> receiver_;
};

std::string object_of(std::span<const LogField> fields) {
    std::string object = "{";
    for (const LogField& field : fields) {
        if (object.size() > 1) object += ',';
        object.append(json_quoted(field.key)).append(":").append(json_quoted(field.value));
    }
    return object + '}';
}

}  // namespace

void copy_log_to(std::function<void(const LogLine&)> receiver) {
    spdlog::default_logger()->sinks().push_back(
        std::make_shared<ReceiverSink>(std::move(receiver)));
}

void log_event(spdlog::level::level_enum level, std::string_view message,
               std::span<const LogField> fields) {
    if (!spdlog::should_log(level)) return;
    const bool json = chosen_format == LogFormat::Json;
    std::string line(message);
    if (!json)
        for (const LogField& field : fields)
            line.append(" ").append(field.key).append("=").append(field.value);
    std::ranges::replace(line, kTraceMark, '?');
    for (const LogField& field : fields)
        if (field.key == kTraceField) (line += kTraceMark).append(field.value);
    if (json) line.append(1, kAttributesMark).append(object_of(fields));
    spdlog::log(level, "{}", line);
}

void configure_log(LogFormat format, std::string_view level) {
    chosen_format = format;
    auto logger = format == LogFormat::Json ? spdlog::stderr_logger_mt("kiln")
                                            : spdlog::stderr_color_mt("kiln");
    if (format == LogFormat::Json) {
        logger->set_formatter(formatter<QuotedMessage>(
            R"({"timestamp":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l","service":"kiln","message":%*})",
            spdlog::pattern_time_type::utc));
    } else {
        logger->set_formatter(formatter<PrintableMessage>("%Y-%m-%d %H:%M:%S.%e %^%-5l%$ %*",
                                                          spdlog::pattern_time_type::local));
    }
    logger->set_level(spdlog::level::from_str(std::string(level)));
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
}

}  // namespace kiln::pool
