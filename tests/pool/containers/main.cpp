#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "pool/base/log.h"

// No test of this program makes a thread: each forks its own spawner.
int main(int argc, char** argv) {
    kiln::pool::configure_log(kiln::pool::LogFormat::Text, "off");
    doctest::Context context(argc, argv);
    return context.run();
}
