#include "core/src/identity/passwords.hpp"

#include "core/src/identity/options.hpp"

#include <sodium.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <new>
#include <set>
#include <stdexcept>
#include <thread>

namespace lumbar::identity {
namespace {

constexpr int longest_queue = 32;

// Lets half of the cores hash and a few wait.
class hashing_room {
public:
    hashing_room() {
        std::unique_lock lock(mutex());
        if (waiting() >= longest_queue) throw too_many_at_once{};
        ++waiting();
        free().wait(lock, [] { return inside() < most(); });
        --waiting();
        ++inside();
    }
    ~hashing_room() {
        std::lock_guard lock(mutex());
        --inside();
        free().notify_one();
    }
    hashing_room(const hashing_room&) = delete;
    hashing_room& operator=(const hashing_room&) = delete;

private:
    static int most() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / 2); }
    static std::mutex& mutex() { static std::mutex m; return m; }
    static std::condition_variable& free() { static std::condition_variable c; return c; }
    static int& waiting() { static int n = 0; return n; }
    static int& inside() { static int n = 0; return n; }
};

std::string hashed(const std::string& password) {
    char text[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str_alg(text, password.data(), password.size(), configured().hash_passes, configured().hash_memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::bad_alloc();
    return text;
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

// What is left of a password when a word is taken out of it wherever it stands.
std::string without(std::string text, const std::string& word) {
    if (word.size() < 3) return text;
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at)) text.erase(at, word.size());
    return text;
}

}

std::string hash_password(const std::string& password) {
    hashing_room room;
    return hashed(password);
}

bool verify_password(const std::string& hash, const std::string& password) {
    hashing_room room;
    if (hash.empty()) {
        hashed(password);
        return false;
    }
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool outdated(const std::string& hash) {
    return crypto_pwhash_str_needs_rehash(hash.c_str(), configured().hash_passes, configured().hash_memory) != 0;
}

std::string password_fault(std::string_view password, const std::vector<std::string>& words) {
    const auto length = code_points(password);
    if (length < 15) return "Use at least 15 characters: three or four unrelated words are easy to remember.";
    if (length > 128) return "Use at most 128 characters.";
    auto rest = lower(password);
    if (std::set<char>(rest.begin(), rest.end()).size() < 5) return "Use more different characters.";
    static constexpr std::string_view common[] = {"password", "passw0rd", "qwertyuiop", "qwerty", "asdfghjkl", "1234567890", "123456789", "12345678",
        "123456", "12345", "abcdefghij", "abcdef", "letmein", "iloveyou", "welcome", "admin", "lumbar", "massage", "changeme", "secret", "login"};
    for (auto word : common) rest = without(rest, std::string(word));
    for (const auto& word : words) rest = without(rest, lower(word));
    if (code_points(rest) < 8) return "Do not build it from very common passwords, the clinic's name or your own.";
    return {};
}

}
