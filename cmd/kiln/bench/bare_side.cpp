#include "cmd/kiln/bench/bare_side.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cmd/kiln/bench/host_command.h"
#include "engine/catalogue/argv_template.h"
#include "pool/step.h"

namespace kiln::cmd::benchmark {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds kPatience{20};  // for each command
constexpr unsigned kMegabyteShift = 20;

class TemporaryDirectory {
  public:
    explicit TemporaryDirectory(fs::path path) : path_(std::move(path)) {}
    TemporaryDirectory(TemporaryDirectory&& other) noexcept
        : path_(std::exchange(other.path_, fs::path())) {}
    TemporaryDirectory& operator=(TemporaryDirectory&&) = delete;
    ~TemporaryDirectory() {
        std::error_code ignored;
        if (!path_.empty()) fs::remove_all(path_, ignored);
    }
    [[nodiscard]] const fs::path& path() const { return path_; }

    static pool::Result<TemporaryDirectory> make() {
        std::error_code trouble;
        std::string name = (fs::temp_directory_path(trouble) / "kiln-bench-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) return pool::errno_error("make " + name);
        return TemporaryDirectory(name);
    }

  private:
    fs::path path_;
};

// "NAME=/tmp/x" becomes "NAME=<directory>/x".
std::string moved(const std::string& variable, const fs::path& directory) {
    const std::size_t at = variable.find("=/tmp/");
    if (at == variable.npos) return variable;
    return variable.substr(0, at + 1) + directory.string() + variable.substr(at + 5);
}

class BareClient : public Client {
  public:
    BareClient(const engine::Language& language, Compiles compiles, TemporaryDirectory directory,
               const Interrupt& interrupt)
        : language_(language),
          compiles_(compiles),
          directory_(std::move(directory)),
          interrupt_(interrupt) {
        const pool::StepLimits usual;
        values_.source = language.source_file;
        values_.sources = {language.source_file};
        if (language.compiled()) values_.program = language.artifacts.front();
        values_.memory_mb = usual.memory_bytes >> kMegabyteShift;
        values_.stack_mb = usual.stack_bytes >> kMegabyteShift;
        command_.directory = directory_.path() / "work";
        command_.timeout = kPatience;
        const fs::path temporary = directory_.path() / "tmp";
        std::error_code ignored;  // the first job finds out
        fs::create_directory(command_.directory, ignored);
        fs::create_directory(temporary, ignored);
        command_.env = {"PATH=/usr/local/bin:/usr/bin:/bin", "TMPDIR=" + temporary.string()};
        for (const std::string& variable : language.env)
            command_.env.push_back(moved(variable, temporary));
    }

    std::optional<JobEnd> run(const std::string& source) override {
        JobEnd end;
        if (compiles_ == Compiles::Always || compiled_ != source) {
            if (!prepare(source, end)) return std::nullopt;
            if (!end.failure.empty()) return end;
        }
        if (!run_step(language_.run_argv, end)) return std::nullopt;
        return end;
    }

  private:
    // Writes and compiles. False: interrupted.
    bool prepare(const std::string& source, JobEnd& end) {
        compiled_.reset();
        std::ofstream file(command_.directory / language_.source_file, std::ios::binary);
        file << source;
        file.close();
        if (!file) {
            end.failure = "cannot write into " + command_.directory.string();
            return true;
        }
        if (language_.compiled() && !run_step(language_.plain_compile(), end)) return false;
        if (end.failure.empty()) compiled_ = source;
        return true;
    }

    // False: interrupted.
    bool run_step(const std::vector<std::string>& argv, JobEnd& end) {
        command_.argv = engine::expand_argv(argv, values_);
        const auto done = run_on_host(command_, interrupt_);
        if (!done) {
            end.failure = done.error().text();
            return true;
        }
        if (!done.value()) return false;
        end.cpu += done.value()->cpu;
        if (done.value()->status != 0)
            end.failure = command_.argv[0] + " ended with " + std::to_string(done.value()->status) +
                          ": " + done.value()->output;
        return true;
    }

    const engine::Language& language_;
    Compiles compiles_;
    std::optional<std::string> compiled_;  // the source that the program was made of
    TemporaryDirectory directory_;
    const Interrupt& interrupt_;
    engine::ArgvValues values_;
    HostCommand command_;
};

pool::Result<void> check_program(const engine::Language& language,
                                 const std::vector<std::string>& argv) {
    if (argv.empty() || !argv[0].starts_with('/') || fs::exists(argv[0])) return pool::success();
    return pool::plain_error("--compare bare needs " + argv[0] + " on this host",
                             "apt-get install " + language.package);
}

}  // namespace

pool::Result<Side> make_bare_side(const engine::Language& language, Compiles compiles,
                                  unsigned clients, const Interrupt& interrupt) {
    BOOST_OUTCOME_TRY(check_program(language, language.plain_compile()));
    BOOST_OUTCOME_TRY(check_program(language, language.run_argv));
    Side side;
    side.name = "bare";
    side.counts_cpu = true;
    for (unsigned i = 0; i < clients; ++i) {
        BOOST_OUTCOME_TRY(auto directory, TemporaryDirectory::make());
        side.clients.push_back(
            std::make_unique<BareClient>(language, compiles, std::move(directory), interrupt));
    }
    return side;
}

}  // namespace kiln::cmd::benchmark
