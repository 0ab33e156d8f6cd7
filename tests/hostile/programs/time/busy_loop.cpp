// expect: time_limit
// reason: cpu
// limits: {"cpu_ms": 500, "wall_ms": 5000}
// why: the plain case
int main() {
    for (volatile long i = 0;; i = i + 1) {
    }
}
