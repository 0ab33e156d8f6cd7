/* #include <no/such/header>
#include <nor/this>
*/ // #include <nor/that> \
#include <neither/this>
#include <cstdio> /*
#include <hidden>
*/
int main() { std::printf("%d\n", __LINE__); }
