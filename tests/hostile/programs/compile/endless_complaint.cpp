// expect: compile_error, output_limit
// why: a complaint longer than the output limit
#define A undeclared_name_of_some_length();
#define B A A A A A A A A A A A A A A A A
#define C B B B B B B B B B B B B B B B B
#define D C C C C C C C C C C C C C C C C
int main() { D D D D }
