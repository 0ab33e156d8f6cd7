#include "pool/base/http_client.h"

#include <curl/curl.h>

#include <mutex>

#include "pool/base/assert.h"

namespace kiln::pool {

namespace {

void start_library() {
    static std::once_flag once;
    std::call_once(once, [] { KILN_ASSERT(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* into) {
    auto& body = *static_cast<std::string*>(into);
    if (body.size() + size * count > HttpClient::kMostBody) return 0;  // ends the transfer
    body.append(data, size * count);
    return size * count;
}

std::size_t drop_body(char* /*data*/, std::size_t size, std::size_t count, void* /*into*/) {
    return size * count;
}

int look_up(void* given_up, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return *static_cast<const std::atomic<bool>*>(given_up) ? 1 : 0;
}

struct HeaderListFree {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, HeaderListFree>;

struct MultiFree {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

constexpr int kLookMs = 100;

// Steps of one transfer until it ends. By the multi interface, since the easy one looks up once a
// second only, and not at all while it waits for some things.
Result<CURLcode> transfer(CURLM* multi, const std::function<bool()>& given_up) {
    for (int running = 1;;) {
        if (curl_multi_perform(multi, &running) != CURLM_OK) return plain_error("libcurl fails");
        int left = 0;
        for (CURLMsg* message = curl_multi_info_read(multi, &left); message != nullptr;
             message = curl_multi_info_read(multi, &left))
            if (message->msg == CURLMSG_DONE) return message->data.result;
        if (given_up()) return plain_error("given up");
        curl_multi_poll(multi, nullptr, 0, kLookMs, nullptr);
    }
}

}  // namespace

struct HttpClient::Handle {
    Handle() : curl(curl_easy_init()), multi(curl_multi_init()) {
        KILN_ASSERT(curl != nullptr && multi != nullptr);
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { curl_easy_cleanup(curl); }

    CURL* curl;
    std::unique_ptr<CURLM, MultiFree> multi;  // keeps the connections of post()
};

HttpClient::HttpClient(std::string socket_path) : socket_path_(std::move(socket_path)) {
    start_library();
    handle_ = std::make_unique<Handle>();
}

HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

Result<HttpAnswer> HttpClient::request(const std::string& method, const std::string& target,
                                       const std::string& json, std::chrono::milliseconds timeout,
                                       const std::atomic<bool>& given_up) {
    CURL* const curl = handle_->curl;
    HttpAnswer answer;
    const std::string url = "http://localhost" + target;
    // "Expect:" keeps libcurl from asking first whether a long body is welcome.
    HeaderList headers(curl_slist_append(nullptr, "Content-Type: application/json"));
    curl_slist_append(headers.get(), "Expect:");
    curl_easy_reset(curl);  // of its options; the connection stays
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, socket_path_.c_str());
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");  // whatever the environment says
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    if (!json.empty()) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, json.data());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(json.size()));
    }
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_up);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, const_cast<std::atomic<bool>*>(&given_up));
    const CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK)
        return plain_error(method + " " + target + " at " + socket_path_ + ": " +
                           (given_up ? "given up" : curl_easy_strerror(code)));
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
    return answer;
}

Result<HttpAnswer> HttpClient::post(const std::string& url, const std::vector<std::string>& headers,
                                    std::string_view body, std::chrono::milliseconds timeout,
                                    const std::function<bool()>& given_up) {
    CURL* const curl = handle_->curl;
    HeaderList list(curl_slist_append(nullptr, "Expect:"));
    for (const std::string& header : headers) curl_slist_append(list.get(), header.c_str());
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);  // no waiting for a name that is looked up
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list.get());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop_body);
    curl_multi_add_handle(handle_->multi.get(), curl);
    const Result<CURLcode> ended = transfer(handle_->multi.get(), given_up);
    HttpAnswer answer;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
    curl_multi_remove_handle(handle_->multi.get(), curl);
    if (!ended) return ended.error();
    if (ended.value() != CURLE_OK) return plain_error(curl_easy_strerror(ended.value()));
    return answer;
}

}  // namespace kiln::pool
