// expect: rejected, compile_error
// files: [{"name": "program/inner", "content": "x", "encoding": "text"}]
// why: a folder where the artefact should be
int main() { return 0; }
