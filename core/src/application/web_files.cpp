#include "core/src/application/web_files.hpp"

#include <lumbar/json.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace lumbar::serving {

namespace {

struct web_file {
    std::string path;
    std::string type;
    std::string sha256;
};
BOOST_DESCRIBE_STRUCT(web_file, (), (path, type, sha256))

struct web_pages {
    std::string staff;
    std::string client;
};
BOOST_DESCRIBE_STRUCT(web_pages, (), (staff, client))

struct web_manifest {
    std::string version;
    web_pages pages;
    std::vector<web_file> files;
};
BOOST_DESCRIBE_STRUCT(web_manifest, (), (version, pages, files))

std::string read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    if (!file) throw std::runtime_error("The browser's files are not complete: " + path + " cannot be read; build them again.");
    return std::move(text).str();
}

std::string read_if_any(const std::string& path) { return std::filesystem::exists(path) ? read(path) : std::string(); }

}

void put_web_files(http::asset_table& table, const std::string& folder) {
    web_manifest list;
    if (!read_json(read(folder + "/manifest.json"), list).empty())
        throw std::runtime_error("The browser's files are not complete: " + folder +
                                 "/manifest.json is not understood; build them again.");
    for (const web_file& file : list.files)
        table.put(file.path, read(folder + file.path), read_if_any(folder + file.path + ".gz"), http::media_type_of(file.path));
    table.put_pages(read(folder + "/" + list.pages.staff), read(folder + "/" + list.pages.client));
}

}
