#include <iostream>
int main() {
    std::vector<int> v;
    cout << "no std";
    std::cot << std::endl;
    std::string s; s.lenght();
    prinft("x");
}
