#define PART __LINE__
const char* part(void);
