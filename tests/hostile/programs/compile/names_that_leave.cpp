// expect: rejected
// files: [{"name": "../../etc/planted", "content": "x", "encoding": "text"}]
// why: a file placed outside of the working directory
int main() {}
