#include "pool/job_message.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

namespace kiln::pool {

namespace {

constexpr RlimitsInstead kNone{};

std::string content_of(const UniqueFd& fd) {
    std::string text(1 << 20, '\0');
    const ssize_t got = ::pread(fd.get(), text.data(), text.size(), 0);
    text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return text;
}

StepFile file_of(std::string name, std::string content) {
    StepFile file;
    file.name = std::move(name);
    file.content = std::move(content);
    return file;
}

StepFile file_by_fd(std::string name) {
    StepFile file;
    file.name = std::move(name);
    file.fd.reset(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    return file;
}

StepSpec hello() {
    StepSpec spec;
    spec.argv = {"/bin/echo", "hi", ""};
    spec.env = {"A=1"};
    return spec;
}

std::errc code_of(StepSpec spec) {
    const auto encoded = encode_job(spec, kNone);
    return encoded ? std::errc{} : static_cast<std::errc>(encoded.error().code.value());
}

}  // namespace

TEST_CASE("a job's blob is its words, then for each file its head, name and content") {
    StepSpec spec = hello();
    spec.files.push_back(file_of("main.py", std::string("a\0b", 3)));
    spec.files.push_back(file_by_fd("program"));
    spec.files.back().executable = true;
    spec.files.push_back(file_of("l", "to"));
    spec.files.back().link = true;
    const auto encoded = encode_job(spec, kNone);
    REQUIRE(encoded);
    const kiln_job& job = encoded.value().job;
    CHECK(job.version == KILN_PROTOCOL);
    CHECK(job.argc == 3);
    CHECK(job.envc == 1);
    CHECK(job.files == 3);
    REQUIRE(encoded.value().files.size() == 1);
    CHECK(encoded.value().files[0].valid());

    std::string expected("/bin/echo\0hi\0\0A=1\0", 18);
    const kiln_file first{3, 0, 7};
    const kiln_file second{0, KILN_FILE_EXECUTABLE | KILN_FILE_BY_FD, 7};
    expected.append(reinterpret_cast<const char*>(&first), sizeof first);
    expected.append("main.py\0a\0b", 11);
    expected.append(reinterpret_cast<const char*>(&second), sizeof second);
    expected.append("program\0", 8);
    const kiln_file third{2, KILN_FILE_LINK, 1};
    expected.append(reinterpret_cast<const char*>(&third), sizeof third);
    expected.append("l\0to", 4);
    CHECK(content_of(encoded.value().blob) == expected);
    CHECK(job.blob_bytes == expected.size());
}

TEST_CASE("a job's input is its bytes, its descriptor, or the cell's own null device") {
    StepSpec bytes = hello();
    bytes.stdin_bytes = "typed";
    CHECK(content_of(encode_job(bytes, kNone).value().input) == "typed");

    StepSpec descriptor = hello();
    descriptor.stdin_fd.reset(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
    const int given = descriptor.stdin_fd.get();
    CHECK(encode_job(descriptor, kNone).value().input.get() == given);

    CHECK((encode_job(bytes, kNone).value().job.flags & KILN_JOB_NO_INPUT) == 0);

    StepSpec none = hello();
    const auto encoded = encode_job(none, kNone);
    CHECK_FALSE(encoded.value().input.valid());
    CHECK((encoded.value().job.flags & KILN_JOB_NO_INPUT) != 0);
}

TEST_CASE("as many words as the protocol carries are encoded, one more is E2BIG") {
    StepSpec fits = hello();
    fits.argv.assign(KILN_MAX_ARGS, "x");
    fits.env.assign(KILN_MAX_ARGS, "A=");
    CHECK(code_of(std::move(fits)) == std::errc{});
    StepSpec arguments = hello();
    arguments.argv.assign(KILN_MAX_ARGS + 1, "x");
    CHECK(code_of(std::move(arguments)) == std::errc::argument_list_too_long);
    StepSpec environment = hello();
    environment.env.assign(KILN_MAX_ARGS + 1, "A=");
    CHECK(code_of(std::move(environment)) == std::errc::argument_list_too_long);
}

TEST_CASE("as many files as the protocol carries are encoded, one more is E2BIG") {
    StepSpec fits = hello();
    for (unsigned i = 0; i < KILN_MAX_FILES; ++i) fits.files.push_back(file_of("f", ""));
    StepSpec over = hello();
    for (unsigned i = 0; i < KILN_MAX_FILES + 1; ++i) over.files.push_back(file_of("f", ""));
    CHECK(code_of(std::move(fits)) == std::errc{});
    CHECK(code_of(std::move(over)) == std::errc::argument_list_too_long);

    StepSpec fds = hello();
    for (unsigned i = 0; i < KILN_MAX_FILE_FDS; ++i) fds.files.push_back(file_by_fd("f"));
    StepSpec more = hello();
    for (unsigned i = 0; i < KILN_MAX_FILE_FDS + 1; ++i) more.files.push_back(file_by_fd("f"));
    CHECK(code_of(std::move(fds)) == std::errc{});
    CHECK(code_of(std::move(more)) == std::errc::argument_list_too_long);
}

TEST_CASE("a word with a NUL is refused and the error says where") {
    StepSpec argument = hello();
    argument.argv.emplace_back("a\0b", 3);
    const auto refused = encode_job(argument, kNone);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().text() == "encode the job: a NUL in arguments: Invalid argument");
    StepSpec variable = hello();
    variable.env.emplace_back("A=\0", 3);
    CHECK(code_of(std::move(variable)) == std::errc::invalid_argument);
}

TEST_CASE("a file name that is empty, too long or has a NUL is refused") {
    for (const std::string& name :
         {std::string(), std::string(KILN_NAME_SIZE, 'n'), std::string("a\0b", 3)}) {
        StepSpec spec = hello();
        spec.files.push_back(file_of(name, ""));
        CHECK(code_of(std::move(spec)) == std::errc::invalid_argument);
    }
    StepSpec longest = hello();
    longest.files.push_back(file_of(std::string(KILN_NAME_SIZE - 1, 'n'), ""));
    CHECK(code_of(std::move(longest)) == std::errc{});
}

TEST_CASE("limits go to the process itself only where no cgroup holds them") {
    StepSpec spec = hello();
    spec.limits.cpu = std::chrono::milliseconds(1001);
    spec.limits.memory_bytes = 5;
    spec.limits.processes = 6;
    spec.limits.stack_bytes = 7;
    spec.limits.file_bytes = 8;
    const kiln_job held = encode_job(spec, kNone).value().job;
    CHECK(held.cpu_seconds == 0);
    CHECK(held.data_bytes == 0);
    CHECK(held.processes == 0);
    CHECK(held.stack_bytes == 7);
    CHECK(held.most_stack_bytes == 7);
    CHECK(held.file_bytes == 8);
    const kiln_job instead = encode_job(spec, {true, true, true}).value().job;
    CHECK(instead.cpu_seconds == 2);  // rounded up
    CHECK(instead.data_bytes == 5);
    CHECK(instead.processes == 6);
}

TEST_CASE("a program may raise its stack limit to that of memory") {
    StepSpec spec = hello();
    spec.limits.memory_bytes = 1 << 20;
    spec.limits.stack_bytes = 4096;
    const kiln_job job = encode_job(spec, kNone).value().job;
    CHECK(job.stack_bytes == 4096);
    CHECK(job.most_stack_bytes == 1 << 20);
}

}  // namespace kiln::pool
