#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "messaging/nats/request_responder.h"

namespace kiln::messaging {

// Requests that a full instance passes on to another one, until it is sure that one has them. A
// state machine without threads, clocks or sockets, as ReplyDelivery is.
//
// The server delivers nothing of a connection's to that connection itself (session_options.h), so
// what is written here goes to another member of the queue group, or to nobody. Which it was, the
// server tells only to whoever waits on the reply subject, and that is the client's: so a *probe*
// follows each request, an empty message on the same subject with a reply subject of our own. "No
// responders" there means that nobody took the request either, and it is answered busy. If the PING
// behind both is answered first, somebody did. Instances ignore probes.
//
// That we may not publish on a subject, the server says by an error that reaches us by way of
// another thread: until one request on it is known to have gone through, all are kept a moment
// longer. What was written on a connection that is lost may have been taken or not: it is answered
// busy by a message that says that it may be the second.
//
// Bounded in bytes and in number; what does not fit is not taken, nor is anything for half a second
// after nobody took one: so a flood over the only instance is not doubled.
class PassingOn {
  public:
    struct Bounds {
        std::size_t bytes = 8u << 20;
        std::size_t requests = 256;
    };
    enum class Sure { Yes, No };  // that nobody else answers
    struct Tools {
        std::function<std::string()> unguessable;  // another word each time
        // The draft's request, and its probe with the token; false where the server does not take it.
        std::function<bool(const ReplyDraft&, const std::string& token)> write;
        // Not passed on after all: the draft is the answer. Called last, it may call anything here.
        std::function<void(ReplyDraft, Sure)> answer;
    };
    PassingOn(Bounds bounds, Tools tools) : bounds_(bounds), tools_(std::move(tools)) {}

    // Whether it is worth trying on this subject now.
    [[nodiscard]] bool open(std::string_view subject, Clock::time_point now) const;
    // Takes the draft, and passes its request on; or leaves it to be answered.
    [[nodiscard]] bool take(ReplyDraft& draft, Clock::time_point now);

    // False: the token is none of a probe.
    bool nobody_listened(std::string_view token, Clock::time_point now);
    // The server does not let us publish there, as long as this connection lasts.
    void refused(std::string_view subject);
    void connection_down();

    // As ReplyDelivery has them.
    [[nodiscard]] std::optional<std::uint64_t> unconfirmed() const;
    void confirmed(std::uint64_t number, Clock::time_point now);
    void wake(Clock::time_point now);
    [[nodiscard]] std::optional<Clock::time_point> next_wake() const;
    [[nodiscard]] bool settled() const { return held_.empty(); }
    // Requests that others have, so far.
    [[nodiscard]] std::uint64_t passed() const { return passed_; }

  private:
    struct Held {
        std::string token;
        ReplyDraft draft;
    };
    struct Way {  // on the present connection
        bool permitted = false;
        bool refused = false;
        std::optional<Clock::time_point> proof_due;  // then it is permitted
        Clock::time_point not_before{};
    };
    using ByNumber = std::map<std::uint64_t, Held>;
    [[nodiscard]] ReplyDraft give_back(ByNumber::iterator held);
    void release(Clock::time_point now);

    const Bounds bounds_;
    const Tools tools_;
    std::map<std::string, Way, std::less<>> ways_;  // by subject
    ByNumber held_;
    std::unordered_map<std::string, std::uint64_t> by_token_;
    std::size_t bytes_ = 0;
    std::uint64_t last_ = 0;
    std::uint64_t confirmed_ = 0;
    std::uint64_t passed_ = 0;
};

}  // namespace kiln::messaging
