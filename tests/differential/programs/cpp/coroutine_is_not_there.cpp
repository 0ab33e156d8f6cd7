#include <coroutine>
struct Task { struct promise_type {}; };
Task f() { co_return; }
int main() { f(); }
