#include "core/src/identity/argon2.hpp"

#include <catch2/catch.hpp>

#include <sodium.h>

#include <fstream>
#include <stdexcept>
#include <string>

using namespace lumbar::identity;

namespace {

const std::string password = "four unrelated words, with an umlaut: \xc3\xbc";
constexpr argon2::cost cheap{64 * 1024, 2};

// KiB in memory of the mapping that is this large; 0 when there is none.
long resident_of(long mapped) {
    std::ifstream maps("/proc/self/smaps");
    long size = 0;
    for (std::string word; maps >> word;) {
        if (word == "Size:") maps >> size;
        if (long resident = 0; word == "Rss:" && maps >> resident && size == mapped) return resident;
    }
    return 0;
}

}

TEST_CASE("libsodium takes our hashes, and we take its", "[identity]") {
    const auto ours = argon2::hashed(password, cheap);
    CHECK(ours.starts_with("$argon2id$v=19$m=64,t=2,p=1$"));
    CHECK(crypto_pwhash_str_verify(ours.c_str(), password.data(), password.size()) == 0);
    CHECK(crypto_pwhash_str_needs_rehash(ours.c_str(), cheap.passes, cheap.memory) == 0);
    CHECK(crypto_pwhash_str_needs_rehash(ours.c_str(), cheap.passes, 2 * cheap.memory) == 1);

    char theirs[crypto_pwhash_STRBYTES];
    REQUIRE(crypto_pwhash_str_alg(theirs, password.data(), password.size(), 3, 1024 * 1024, crypto_pwhash_ALG_ARGON2ID13) == 0);
    CHECK(argon2::matches(theirs, password));
    CHECK_FALSE(argon2::matches(theirs, password + " "));
    CHECK_FALSE(argon2::matches(theirs, ""));
}

TEST_CASE("two hashes of one password differ, and each is right", "[identity]") {
    const auto one = argon2::hashed(password, cheap), other = argon2::hashed(password, cheap);
    CHECK(one != other);
    CHECK(argon2::matches(one, password));
    CHECK(argon2::matches(other, password));
}

TEST_CASE("a damaged text of a hash is right for nobody", "[identity]") {
    const auto whole = argon2::hashed(password, cheap);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        INFO(length);
        CHECK_FALSE(argon2::matches(whole.substr(0, length), password));
    }
    CHECK_FALSE(argon2::matches(whole + "A", password));
    CHECK_FALSE(argon2::matches(whole + "$", password));
    CHECK_FALSE(argon2::matches("$argon2id$v=19$m=64,t=0,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA", password));
    CHECK_FALSE(argon2::matches("$argon2id$v=19$m=64,t=99999999999,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAA", password));
    CHECK_FALSE(argon2::matches("$argon2id$v=19$m=64,t=1,p=1$????????????????$AAAAAAAA", password));
    CHECK_FALSE(argon2::matches("$argon2i$v=19$m=64,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAA", password));
}

TEST_CASE("no memory below what Argon2 needs", "[identity]") {
    CHECK_THROWS_AS(argon2::hashed(password, {1024, 1}), std::invalid_argument);
    CHECK_THROWS_AS(argon2::hashed(password, {8192, 0}), std::invalid_argument);
}

TEST_CASE("a thread's memory stays for its next hash and goes when it is told", "[identity]") {
    constexpr long kibibytes = 33'000;  // as nothing else is
    constexpr argon2::cost real{kibibytes * 1024, 1};
    const auto hash = argon2::hashed(password, real);
    CHECK(resident_of(kibibytes) == kibibytes);
    CHECK(argon2::matches(hash, password));
    argon2::let_go();
    CHECK(resident_of(kibibytes) == 0);
    CHECK(argon2::matches(hash, password));
    argon2::let_go();
}
