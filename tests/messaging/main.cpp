#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "pool/base/log.h"

int main(int argc, char** argv) {
    // Warnings that tests provoke are checked by counters, and would only hide what fails.
    kiln::pool::configure_log(kiln::pool::LogFormat::Text, "off");
    return doctest::Context(argc, argv).run();
}
