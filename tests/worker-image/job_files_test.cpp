#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <ostream>
#include <random>

#include "tests/worker-image/job_blob.h"
#include "tests/worker-image/working_directory.h"

namespace kiln::agent {

namespace {

constexpr const char* kMalformed = "a job blob that does not fit its description";

JobBlob hello() {
    JobBlob blob;
    blob.argument("/bin/echo").argument("").variable("A=1");
    return blob;
}

void check_malformed(JobBlob blob, const std::vector<int>& files = {}) {
    const Unpacked result = unpack(std::move(blob), files);
    CHECK(result.step == kMalformed);
    CHECK(result.error == EBADMSG);
}

mode_t mode_of(const char* path) {
    struct stat about {};
    return ::stat(path, &about) == 0 ? about.st_mode & 0777 : 0;
}

}  // namespace

TEST_CASE("words and files of a job are unpacked, folders made, the executable bit set") {
    const WorkingDirectory here;
    JobBlob blob = hello();
    blob.file("main.py", std::string_view("a\0b", 3)).file("a/b/c.txt", "deep").file("empty", "");
    blob.file("run.sh", "#!", KILN_FILE_EXECUTABLE);
    const Unpacked result = unpack(blob);
    CHECK(result.step.empty());
    CHECK(result.argv == std::vector<std::string>{"/bin/echo", ""});
    CHECK(result.envp == std::vector<std::string>{"A=1"});
    CHECK(here.read("main.py") == std::string("a\0b", 3));
    CHECK(here.read("a/b/c.txt") == "deep");
    CHECK(std::filesystem::exists("empty"));
    CHECK((mode_of("main.py") & 0111) == 0);
    CHECK((mode_of("run.sh") & 0100) != 0);
}

TEST_CASE("a symbolic link is made to what its content says") {
    const WorkingDirectory here;
    JobBlob blob = hello();
    blob.file("before", "x").file("a/link", "/nowhere/at all", KILN_FILE_LINK);
    CHECK(unpack(blob).step.empty());
    CHECK(std::filesystem::read_symlink("a/link") == "/nowhere/at all");
    CHECK(here.read("before") == "x");
    JobBlob more = hello();
    more.file("b", "/tmp", KILN_FILE_LINK).file("b/after", "x");
    check_malformed(more);
}

TEST_CASE("a symbolic link without a target, with one too long, or by descriptor is malformed") {
    const WorkingDirectory here;
    const int content = memfd_of("x");
    JobBlob none = hello(), longer = hello(), by_descriptor = hello();
    none.file("a", "", KILN_FILE_LINK);
    check_malformed(none);
    longer.file("b", std::string(256, 'x'), KILN_FILE_LINK);
    check_malformed(longer);
    by_descriptor.file("c", "", KILN_FILE_LINK | KILN_FILE_BY_FD);
    check_malformed(by_descriptor, {content});
    ::close(content);
}

TEST_CASE("a file by descriptor is copied from its start, and its offset is left alone") {
    const WorkingDirectory here;
    const int content = memfd_of("from a descriptor");
    JobBlob blob = hello();
    blob.file("f", "", KILN_FILE_BY_FD).file("after", "x");
    CHECK(unpack(blob, {content}).step.empty());
    CHECK(here.read("f") == "from a descriptor");
    CHECK(here.read("after") == "x");
    CHECK(::lseek(content, 0, SEEK_CUR) == 17);
    ::close(content);
}

TEST_CASE("fewer descriptors than files that come by one is malformed") {
    const WorkingDirectory here;
    const int content = memfd_of("x");
    JobBlob two = hello();
    two.file("a", "", KILN_FILE_BY_FD).file("b", "", KILN_FILE_BY_FD);
    check_malformed(two, {content});
    JobBlob one = hello();
    one.file("c", "", KILN_FILE_BY_FD);
    check_malformed(one);
    ::close(content);
}

TEST_CASE("a length of the whole blob that lies is malformed, either way") {
    const WorkingDirectory here;
    for (const long long lie : {-1ll, 1ll, 4096ll, 1ll << 40}) {
        JobBlob blob = hello();
        blob.job.blob_bytes =
            static_cast<uint64_t>(static_cast<long long>(blob.bytes.size()) + lie);
        check_malformed(blob);
    }
    JobBlob all_ones = hello();
    all_ones.job.blob_bytes = ~0ull;
    check_malformed(all_ones);
    check_malformed({});
}

TEST_CASE("no argument at all, and more words than there are or may be, are malformed") {
    const WorkingDirectory here;
    JobBlob none;
    none.variable("A=1");
    check_malformed(none);
    for (const uint32_t count : {4u, KILN_MAX_ARGS, KILN_MAX_ARGS + 1, ~0u}) {
        JobBlob arguments = hello();
        arguments.job.argc = count;
        check_malformed(arguments);
        JobBlob variables = hello();
        variables.job.envc = count;
        check_malformed(variables);
    }
}

TEST_CASE("as many words as allowed are taken") {
    const WorkingDirectory here;
    JobBlob blob;
    for (unsigned i = 0; i < KILN_MAX_ARGS; ++i) blob.argument("");
    for (unsigned i = 0; i < KILN_MAX_ARGS; ++i) blob.variable("A=");
    const Unpacked result = unpack(blob);
    CHECK(result.argv.size() == KILN_MAX_ARGS);
    CHECK(result.envp.size() == KILN_MAX_ARGS);
}

TEST_CASE("a last word without its NUL is malformed") {
    const WorkingDirectory here;
    JobBlob word = hello();
    word.bytes.pop_back();
    check_malformed(word);
    JobBlob name = hello();
    name.file("name", "");
    name.bytes.pop_back();
    check_malformed(name);
}

TEST_CASE("more files than there are or may be are malformed, and no file is made past the end") {
    const WorkingDirectory here;
    for (const uint32_t count : {1u, KILN_MAX_FILES, KILN_MAX_FILES + 1, ~0u}) {
        JobBlob blob = hello();
        blob.job.files = count;
        check_malformed(blob);
    }
    JobBlob cut = hello();
    cut.file("f", "");
    cut.bytes.resize(cut.bytes.size() - 5);  // inside the head
    check_malformed(cut);
    CHECK(here.empty());
    JobBlob most = hello();
    for (unsigned i = 0; i < KILN_MAX_FILES; ++i) most.file("f" + std::to_string(i), "");
    CHECK(unpack(most).step.empty());
}

TEST_CASE("a file's content length that lies is malformed, and no file is made") {
    const WorkingDirectory here;
    for (const uint64_t lie : {4ull, 5ull, 1ull << 32, 1ull << 63, ~0ull}) {
        JobBlob blob = hello();
        blob.lying_file({lie, 0, 1}, "f", "abc");
        check_malformed(blob);
    }
    CHECK(here.empty());
}

TEST_CASE("a file's name length that lies, and an empty name, are malformed") {
    const WorkingDirectory here;
    for (const uint32_t lie : {0u, 1u, 3u, 5u, ~0u}) {
        JobBlob blob = hello();
        blob.lying_file({3, 0, lie}, "name", "abc");
        check_malformed(blob);
    }
    JobBlob empty = hello();
    empty.file("", "abc");
    check_malformed(empty);
    CHECK(here.empty());
}

TEST_CASE("a name with a NUL is cut by it and thus malformed") {
    const WorkingDirectory here;
    JobBlob blob = hello();
    blob.file(std::string_view("a\0b", 3), "x");
    check_malformed(blob);
}

TEST_CASE("names that cannot be created fail with the kernel's own reason") {
    const WorkingDirectory here;
    struct Row {
        std::string name;
        int error;
    };
    const Row rows[] = {
        {"/absolute", ENOENT}, {"//x", ENOENT}, {"folder/", EISDIR},
        {".", EEXIST},         {"..", EEXIST},  {std::string(300, 'n'), ENAMETOOLONG},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        JobBlob blob = hello();
        blob.file(row.name, "x");
        const Unpacked result = unpack(blob);
        CHECK_FALSE(result.step.empty());
        CHECK(result.error == row.error);
    }
    CHECK_FALSE(std::filesystem::exists("/absolute"));
}

TEST_CASE("a name goes through no link, and a file of the same name twice is refused") {
    const WorkingDirectory here;
    const std::filesystem::path target = std::filesystem::current_path() / ".." / "target";
    std::filesystem::create_symlink(target, "link");
    JobBlob link = hello();
    link.file("link", "x");
    CHECK(unpack(link).error == EEXIST);
    CHECK_FALSE(std::filesystem::exists(target));

    JobBlob twice = hello();
    twice.file("f", "first").file("f", "second");
    CHECK(unpack(twice).error == EEXIST);
    CHECK(here.read("f") == "first");

    JobBlob below = hello();
    below.file("g", "x").file("g/h", "x");
    CHECK(unpack(below).error == ENOTDIR);
}

TEST_CASE("a blob that is no file is refused") {
    const WorkingDirectory here;
    JobBlob blob = hello();
    blob.job.blob_bytes = blob.bytes.size();
    for (const char* path : {"/dev/zero", "."}) {
        const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
        const int fds[] = {fd, -1};
        job_words words{};
        const fault fault = unpack_job(&blob.job, fds, 2, &words);
        REQUIRE(fault.step != nullptr);
        ::close(fd);
    }
    const int closed[] = {-1, -1};
    job_words words{};
    CHECK(unpack_job(&blob.job, closed, 2, &words).error == EBADF);
}

namespace {

// Changes some bytes of the blob and of its description. Dots and slashes are not written, so
// that no name leads out of the working directory.
void mutate(JobBlob& blob, std::mt19937& random) {
    const auto pick = [&](std::size_t below) {
        return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
    };
    const char values[] = {'\0', '\1', 'x', '\x7f', '\x80', '\xff'};
    for (std::size_t i = 0, changes = pick(4); i < changes; ++i)
        blob.bytes[pick(blob.bytes.size())] = values[pick(sizeof values)];
    if (pick(3) == 0) blob.bytes.resize(1 + pick(blob.bytes.size()));
    uint32_t* const counts[] = {&blob.job.argc, &blob.job.envc, &blob.job.files};
    const uint32_t lies[] = {0, 1, 2, 7, KILN_MAX_FILES, KILN_MAX_ARGS, ~0u};
    if (pick(3) == 0) *counts[pick(3)] = lies[pick(7)];
    if (pick(8) == 0) blob.job.blob_bytes = pick(2 * blob.bytes.size());
}

}  // namespace

TEST_CASE("ten thousand damaged blobs are unpacked or refused, and never harm the process") {
    const WorkingDirectory here;
    std::mt19937 random(20240607);
    const int content = memfd_of("content");
    int refused = 0;
    for (int i = 0; i < 10'000; ++i) {
        JobBlob blob = hello();
        blob.file("main.py", "print(1)").file("a/b", "", KILN_FILE_BY_FD).file("c", "xyz");
        mutate(blob, random);
        const Unpacked result = unpack(std::move(blob), {content});
        refused += result.step.empty() ? 0 : 1;
        if (result.step.empty()) CHECK_FALSE(result.argv.empty());
        here.clear();
    }
    // Both happened often, or the test proves little.
    CHECK(refused > 1000);
    CHECK(refused < 9900);
    ::close(content);
}

}  // namespace kiln::agent
