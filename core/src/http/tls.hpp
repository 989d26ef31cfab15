#pragma once

#include <boost/asio/ssl/context.hpp>

#include <array>
#include <memory>
#include <mutex>
#include <string>

namespace lumbar {
namespace [[gnu::visibility("default")]] http {

// A server context for TLS 1.2 (AEAD suites only) and 1.3: server's order, no renegotiation, no compression, no tickets.
// Throws std::runtime_error with one sentence when a file cannot be read or key and certificate do not belong together.
std::unique_ptr<boost::asio::ssl::context> tls_context(const std::string& certificate, const std::string& key);

// A certificate and its key as their files have them: renewed files are taken without a restart.
class certificate_keeper {
public:
    // Throws as tls_context() does.
    certificate_keeper(std::string certificate, std::string key);

    // For the connections that begin now.
    std::shared_ptr<boost::asio::ssl::context> current() const;
    // Reads the files when they are others than the last time. A pair that cannot be used is logged, and the one before stays.
    void look();

private:
    using stamp = std::array<long long, 8>;
    stamp stamp_now() const;

    const std::string certificate_, key_;
    stamp seen_;
    mutable std::mutex mutex_;
    std::shared_ptr<boost::asio::ssl::context> current_;
};

}
}
