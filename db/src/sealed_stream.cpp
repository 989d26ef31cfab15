#include "db/src/sealed_stream.hpp"

#include "db/src/sealed_backup.hpp"

#include <sodium.h>

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <stdexcept>
#include <vector>

namespace lumbar::data {

namespace {

constexpr std::size_t part_size = 64 * 1024;
constexpr std::size_t seal_size = crypto_secretstream_xchacha20poly1305_ABYTES;
static_assert(std::tuple_size_v<backup_key> == crypto_secretstream_xchacha20poly1305_KEYBYTES);

using stream = crypto_secretstream_xchacha20poly1305_state;

// The rights first: an ofstream alone would make it readable by others.
std::ofstream new_private_file(const std::string& file) {
    const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (made >= 0) ::close(made);
    return std::ofstream(file, std::ios::binary | std::ios::trunc);
}

void put(std::ofstream& out, const unsigned char* bytes, std::size_t size) {
    out.write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(size));
}

std::size_t take(std::ifstream& in, std::vector<unsigned char>& to, std::size_t size) {
    to.resize(size);
    in.read(reinterpret_cast<char*>(to.data()), static_cast<std::streamsize>(size));
    to.resize(static_cast<std::size_t>(in.gcount()));
    return to.size();
}

void seal_part(stream& state, std::ofstream& out, const unsigned char* bytes, std::size_t size, unsigned char tag) {
    std::vector<unsigned char> sealed(size + seal_size);
    crypto_secretstream_xchacha20poly1305_push(&state, sealed.data(), nullptr, bytes, size,
                                               reinterpret_cast<const unsigned char*>(sealed_magic.data()), sealed_magic.size(), tag);
    put(out, sealed.data(), sealed.size());
}

// The tag of the part; empty when it is not what was written, or the key is another one.
std::optional<unsigned char> open_part(stream& state, const std::vector<unsigned char>& sealed, std::vector<unsigned char>& plain) {
    if (sealed.size() < seal_size) return {};
    plain.resize(sealed.size() - seal_size);
    unsigned char tag = 0;
    if (crypto_secretstream_xchacha20poly1305_pull(&state, plain.data(), nullptr, &tag, sealed.data(), sealed.size(),
                                                   reinterpret_cast<const unsigned char*>(sealed_magic.data()),
                                                   sealed_magic.size()) != 0)
        return {};
    return tag;
}

// The head's part is preceded by its length, which the part itself vouches for: another length does not open.
std::array<unsigned char, 4> length_bytes(std::size_t length) {
    std::array<unsigned char, 4> out;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<unsigned char>(length >> (8 * i));
    return out;
}

}

bool is_sealed_backup(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::vector<unsigned char> start;
    take(in, start, sealed_magic.size());
    return std::string_view(reinterpret_cast<const char*>(start.data()), start.size()) == sealed_magic;
}

void encrypt_file(const std::string& from, const std::string& to, const backup_key& key, std::string_view head) {
    std::ifstream in(from, std::ios::binary);
    auto out = new_private_file(to);
    stream state;
    unsigned char start[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
    crypto_secretstream_xchacha20poly1305_init_push(&state, start, key.data());
    put(out, reinterpret_cast<const unsigned char*>(sealed_magic.data()), sealed_magic.size());
    put(out, start, sizeof start);
    const auto length = length_bytes(head.size());
    put(out, length.data(), length.size());
    seal_part(state, out, reinterpret_cast<const unsigned char*>(head.data()), head.size(), 0);
    std::vector<unsigned char> part;
    for (bool last = false; !last;) {
        take(in, part, part_size);
        last = in.peek() == std::ifstream::traits_type::eof();
        seal_part(state, out, part.data(), part.size(), last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
    }
    out.flush();
    sodium_memzero(&state, sizeof state);
    if (in.bad() || !out) throw std::runtime_error("the backup " + to + " could not be written");
}

std::string decrypt_file(const std::string& from, const std::string& to, const backup_key& key) {
    const auto altered = [&] { return std::runtime_error("the backup " + from + " has been altered or damaged"); };
    std::ifstream in(from, std::ios::binary);
    if (!in) throw std::runtime_error("there is no backup file " + from);
    std::vector<unsigned char> sealed, plain;
    if (take(in, sealed, sealed_magic.size()) != sealed_magic.size() || !is_sealed_backup(from))
        throw std::runtime_error("the file " + from + " is no encrypted backup");
    stream state;
    if (take(in, sealed, crypto_secretstream_xchacha20poly1305_HEADERBYTES) != crypto_secretstream_xchacha20poly1305_HEADERBYTES ||
        crypto_secretstream_xchacha20poly1305_init_pull(&state, sealed.data(), key.data()) != 0)
        throw std::runtime_error("the backup " + from + " has been cut off");
    if (take(in, sealed, 4) != 4) throw std::runtime_error("the backup " + from + " has been cut off");
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) length |= static_cast<std::size_t>(sealed[i]) << (8 * i);
    if (length > 1024 * 1024) throw altered();
    take(in, sealed, length + seal_size);
    if (!open_part(state, sealed, plain))
        throw std::runtime_error("the key does not fit the backup " + from + ", or its beginning has been altered");
    std::string head(plain.begin(), plain.end());

    std::ofstream out;
    if (!to.empty()) out = new_private_file(to);
    for (bool last = false; !last;) {
        if (take(in, sealed, part_size + seal_size) == 0) throw std::runtime_error("the backup " + from + " has been cut off");
        auto tag = open_part(state, sealed, plain);
        if (!tag && in.eof()) throw std::runtime_error("the backup " + from + " has been cut off or altered");
        if (!tag) throw altered();
        if (!to.empty()) put(out, plain.data(), plain.size());
        last = *tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    }
    if (in.peek() != std::ifstream::traits_type::eof()) throw altered();
    if (!to.empty() && !out.flush()) throw std::runtime_error("the backup could not be opened into " + to + ": is the disk full?");
    sodium_memzero(&state, sizeof state);
    return head;
}

}
