#include <bits/stdc++.h>
struct Point { int x; };
int main() {
    std::set<Point> points;
    points.insert({1});
}
