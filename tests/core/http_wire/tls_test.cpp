#include "tests/core/http_wire/telling_server.hpp"

#include "core/src/http/tls.hpp"

#include <catch2/catch.hpp>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

using namespace lumbar;
using namespace lumbar::http;

namespace {

template <auto Free>
struct freed_by {
    template <class T>
    void operator()(T* one) const { Free(one); }
};
using key_pointer = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using certificate_pointer = std::unique_ptr<X509, freed_by<X509_free>>;

struct files_of_a_certificate {
    std::filesystem::path folder;
    files_of_a_certificate() {
        std::string name = std::filesystem::temp_directory_path() / "lumbar-tls-XXXXXX";
        if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder could be made");
        folder = name;
    }
    ~files_of_a_certificate() { std::filesystem::remove_all(folder); }
    std::string certificate() const { return folder / "certificate.pem"; }
    std::string key() const { return folder / "key.pem"; }

    // A new pair for this name, signed by itself.
    void write(const std::string& name) const {
        key_pointer own(EVP_EC_gen("P-256"));
        certificate_pointer made(X509_new());
        X509_set_version(made.get(), 2);
        ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
        X509_gmtime_adj(X509_getm_notBefore(made.get()), -60);
        X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
        X509_set_pubkey(made.get(), own.get());
        auto* whose = X509_get_subject_name(made.get());
        X509_NAME_add_entry_by_txt(whose, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
        X509_set_issuer_name(made.get(), whose);
        X509_sign(made.get(), own.get(), EVP_sha256());
        replace(key(), [&](FILE* to) { PEM_write_PrivateKey(to, own.get(), nullptr, nullptr, 0, nullptr, nullptr); });
        replace(certificate(), [&](FILE* to) { PEM_write_X509(to, made.get()); });
    }
    void spoil_key() const {
        replace(key(), [](FILE* to) { fputs("no key", to); });
    }

private:
    template <class Write>
    static void replace(const std::string& file, Write write) {
        FILE* to = fopen((file + ".new").c_str(), "w");
        write(to);
        fclose(to);
        std::filesystem::rename(file + ".new", file);
    }
};

// What one request over TLS of exactly this version (0: any) was answered, with the name in the server's certificate; empty
// when there is no such connection.
struct heard {
    std::string name, answer, version;
};
heard ask_over_tls(unsigned short port, int version = 0, std::string_view path = "/a") {
    heard out;
    std::unique_ptr<SSL_CTX, freed_by<SSL_CTX_free>> context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), version);
    SSL_CTX_set_max_proto_version(context.get(), version);
    SSL_CTX_set_cipher_list(context.get(), "ALL");
    raw_client socket(port);
    std::unique_ptr<SSL, freed_by<SSL_free>> tls(SSL_new(context.get()));
    SSL_set_fd(tls.get(), socket.descriptor());
    if (SSL_connect(tls.get()) != 1) {
        ERR_clear_error();
        return out;
    }
    const std::string text = "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    SSL_write(tls.get(), text.data(), static_cast<int>(text.size()));
    char part[4096];
    for (int got; (got = SSL_read(tls.get(), part, sizeof part)) > 0;) out.answer.append(part, static_cast<std::size_t>(got));
    certificate_pointer theirs(SSL_get1_peer_certificate(tls.get()));
    char name[100] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(theirs.get()), NID_commonName, name, sizeof name);
    out.name = name;
    out.version = SSL_get_version(tls.get());
    return out;
}

server_options secured_by(const files_of_a_certificate& files) {
    server_options options;
    options.certificate = files.certificate();
    options.key = files.key();
    options.look_at_certificate = std::chrono::milliseconds(1);
    return options;
}

}

TEST_CASE("TLS 1.2 and 1.3 are spoken, and nothing older", "[http][tls]") {
    files_of_a_certificate files;
    files.write("desk.example");
    running r(secured_by(files));
    for (int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto said = ask_over_tls(r.listening->port(), version);
        CHECK(said.answer.find("200 OK") != std::string::npos);
        CHECK(said.version == (version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3"));
        CHECK(ask_over_tls(r.listening->port(), version, "/held").answer.ends_with("\r\n\r\nGET 0" + std::string(1000, 'h')));
    }
    CHECK(ask_over_tls(r.listening->port(), TLS1_1_VERSION).answer.empty());
    CHECK(ask_over_tls(r.listening->port(), TLS1_VERSION).answer.empty());
    CHECK(exchange(r.listening->port(), "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n").find("200 OK") == std::string::npos);
}

TEST_CASE("a renewed certificate is taken without a restart, a broken one is not", "[http][tls]") {
    files_of_a_certificate files;
    files.write("first.example");
    running r(secured_by(files));
    const auto port = r.listening->port();
    CHECK(ask_over_tls(port).name == "first.example");
    files.write("second.example");
    while (ask_over_tls(port).name != "second.example") std::this_thread::sleep_for(std::chrono::milliseconds(50));

    certificate_keeper keeper(files.certificate(), files.key());
    const auto good = keeper.current();
    keeper.look();
    CHECK(keeper.current() == good);
    files.spoil_key();
    keeper.look();
    CHECK(keeper.current() == good);
    CHECK(ask_over_tls(port).name == "second.example");
    files.write("third.example");
    keeper.look();
    CHECK(keeper.current() != good);
    while (ask_over_tls(port).name != "third.example") std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

TEST_CASE("TLS does not start with files that cannot be used", "[http][tls]") {
    files_of_a_certificate files;
    files.write("desk.example");
    files.spoil_key();
    CHECK_THROWS_WITH(certificate_keeper(files.certificate(), files.key()), Catch::Contains("tls.key cannot be read"));
    CHECK_THROWS_WITH(certificate_keeper("/nowhere", files.key()), Catch::Contains("tls.certificate cannot be read"));
}
