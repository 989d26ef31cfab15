#include "core/src/http/tls.hpp"

#include <openssl/ssl.h>

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

}
