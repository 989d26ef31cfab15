#include "core/src/cli/version.hpp"

#include <boost/version.hpp>
#include <libpq-fe.h>
#include <openssl/crypto.h>
#include <soci/version.h>
#include <sodium.h>
#include <sqlite3.h>
#include <unicode/uchar.h>
#include <unicode/uversion.h>

#include <algorithm>

namespace lumbar::cli {
namespace {

std::string with_dots(std::string text) {
    std::replace(text.begin(), text.end(), '_', '.');
    return text;
}

std::string icu_version() {
    UVersionInfo parts;
    char text[U_MAX_VERSION_STRING_LENGTH];
    u_getVersion(parts);
    u_versionToString(parts, text);
    return text;
}

// 150012 is 15.12.
std::string libpq_version() {
    const int number = PQlibVersion();
    return std::to_string(number / 10000) + "." + std::to_string(number % 10000);
}

}

std::string versions() {
    return "Lumbar " LUMBAR_VERSION
           "\nBoost " + with_dots(BOOST_LIB_VERSION) +
           "\nICU " + icu_version() +
           "\nOpenSSL " + OpenSSL_version(OPENSSL_VERSION_STRING) +
           "\nSOCI " + with_dots(SOCI_LIB_VERSION) +
           "\nSQLite " + sqlite3_libversion() +
           "\nlibpq " + libpq_version() +
           "\nlibsodium " + sodium_version_string();
}

}
