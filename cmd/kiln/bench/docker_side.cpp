#include "cmd/kiln/bench/docker_side.h"

#include <cstdio>

#include "messaging/codec/json_member.h"
#include "pool/base/http_client.h"
#include "pool/base/json_text.h"

namespace kiln::cmd::benchmark {

using pool::HttpAnswer;
using pool::HttpClient;
using pool::plain_error;
using pool::Result;

namespace {

constexpr std::chrono::seconds kPatience{30};  // for each answer
constexpr const char* kLifeSeconds = "14400";  // of a container that nobody removes

std::string json_array(const std::vector<std::string>& words) {
    std::string json;
    for (const std::string& word : words)
        json += (json.empty() ? "" : ",") + pool::json_quoted(word);
    return "[" + json + "]";
}

// What Docker says against a request, in one line.
pool::Error refusal(const std::string& what, const HttpAnswer& answer) {
    return plain_error("Docker would not " + what + ": " +
                       messaging::text_member(answer.body, "/message").value_or(answer.body) +
                       " (" + std::to_string(answer.status) + ")");
}

bool good(const HttpAnswer& answer) {
    return answer.status >= 200 && answer.status < 300;
}

// The "Id" that a create answers with.
Result<std::string> created(const std::string& what, const HttpAnswer& answer) {
    const auto id = messaging::text_member(answer.body, "/Id");
    if (!good(answer) || !id) return refusal(what, answer);
    return *id;
}

// One container and the one client that works in it.
class DockerClient : public Client {
  public:
    DockerClient(HttpClient http, std::string container, std::string script,
                 const Interrupt& interrupt)
        : http_(std::move(http)),
          container_(std::move(container)),
          script_(std::move(script)),
          interrupt_(interrupt) {}
    DockerClient(const DockerClient&) = delete;
    DockerClient& operator=(const DockerClient&) = delete;

    ~DockerClient() override {
        const std::atomic<bool> never = false;
        const auto answer = http_.request("DELETE", "/containers/" + container_ + "?force=1&v=1",
                                          "", kPatience, never);
        const std::string trouble = !answer                ? answer.error().text()
                                    : good(answer.value()) ? ""
                                                           : answer.value().body;
        if (!trouble.empty())
            std::fprintf(stderr, "kiln bench: the container %s may be left: %s\n",
                         container_.c_str(), trouble.c_str());
    }

    Result<void> start() {
        BOOST_OUTCOME_TRY(const HttpAnswer answer,
                          ask("POST", "/containers/" + container_ + "/start", ""));
        if (!good(answer)) return refusal("start a container", answer);
        return pool::success();
    }

    std::optional<JobEnd> run(const std::string& source) override {
        const Result<JobEnd> done = run_exec(source);
        if (interrupt_.flag()) return std::nullopt;
        JobEnd end;
        if (done)
            end = done.value();
        else
            end.failure = done.error().text();
        return end;
    }

  private:
    Result<HttpAnswer> ask(const char* method, const std::string& target, const std::string& json) {
        return http_.request(method, target, json, kPatience, interrupt_.flag());
    }

    Result<JobEnd> run_exec(const std::string& source) {
        const std::string command = "{\"AttachStdout\":true,\"AttachStderr\":true,\"Cmd\":" +
                                    json_array({"/bin/sh", "-c", script_, "sh", source}) + "}";
        BOOST_OUTCOME_TRY(const HttpAnswer make,
                          ask("POST", "/containers/" + container_ + "/exec", command));
        BOOST_OUTCOME_TRY(const std::string id, created("make an exec", make));
        BOOST_OUTCOME_TRY(const HttpAnswer run,
                          ask("POST", "/exec/" + id + "/start", "{\"Detach\":false}"));
        if (!good(run)) return refusal("start an exec", run);
        BOOST_OUTCOME_TRY(const HttpAnswer state, ask("GET", "/exec/" + id + "/json", ""));
        const auto status = messaging::number_member(state.body, "/ExitCode");
        if (!status) return refusal("tell how an exec ended", state);
        JobEnd end;
        if (*status != 0)
            end.failure =
                "the exec ended with " + std::to_string(*status) + ": " + text_of_frames(run.body);
        return end;
    }

    HttpClient http_;
    std::string container_;
    std::string script_;
    const Interrupt& interrupt_;
};

Result<void> check_docker(HttpClient& http, const std::string& image, const Interrupt& interrupt) {
    const auto alive = http.request("GET", "/_ping", "", kPatience, interrupt.flag());
    if (!alive)
        return plain_error("--compare docker-exec finds no Docker: " + alive.error().text(),
                           "start it, or name its socket: DOCKER_HOST=unix://PATH");
    BOOST_OUTCOME_TRY(const HttpAnswer found, http.request("GET", "/images/" + image + "/json", "",
                                                           kPatience, interrupt.flag()));
    if (found.status == 404)
        return plain_error("--docker-image: Docker has no image " + image, "docker image ls");
    if (!good(found)) return refusal("look for the image " + image, found);
    return pool::success();
}

}  // namespace

Result<Side> make_docker_side(const std::string& socket, const std::string& image,
                              const engine::Language& language, unsigned clients,
                              const Interrupt& interrupt) {
    Side side;
    side.name = "docker-exec";
    const std::string script = docker_script(language);
    const std::string container = "{\"Image\":" + pool::json_quoted(image) +
                                  ",\"Cmd\":" + json_array({"/bin/sleep", kLifeSeconds}) +
                                  ",\"Labels\":{\"kiln\":\"bench\"},\"NetworkDisabled\":true,"
                                  "\"HostConfig\":{\"AutoRemove\":true,\"NetworkMode\":\"none\"}}";
    for (unsigned i = 0; i < clients; ++i) {
        HttpClient http(socket);
        if (i == 0) {
            BOOST_OUTCOME_TRY(check_docker(http, image, interrupt));
        }
        // Not to be given up half way: the answer names the container that has to be removed.
        const std::atomic<bool> never = false;
        BOOST_OUTCOME_TRY(const HttpAnswer answer,
                          http.request("POST", "/containers/create", container, kPatience, never));
        BOOST_OUTCOME_TRY(std::string id, created("make a container of " + image, answer));
        auto client =
            std::make_unique<DockerClient>(std::move(http), std::move(id), script, interrupt);
        BOOST_OUTCOME_TRY(client->start());
        side.clients.push_back(std::move(client));
    }
    return side;
}

}  // namespace kiln::cmd::benchmark
