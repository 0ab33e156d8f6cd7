#include <bits/stdc++.h>
using namespace std;

int count = 0;
int distance(int x) { return x; }
int main() { cout << ++count << distance(1) << '\n'; }
