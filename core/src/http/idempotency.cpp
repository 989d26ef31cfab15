#include "core/src/http/idempotency.hpp"

#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <stdexcept>

namespace lumbar::http {
namespace {

constexpr std::chrono::hours kept{24};
constexpr std::size_t nonce_bytes = crypto_secretbox_NONCEBYTES;

class hash {
public:
    explicit hash(std::string_view purpose) {
        crypto_generichash_init(&state_, nullptr, 0, 32);
        add(purpose);
    }
    // Each part with its length, so that no two lists of parts look the same.
    hash& add(std::string_view part) {
        const std::uint64_t size = part.size();
        crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(&size), sizeof size);
        crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(part.data()), part.size());
        return *this;
    }
    std::string bytes() {
        std::string out(32, '\0');
        crypto_generichash_final(&state_, reinterpret_cast<unsigned char*>(out.data()), out.size());
        return out;
    }

private:
    crypto_generichash_state state_;
};

unsigned char* bytes(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }
const unsigned char* bytes(const std::string& s) { return reinterpret_cast<const unsigned char*>(s.data()); }

std::string text_of(const std::string& raw) {
    // With room for its NUL. Nothing here is secret: libsodium's takes its time so as not to tell.
    std::string out(sodium_base64_encoded_len(raw.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes(raw), static_cast<int>(raw.size()));
    out.pop_back();
    return out;
}

// The nonce comes from what is sealed: a write that runs twice stores the same text, and no nonce serves two texts.
std::string seal(const std::string& secret, std::string_view purpose, std::string_view plain) {
    auto nonce = hash("nonce").add(secret).add(purpose).add(plain).bytes().substr(0, nonce_bytes);
    std::string box(crypto_secretbox_MACBYTES + plain.size(), '\0');
    crypto_secretbox_easy(bytes(box), reinterpret_cast<const unsigned char*>(plain.data()), plain.size(), bytes(nonce), bytes(secret));
    return text_of(nonce + box);
}

std::string unseal(const std::string& secret, const std::string& text) {
    std::string raw(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(bytes(raw), raw.size(), text.data(), text.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0 ||
        size < nonce_bytes + crypto_secretbox_MACBYTES)
        throw std::runtime_error("a stored answer is not what was stored");
    std::string plain(size - nonce_bytes - crypto_secretbox_MACBYTES, '\0');
    if (crypto_secretbox_open_easy(bytes(plain), bytes(raw) + nonce_bytes, size - nonce_bytes, bytes(raw), bytes(secret)) != 0)
        throw std::runtime_error("a stored answer is not what was stored");
    return plain;
}

std::string lines_of(const std::vector<std::pair<std::string, std::string>>& headers) {
    std::string out;
    for (const auto& [name, value] : headers) out.append(name).append("\n").append(value).append("\n");
    return out;
}

std::vector<std::pair<std::string, std::string>> headers_of(std::string_view lines) {
    std::vector<std::pair<std::string, std::string>> out;
    auto line = [&] {
        auto end = lines.find('\n');
        std::string text(lines.substr(0, end));
        lines.remove_prefix(end + 1);
        return text;
    };
    while (!lines.empty()) {
        auto name = line();
        out.emplace_back(std::move(name), line());
    }
    return out;
}

// A content type is a literal somewhere; a stored one gets a place that lives as long. There are as many as literals.
std::string_view literal(const std::string& text) {
    static std::mutex mutex;
    static std::set<std::string> texts;
    std::lock_guard lock(mutex);
    return *texts.insert(text).first;
}

struct stored_answer {
    std::string request_hash;
    std::int64_t status;
    std::string content_type;
    std::string headers;
    std::string body;
    std::optional<std::int64_t> version;
};
BOOST_DESCRIBE_STRUCT(stored_answer, (), (request_hash, status, content_type, headers, body, version))

// False when an answer is kept under this key, or another request is just getting one. Nothing here looks for a row before it
// writes it: a search marks its page of the index as read, and every serializable writer who puts a key of their own on that page
// would be in each other's way.
bool takes_key(write_tx& tx, const repeat_key& key) {
    return tx.execute(R"(
        INSERT INTO idempotency (actor, key, request_hash, status, content_type, headers, body, version, created_at)
        VALUES (:actor, :key, :request_hash, 0, '', '', '', NULL, :now)
        ON CONFLICT (actor, key) DO UPDATE SET request_hash = excluded.request_hash, created_at = excluded.created_at
            WHERE idempotency.created_at < :oldest)",
                      key.actor, key.hash, key.request_hash, tx.now(), tx.now() - kept) == 1;
}

}

bool good_repeat_key(std::string_view key) {
    return !key.empty() && key.size() <= 200 && std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 127; });
}

repeat_key make_repeat_key(std::string_view key, const incoming& request, const actor& who) {
    hash whole("request");
    whole.add(request.method).add(who.id.str());
    whole.add(std::to_string(request.segments.size()));
    for (const auto& segment : request.segments) whole.add(segment);
    for (const auto& [name, value] : request.queries) whole.add(name).add(value);
    whole.add(request.body);
    return {std::string(who.id.str()), text_of(hash("key").add(key).bytes()), text_of(whole.bytes()),
            hash("answer").add(key).add(who.id.str()).bytes()};
}

std::optional<response> answered_before(write_tx& tx, const repeat_key& key) {
    const bool writers_meet = tx.dialect() == dialect::postgresql;
    if (writers_meet && takes_key(tx, key)) return {};
    auto before = tx.row<stored_answer>(R"(
        SELECT request_hash, status, content_type, headers, body, version
        FROM idempotency
        WHERE actor = :actor AND key = :key AND created_at >= :oldest)",
                                        key.actor, key.hash, tx.now() - kept);
    if (!before && writers_meet) throw database_error(database_fault::conflict, "core: a taken Idempotency-Key vanished");
    if (!before) return {};
    if (before->request_hash != key.request_hash)
        return problem(422, "key_reused", "This Idempotency-Key has been used for another request. A new request needs a new key.");
    response answer;
    answer.status = static_cast<int>(before->status);
    answer.content_type = literal(before->content_type);
    answer.headers = headers_of(unseal(key.secret, before->headers));
    answer.headers.emplace_back("Idempotent-Replay", "true");
    answer.body = unseal(key.secret, before->body);
    answer.version = before->version;
    return answer;
}

void keep_answer(write_tx& tx, const repeat_key& key, const response& answer) {
    tx.execute(R"(
        INSERT INTO idempotency (actor, key, request_hash, status, content_type, headers, body, version, created_at)
        VALUES (:actor, :key, :request_hash, :status, :content_type, :headers, :body, :version, :now)
        ON CONFLICT (actor, key) DO UPDATE SET request_hash = excluded.request_hash, status = excluded.status,
            content_type = excluded.content_type, headers = excluded.headers, body = excluded.body, version = excluded.version,
            created_at = excluded.created_at)",
        key.actor, key.hash, key.request_hash, answer.status, answer.content_type,
        seal(key.secret, "headers", lines_of(answer.headers)), seal(key.secret, "body", answer.body), answer.version, tx.now());
}

void forget_old_answers(write_tx& tx) {
    tx.execute("DELETE FROM idempotency WHERE created_at < :oldest", tx.now() - kept);
}

}
