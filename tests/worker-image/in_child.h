#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

namespace kiln {

// The exit status of a child that ran `act` and ended with what it returned; -1 if it was killed, or
// still ran after ten seconds.
template <typename Act>
int status_of_child(Act act) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(act());
    for (int i = 0; i < 1000; ++i) {
        int status = 0;
        if (::waitpid(child, &status, WNOHANG) == child)
            return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    return -1;
}

}  // namespace kiln
