int value = 1;
int main() { return value; }
