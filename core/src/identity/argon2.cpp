#include "core/src/identity/argon2.hpp"

#include <argon2.h>
#include <sodium.h>
#include <sys/mman.h>

#include <charconv>
#include <new>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace lumbar::identity::argon2 {
namespace {

constexpr std::size_t salt_bytes = 16, hash_bytes = 32;
constexpr std::string_view form = "$argon2id$v=19$m=";

using bytes = std::vector<unsigned char>;

// Memory of the system's own, so that it goes back whole. libargon2 overwrites it before it is let go of.
class kept_memory {
public:
    kept_memory() = default;
    ~kept_memory() { release(); }
    kept_memory(const kept_memory&) = delete;
    kept_memory& operator=(const kept_memory&) = delete;

    unsigned char* of_at_least(std::size_t size) {
        if (size <= size_) return at_;
        release();
        void* mapped = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (mapped == MAP_FAILED) return nullptr;
        madvise(mapped, size, MADV_DONTDUMP);
        at_ = static_cast<unsigned char*>(mapped);
        size_ = size;
        return at_;
    }

    void release() {
        if (at_) munmap(at_, size_);
        at_ = nullptr;
        size_ = 0;
    }

private:
    unsigned char* at_ = nullptr;
    std::size_t size_ = 0;
};

thread_local kept_memory kept;

int lend(std::uint8_t** memory, std::size_t size) {
    *memory = kept.of_at_least(size);
    return *memory ? ARGON2_OK : ARGON2_MEMORY_ALLOCATION_ERROR;
}

void take_back(std::uint8_t*, std::size_t) {}

struct parameters {
    std::uint32_t kibibytes = 0, passes = 0, lanes = 0;
    bytes salt;
};

// Empty when these parameters are none that Argon2 has.
bytes run(const std::string& password, parameters with, std::size_t length) {
    bytes out(length);
    argon2_context context{};
    context.out = out.data();
    context.outlen = static_cast<std::uint32_t>(out.size());
    // Only read: a password is wiped on request, and this does not ask for it.
    context.pwd = reinterpret_cast<std::uint8_t*>(const_cast<char*>(password.data()));
    context.pwdlen = static_cast<std::uint32_t>(password.size());
    context.salt = with.salt.data();
    context.saltlen = static_cast<std::uint32_t>(with.salt.size());
    context.t_cost = with.passes;
    context.m_cost = with.kibibytes;
    context.lanes = with.lanes;
    context.threads = 1;
    context.version = ARGON2_VERSION_13;
    context.allocate_cbk = lend;
    context.free_cbk = take_back;
    const int failed = argon2id_ctx(&context);
    if (failed == ARGON2_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc();
    if (failed != ARGON2_OK) out.clear();
    return out;
}

std::string base64(const bytes& of) {
    std::string text(sodium_base64_encoded_len(of.size(), sodium_base64_VARIANT_ORIGINAL_NO_PADDING), '\0');
    sodium_bin2base64(text.data(), text.size(), of.data(), of.size(), sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    text.pop_back();
    return text;
}

// Takes its words off the front of a hash's text; once one is not there, nothing of it counts.
class reading {
public:
    explicit reading(std::string_view text) : rest_(text) {}

    void words(std::string_view expected) {
        good_ = good_ && rest_.starts_with(expected);
        if (good_) rest_.remove_prefix(expected.size());
    }

    std::uint32_t number() {
        std::uint32_t value = 0;
        const auto [end, failed] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        good_ = good_ && failed == std::errc{};
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return value;
    }

    // Up to the next "$", or the end.
    bytes binary() {
        const auto text = rest_.substr(0, rest_.find('$'));
        rest_.remove_prefix(text.size());
        bytes value(text.size());
        std::size_t size = 0;
        good_ = good_ && !text.empty() &&
                sodium_base642bin(value.data(), value.size(), text.data(), text.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0;
        value.resize(size);
        return value;
    }

    bool all_of_it() const { return good_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool good_ = true;
};

}

std::string hashed(const std::string& password, const cost& cost) {
    bytes salt(salt_bytes);
    randombytes_buf(salt.data(), salt.size());
    const parameters with{static_cast<std::uint32_t>(cost.memory / 1024), static_cast<std::uint32_t>(cost.passes), 1, salt};
    const auto hash = run(password, with, hash_bytes);
    if (hash.empty()) throw std::invalid_argument("Argon2 takes at least 8 KiB and one pass");
    std::string text(form);
    text += std::to_string(with.kibibytes) + ",t=" + std::to_string(with.passes) + ",p=1$" + base64(salt) + '$' + base64(hash);
    return text;
}

bool matches(const std::string& text, const std::string& password) {
    reading from(text);
    parameters with;
    from.words(form);
    with.kibibytes = from.number();
    from.words(",t=");
    with.passes = from.number();
    from.words(",p=");
    with.lanes = from.number();
    from.words("$");
    with.salt = from.binary();
    from.words("$");
    const auto hash = from.binary();
    if (!from.all_of_it()) return false;
    const auto again = run(password, std::move(with), hash.size());
    return again.size() == hash.size() && sodium_memcmp(again.data(), hash.data(), hash.size()) == 0;
}

void let_go() { kept.release(); }

}
