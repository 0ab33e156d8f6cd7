// expect: rejected
// files: [{"name": "/tmp/planted", "content": "x", "encoding": "text"}]
// why: an absolute name
int main() {}
