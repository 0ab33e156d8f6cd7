#include <filesystem>
#include <fstream>
#include <cstdio>
namespace fs = std::filesystem;
int main() {
    fs::create_directories("a/b");
    std::ofstream("a/b/é.txt") << "text";
    for (const auto& each : fs::recursive_directory_iterator("a")) std::puts(each.path().c_str());
    std::printf("%s %ju\n", fs::current_path().c_str(), (std::uintmax_t)fs::file_size("a/b/é.txt"));
    std::error_code error;
    fs::remove("missing/x", error);
    std::printf("%d %d %s\n", fs::exists("main.cpp"), fs::exists("program"), error.message().c_str());
}
