#ifdef OWN
static const int own = __LINE__ + __COUNTER__;
#undef OWN
#define OWN 2
#else
#define OWN 1
static const int first = __COUNTER__;
#endif
