#include "pool/base/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "pool/base/json_text.h"
#include "pool/base/log_copy.h"

namespace kiln::pool {

namespace {

// What stands between the message and its attributes in a JSON line's payload. A byte no text of
// ours holds, so that one payload carries both through spdlog.
constexpr char kAttributesMark = '\x1e';

LogFormat chosen_format = LogFormat::Text;  // set once by configure_log, before any thread

// %* in the pattern: the message as a JSON string, and its attributes, if any, as an object.
class QuotedMessage final : public spdlog::custom_flag_formatter {
  public:
    void format(const spdlog::details::log_msg& message, const std::tm&,
                spdlog::memory_buf_t& out) override {
        const std::string_view payload(message.payload.data(), message.payload.size());
        const std::size_t mark = payload.find(kAttributesMark);
        std::string json = json_quoted(payload.substr(0, mark));
        if (mark != payload.npos) json.append(",\"attributes\":").append(payload.substr(mark + 1));
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
        for (const char c : message.payload) out.push_back(is_control(c) ? '?' : c);
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
        const std::string_view payload(message.payload.data(), message.payload.size());
        const std::size_t mark = payload.find(kAttributesMark);
        LogLine line{message.time, message.level, payload.substr(0, mark), {}};
        if (mark != payload.npos) line.attributes = payload.substr(mark + 1);
        receiver_(line);
    }
    void flush() override {}
    void set_pattern(const std::string& /*pattern*/) override {}
    void set_formatter(std::unique_ptr<spdlog::formatter> /*formatter*/) override {}

  private:
    const std::function<void(const LogLine&)> receiver_;
};

}  // namespace

void copy_log_to(std::function<void(const LogLine&)> receiver) {
    spdlog::default_logger()->sinks().push_back(
        std::make_shared<ReceiverSink>(std::move(receiver)));
}

void log_event(spdlog::level::level_enum level, std::string_view message,
               std::initializer_list<LogField> fields) {
    if (!spdlog::should_log(level)) return;
    std::string line(message);
    if (chosen_format == LogFormat::Json) {
        line += {kAttributesMark, '{'};
        for (const LogField& field : fields) {
            if (&field != fields.begin()) line += ',';
            line.append(json_quoted(field.key)).append(":").append(json_quoted(field.value));
        }
        line += '}';
    } else {
        for (const LogField& field : fields)
            line.append(" ").append(field.key).append("=").append(field.value);
    }
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
