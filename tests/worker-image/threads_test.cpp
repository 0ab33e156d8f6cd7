extern "C" {
#include "worker-image/gate/threads.h"

#include "worker-image/gate/descriptors.h"
}

#include <doctest/doctest.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "tests/worker-image/in_child.h"

namespace kiln {
namespace {

// What three threads wait for, each in a way of its own, and a fourth that may be busy.
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
sem_t posted;
int epoll = -1;
int event = -1;
int told = 0;              // under the mutex
volatile int busy = 0;     // 1: the fourth is not to sleep
volatile int is_busy = 0;  // it does not
thread_local int own = 0;
std::array<int, 3> done{};

void* wait_for_condition(void*) {
    own = 7;
    pthread_mutex_lock(&mutex);
    while (told == 0) pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
    done[0] = own;
    return nullptr;
}

void* wait_for_semaphore(void*) {
    own = 8;
    while (sem_wait(&posted) != 0 && errno == EINTR) {
    }
    done[1] = own;
    return nullptr;
}

void* wait_for_event(void*) {
    own = 9;
    epoll_event seen{};
    while (epoll_wait(epoll, &seen, 1, -1) < 0 && errno == EINTR) {
    }
    done[2] = own;
    return nullptr;
}

void* sleep_unless_busy(void*) {
    for (;;) {
        while (busy) is_busy = 1;
        pthread_mutex_lock(&mutex);
        if (!busy) pthread_cond_wait(&changed, &mutex);
        pthread_mutex_unlock(&mutex);
    }
}

void* just_end(void* number) {
    return number;
}

std::array<pthread_t, 4>& sleepers() {
    static std::array<pthread_t, 4> all = [] {
        std::array<pthread_t, 4> made{};
        REQUIRE(sem_init(&posted, 0, 0) == 0);
        REQUIRE(::close_range(3, ~0U, 0) == 0);
        event = ::eventfd(0, EFD_CLOEXEC);
        epoll = ::epoll_create1(EPOLL_CLOEXEC);
        epoll_event watch{};
        watch.events = EPOLLIN;
        REQUIRE(::epoll_ctl(epoll, EPOLL_CTL_ADD, event, &watch) == 0);
        REQUIRE(list_descriptors(epoll + 1).step == nullptr);
        watch_threads();
        pthread_create(&made[0], nullptr, wait_for_condition, nullptr);
        pthread_create(&made[1], nullptr, wait_for_semaphore, nullptr);
        pthread_create(&made[2], nullptr, wait_for_event, nullptr);
        pthread_create(&made[3], nullptr, sleep_unless_busy, nullptr);
        return made;
    }();
    return all;
}

void tell() {
    pthread_mutex_lock(&mutex);
    told = 1;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

int revive_and_wake(const std::array<pthread_t, 4>& all) {
    if (renew_descriptors().step != nullptr || revive_threads() != 0) return 1;
    tell();
    sem_post(&posted);
    if (::eventfd_write(event, 1) != 0) return 2;
    for (int i = 0; i < 3; ++i)
        if (pthread_join(all[static_cast<std::size_t>(i)], nullptr) != 0) return 3;
    // Their thread blocks are theirs again, with all that is the thread's own.
    if (done != std::array<int, 3>{7, 8, 9}) return 4;
    // The C library's own threads come and go beside them, on stacks of their own.
    for (int i = 0; i < 20; ++i) {
        pthread_t fresh{};
        void* result = nullptr;
        if (pthread_create(&fresh, nullptr, just_end, &i) != 0) return 5;
        for (const pthread_t each : all)
            if (pthread_equal(fresh, each)) return 6;
        if (pthread_join(fresh, &result) != 0 || result != &i) return 7;
    }
    // Nobody waits any more, also by the C library's count.
    return sem_destroy(&posted) == 0 ? 0 : 8;
}

}  // namespace

TEST_CASE("threads that sleep go on in a child where they slept, each time") {
    const auto& all = sleepers();
    REQUIRE(thread_count() == 4);
    for (int i = 0; i < 50; ++i) {
        REQUIRE(threads_sleep() == 1);
        CHECK(status_of_child([&] { return revive_and_wake(all); }) == 0);
    }
}

TEST_CASE("a program whose threads do not all sleep cannot be forked") {
    (void)sleepers();
    busy = 1;
    pthread_mutex_lock(&mutex);
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
    while (!is_busy) {
    }
    CHECK(threads_sleep() == 0);
    busy = 0;
    CHECK(threads_sleep() == 1);
}

}  // namespace kiln
