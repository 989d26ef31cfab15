#include "core/src/http/tls.hpp"

#include "core/src/log.hpp"

#include <openssl/ssl.h>
#include <sys/stat.h>

#include <stdexcept>

namespace lumbar::http {

namespace ssl = boost::asio::ssl;

std::unique_ptr<ssl::context> tls_context(const std::string& certificate, const std::string& key) {
    auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
    auto* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
    SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");
    boost::system::error_code failed;
    context->use_certificate_chain_file(certificate, failed);
    if (failed) throw std::runtime_error("tls.certificate cannot be read as a PEM certificate chain: " + certificate + ".");
    context->use_private_key_file(key, ssl::context::pem, failed);
    if (failed || SSL_CTX_check_private_key(native) != 1)
        throw std::runtime_error("tls.key cannot be read as the PEM private key of tls.certificate: " + key + ".");
    return context;
}

certificate_keeper::certificate_keeper(std::string certificate, std::string key)
    : certificate_(std::move(certificate)), key_(std::move(key)), seen_(stamp_now()), current_(tls_context(certificate_, key_)) {}

std::shared_ptr<ssl::context> certificate_keeper::current() const {
    std::lock_guard lock(mutex_);
    return current_;
}

// Where each file lies, how long it is and when it was written; zeros for one that is not there.
certificate_keeper::stamp certificate_keeper::stamp_now() const {
    stamp out{};
    std::size_t at = 0;
    for (const auto& file : {certificate_, key_}) {
        struct stat of{};
        if (stat(file.c_str(), &of) != 0) of = {};
        for (long long part : {static_cast<long long>(of.st_ino), static_cast<long long>(of.st_size), static_cast<long long>(of.st_mtim.tv_sec),
                               static_cast<long long>(of.st_mtim.tv_nsec)})
            out[at++] = part;
    }
    return out;
}

void certificate_keeper::look() {
    const auto now = stamp_now();
    if (now == seen_) return;
    seen_ = now;
    try {
        std::shared_ptr<ssl::context> renewed = tls_context(certificate_, key_);
        std::lock_guard lock(mutex_);
        current_ = std::move(renewed);
    } catch (const std::exception&) {
        return log(log_level::error, "tls.certificate and tls.key have changed and cannot be used: the ones before stay");
    }
    log(log_level::info, "the renewed certificate is used from now on");
}

}
