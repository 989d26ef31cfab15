#include "core/src/http/asset_table.hpp"


#include <openssl/evp.h>
#include <openssl/sha.h>

#include <mutex>

namespace lumbar::http {
namespace {

std::string base64_sha256(std::string_view text) {
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
    unsigned char coded[4 * ((SHA256_DIGEST_LENGTH + 2) / 3) + 1];
    auto size = EVP_EncodeBlock(coded, digest, SHA256_DIGEST_LENGTH);
    return {reinterpret_cast<const char*>(coded), static_cast<std::size_t>(size)};
}

// The text between <script type="importmap"> and </script>.
std::string_view import_map_of(std::string_view html) {
    constexpr std::string_view open = "<script type=\"importmap\">";
    auto from = html.find(open);
    if (from == html.npos) return {};
    from += open.size();
    return html.substr(from, html.find("</script>", from) - from);
}

bool takes_gzip(const incoming& request) {
    return request.headers["accept-encoding"].find("gzip") != std::string_view::npos;
}

std::string joined(const std::vector<std::string>& segments) {
    std::string path;
    for (const auto& s : segments) path += "/" + s;
    return path;
}

}

std::string_view media_type_of(std::string_view path) {
    static constexpr std::pair<std::string_view, std::string_view> types[] = {
        {".js", "text/javascript; charset=utf-8"}, {".css", "text/css; charset=utf-8"},   {".svg", "image/svg+xml"},
        {".woff2", "font/woff2"},                  {".json", "application/json"},         {".png", "image/png"},
        {".ftl", "text/plain; charset=utf-8"},     {".map", "application/json"},
    };
    for (const auto& [ending, type] : types)
        if (path.size() > ending.size() && path.substr(path.size() - ending.size()) == ending) return type;
    return "application/octet-stream";
}

void asset_table::put(std::string path, std::string bytes, std::string gzipped, std::string_view type) {
    auto file = std::make_shared<const asset>(asset{std::move(bytes), std::move(gzipped), type});
    std::unique_lock lock(mutex_);
    files_.insert_or_assign(std::move(path), std::move(file));
}

void asset_table::remove_below(std::string_view prefix) {
    std::unique_lock lock(mutex_);
    std::erase_if(files_, [&](const auto& f) { return f.first.compare(0, prefix.size(), prefix) == 0; });
}

asset_table::page asset_table::with_policy(std::string html) {
    std::string policy = "default-src 'self'; script-src 'self' 'sha256-" + base64_sha256(import_map_of(html)) +
                         "'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; "
                         "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
                         "trusted-types lit-html";
    return {std::move(html), std::move(policy)};
}

void asset_table::put_pages(std::string staff, std::string client) {
    std::unique_lock lock(mutex_);
    staff_ = with_policy(std::move(staff));
    client_ = with_policy(std::move(client));
}

std::optional<outgoing> asset_table::answer(const incoming& request) const {
    std::shared_lock lock(mutex_);
    outgoing out;
    if (auto found = files_.find(joined(request.segments)); found != files_.end()) {
        const asset& file = *found->second;
        out.answer.rest = {file.bytes, found->second};
        out.answer.content_type = file.type;
        out.answer.headers.emplace_back("Cache-Control", "public, max-age=31536000, immutable");
        if (!file.gzipped.empty()) {
            out.answer.headers.emplace_back("Vary", "Accept-Encoding");
            if (takes_gzip(request)) {
                out.answer.rest.text = file.gzipped;
                out.answer.headers.emplace_back("Content-Encoding", "gzip");
            }
        }
        return out;
    }
    const auto& segments = request.segments;
    bool is_file = !segments.empty() && (segments[0] == "ui" || segments[0] == "plugins");
    if (is_file || staff_.html.empty()) return {};
    const page& shown = !segments.empty() && segments[0] == "f" ? client_ : staff_;
    out.answer.body = shown.html;
    out.answer.content_type = "text/html; charset=utf-8";
    out.answer.headers.emplace_back("Content-Security-Policy", shown.policy);
    out.answer.headers.emplace_back("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
    return out;
}

}
