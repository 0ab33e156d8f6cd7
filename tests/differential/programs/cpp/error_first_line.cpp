inclde <cstdio>
int main() {}
