#include "core/src/identity/passwords.hpp"

#include "core/src/identity/argon2.hpp"
#include "core/src/identity/hashing_pool.hpp"
#include "core/src/identity/options.hpp"

#include <sodium.h>
#include <zxcvbn.h>

#include <algorithm>

namespace lumbar::identity {
namespace {

// Score 3 of zxcvbn: 10^8 guesses.
constexpr double least_bits = 26.6;

argon2::cost configured_cost() { return {configured().hash_memory, configured().hash_passes}; }

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

// The words of "Riverside Massage", and the whole.
std::vector<std::string> split(const std::string& phrase) {
    std::vector<std::string> words{phrase};
    for (std::size_t from = 0; from < phrase.size();) {
        const auto space = std::min(phrase.find(' ', from), phrase.size());
        words.push_back(phrase.substr(from, space - from));
        from = space + 1;
    }
    return words;
}

// By zxcvbn: how many bits somebody has to guess who knows common passwords, words, keyboards and these words.
double bits_of(const std::string& password, const std::vector<std::string>& words) {
    std::vector<std::string> known{"lumbar", "massage"};
    for (const auto& phrase : words)
        for (auto& word : split(lower(phrase))) known.push_back(std::move(word));
    std::vector<const char*> list;
    for (const auto& word : known) list.push_back(word.c_str());
    list.push_back(nullptr);
    return ZxcvbnMatch(password.c_str(), list.data(), nullptr);
}

// Whether it says one thing again and again, "abcxyzabcxyzabcxyz": that zxcvbn takes for much.
bool repeats(const std::string& text) {
    for (std::size_t period = 1; period <= text.size() / 2 && period <= 8; ++period)
        if (text.compare(period, text.npos, text, 0, text.size() - period) == 0) return true;
    return false;
}

// What is left of a password when a word is taken out of it wherever it stands.
std::string without(std::string text, const std::string& word) {
    if (word.size() < 3) return text;
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at)) text.erase(at, word.size());
    return text;
}

}

std::string hash_password(const std::string& password) {
    std::string hash;
    hashing_pool::of_process().run([&] { hash = argon2::hashed(password, configured_cost()); });
    return hash;
}

bool verify_password(const std::string& hash, const std::string& password) {
    bool right = false;
    hashing_pool::of_process().run([&] {
        if (hash.empty()) argon2::hashed(password, configured_cost());
        else right = argon2::matches(hash, password);
    });
    return right;
}

bool outdated(const std::string& hash) {
    return crypto_pwhash_str_needs_rehash(hash.c_str(), configured().hash_passes, configured().hash_memory) != 0;
}

std::string password_fault(std::string_view password, const std::vector<std::string>& words) {
    const auto length = code_points(password);
    if (length < 15) return "Use at least 15 characters: three or four unrelated words are easy to remember.";
    if (length > 128) return "Use at most 128 characters.";
    auto rest = lower(password);
    for (const auto& phrase : words)
        for (const auto& word : split(lower(phrase))) rest = without(rest, word);
    if (code_points(rest) < 8) return "Do not build it from the clinic's name or your own.";
    if (repeats(lower(password)) || bits_of(std::string(password), words) < least_bits)
        return "This is among the first that somebody would guess. Use three or four unrelated words.";
    return {};
}

}
