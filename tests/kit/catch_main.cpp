// The runner of every C++ suite, compiled once. Its last line is "N passed, N failed", in test cases.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include <csignal>
#include <cstdio>

namespace {

struct count_cases : Catch::TestEventListenerBase {
    using TestEventListenerBase::TestEventListenerBase;
    void testRunEnded(const Catch::TestRunStats& run) override {
        const auto& cases = run.totals.testCases;
        passed = cases.passed;
        failed = cases.failed + cases.failedButOk;
    }
    static inline std::size_t passed = 0, failed = 0;
};

}
CATCH_REGISTER_LISTENER(count_cases)

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    int status = Catch::Session().run(argc, argv);
    std::printf("%zu passed, %zu failed\n", count_cases::passed, count_cases::failed);
    return status == 0 && count_cases::passed == 0 ? 1 : status;
}
