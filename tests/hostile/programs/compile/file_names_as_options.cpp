// expect: rejected, ok, compile_error
// never: bait-
// files: [{"name": "@options.cpp", "content": "-o /tmp/x -fplugin=/box/x.so @BAIT@", "encoding": "text"}, {"name": "-fplugin=evil.cpp", "content": "int x;", "encoding": "text"}]
// why: names that a compiler would take for options or response files
int main() {}
