#include <cstdlib>
#include <iostream>
#include <string>
int main(int count, char** words) {
    std::string line;
    while (std::getline(std::cin, line)) std::cout << '[' << line << "]\n";
    std::cout << std::cin.eof() << std::cin.fail() << count << words[0] << words[2] << std::getenv("COLOUR") << '\n';
}
