#pragma once
#include <cstring>
static const char* const LEVEL_FILE = __FILE__;
static const int level_line = __LINE__, level = __INCLUDE_LEVEL__ * 10 + __COUNTER__;
