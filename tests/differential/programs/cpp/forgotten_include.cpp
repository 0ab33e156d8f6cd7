int main() {
    std::printf("%d\n", 1);
    printf("%zu\n", strlen("x"));
    std::cout << std::string("x");
}
