#include "core/src/cli/plugin_packing.hpp"

#include "core/src/application/application.hpp"
#include "core/src/cli/plugin_authoring.hpp"
#include "core/src/plugins/known_plugin.hpp"
#include "core/src/plugins/packed.hpp"

#include <fstream>
#include <iterator>

namespace lumbar::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t most_bytes = 256u << 20;

plugins::manifest manifest_of(const plugins::package& p) {
    return plugins::read_manifest(p.manifest, p.name, plugins::words_of_core(core_routes()));
}

std::string bytes_of(const std::string& file) {
    if (fs::file_size(file) > most_bytes)
        throw std::runtime_error(file + " is larger than a packed plugin may be, which is 256 MiB.");
    std::ifstream in(file, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in) throw std::runtime_error(file + " cannot be read.");
    return bytes;
}

void write_beside_first(const fs::path& file, const std::string& bytes) {
    const fs::path half = file.string() + ".half";
    std::ofstream out(half, std::ios::binary);
    out << bytes;
    out.close();
    if (!out) throw std::runtime_error(half.string() + " cannot be written.");
    fs::rename(half, file);
}

}

packed_plugin pack_plugin(const std::string& package_folder, const std::string& folder) {
    const std::string from = fs::canonical(package_folder).string();
    const auto package = plugins::read_package(from);
    const std::string archive = plugins::pack(package);
    check_plugin(from, {});
    if (plugins::read_package(from).digest != package.digest)
        throw std::runtime_error(package.name + ": its files were changed while it was checked. Pack it again.");
    const fs::path file = fs::path(folder) / (package.name + "-" + manifest_of(package).version + ".tar");
    write_beside_first(file, archive);
    return {file.lexically_normal().string(), package.digest, archive.size()};
}

given_package::given_package(const std::string& path, const std::string& digest, const std::string& plugin_folder) {
    if (fs::is_directory(path)) {
        folder_ = fs::canonical(path).string();
    } else {
        if (!fs::exists(path)) throw std::runtime_error("There is no " + path + ".");
        const auto package = plugins::unpack(bytes_of(path));
        folder_ = plugins::write_package(package, unpacked_.emplace().path());
        const auto agreed = manifest_of(package);
        for (const std::string& other : plugins::listed(agreed.depends_on))
            if (fs::exists(fs::path(plugin_folder) / other))
                fs::copy(fs::path(plugin_folder) / other, fs::path(unpacked_->path()) / other, fs::copy_options::recursive);
    }
    if (digest.empty()) return;
    if (const auto found = plugins::read_package(folder_).digest; found != digest)
        throw std::runtime_error(path + " is not what its author packed: its digest is " + found + ".");
}

}
