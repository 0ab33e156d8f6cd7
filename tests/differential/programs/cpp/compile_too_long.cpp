#include <iostream>
// Each level asks for two types that nobody has asked for yet.
template <int depth, class Path> struct Tree {
    Tree<depth - 1, Tree<depth, Path>*> left;
    Tree<depth - 1, Path> right;
};
template <class Path> struct Tree<0, Path> {};
int main() { std::cout << sizeof(Tree<22, int>) << "\n"; }
