#define string text
#define private public
#include <string>
std::string s = 5;
int main() {}
