const char* word() { return __FILE__; }
