#include <cstdio> // only one, then at once
int main() { std::printf("%d\n", __LINE__); } /* end */ // end
