// expect: rejected, compile_error, ok
// never: bait-
// files: [{"name": "evil.c++", "content": "INPUT(@BAIT@)", "encoding": "text"}, {"name": "libm.so", "content": "OUTPUT(/tmp/x) INPUT(@BAIT@)", "encoding": "text"}]
// why: a script for the linker where a library should be
int main() { return 0; }
