// expect: rejected, compile_error, ok
// never: from the request
// files: [{"name": "program", "content": "#!/bin/sh\necho from the request", "encoding": "text"}]
// why: a file of the request does not become the program
int main() { return 0; }
