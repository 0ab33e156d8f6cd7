// a header
int f() { return "text"; }
