#include "messaging/intake.h"

#include <algorithm>
#include <charconv>

#include "messaging/codec/code_encoding.h"
#include "messaging/codec/json_fields.h"
#include "messaging/codec/request_decoder.h"

namespace kiln::messaging {

namespace {

constexpr const char* kClientHeader = "X-Client-IP";

Refusal refuse_invalid(const pool::Error& error) {
    return refuse("invalid_request", error.step);
}

}  // namespace

pool::Result<std::chrono::milliseconds> parse_deadline(std::string_view text,
                                                       std::chrono::milliseconds most) {
    return parse_milliseconds(kDeadlineHeader, text, most);
}

pool::Result<std::chrono::milliseconds> parse_milliseconds(std::string_view header,
                                                           std::string_view text,
                                                           std::chrono::milliseconds most) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    std::int64_t count = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), count);
    if (text.empty() || !std::ranges::all_of(text, is_digit) ||
        (parsed.ec == std::errc{} && count == 0))
        return invalid_request("header " + std::string(header) +
                               " must be a positive whole number of milliseconds");
    if (parsed.ec != std::errc{}) return most;  // more digits than any time has
    return std::min(most, std::chrono::milliseconds(count));
}

Intake::Decision Intake::decide(const Inbound& request, engine::Clock::time_point now) {
    Decision decision;
    decision.job.arrived = request.arrived;
    engine::set_deadlines(decision.job, request.arrived + request.route->deadline);
    decision.refusal = fill(decision.job, request, now);
    decision.named = !decision.job.id.empty();
    if (!decision.named) decision.job.id = ids_.next();
    return decision;
}

std::optional<Refusal> Intake::fill(engine::Job& job, const Inbound& request,
                                    engine::Clock::time_point now) {
    if (const auto ban_left =
            limiter_.refuse(request.headers.find(kClientHeader).value_or(""), now))
        return refuse_rate_limited(*ban_left);
    if (const auto asked = request.headers.find(kDeadlineHeader)) {
        const auto after = parse_deadline(*asked, most_deadline_);
        if (!after) return refuse_invalid(after.error());
        engine::set_deadlines(job, request.arrived + after.value());
    }
    auto decoded = decode_request(request.payload);
    if (!decoded) return refuse_invalid(decoded.error());
    Request& fields = decoded.value();
    auto code = decode_code(fields, request.route->encoding);
    job.id = std::move(fields.id);
    if (!code) return refuse_base64(code.error().step);
    job.language = std::move(fields.language);
    job.version = std::move(fields.version);
    job.code = std::move(code).value();
    job.files = std::move(fields.files);
    job.stdin_bytes = std::move(fields.stdin_text);
    job.args = std::move(fields.args);
    job.env = std::move(fields.env);
    job.limits = fields.limits;
    job.compile_limits = fields.compile_limits;
    return validator_.refuse(job, *request.route);
}

}  // namespace kiln::messaging
