#pragma once

#include "core/src/plugins/package.hpp"

#include <lumbar/test/test_app.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <cstdlib>

// A plugin folder of its own, in which the plugin `grows` (tests/upgrades) lies in one version after another.
class growing {
public:
    growing() {
        if (!::mkdtemp(folder_.data())) throw std::runtime_error("no temporary folder could be made");
    }
    ~growing() { std::filesystem::remove_all(folder_); }
    growing(const growing&) = delete;
    growing& operator=(const growing&) = delete;

    const std::string& folder() const { return folder_; }
    std::string package() const { return folder_ + "/grows"; }

    // "grows_1" or "grows_2", with changes made by `edit`, in place of what is there: never written into.
    void put(const std::string& version, const std::function<void(const std::string& package)>& edit = {}) {
        namespace files = std::filesystem;
        const std::string half = folder_ + "/.grows.half", before = folder_ + "/.grows.before";
        files::copy(LUMBAR_UPGRADES "/" + version, half, files::copy_options::recursive);
        if (edit) edit(half);
        if (files::exists(package())) files::rename(package(), before);
        files::rename(half, package());
        files::remove_all(before);
    }

    static void write(const std::string& file, const std::string& text) { std::ofstream(file) << text; }
    static void change(const std::string& file, const std::string& from, const std::string& to) {
        std::ifstream in(file);
        std::string text{std::istreambuf_iterator<char>(in), {}};
        text.replace(text.find(from), from.size(), to);
        write(file, text);
    }

    lumbar::kit::app_options options() const {
        lumbar::kit::app_options o;
        o.plugin_folder = folder_;
        o.enable = false;
        return o;
    }

private:
    std::string folder_ = std::filesystem::temp_directory_path() / "lumbar-growing-XXXXXX";
};

inline lumbar::kit::answer look(lumbar::test_app& app) { return app.as("admin").post("/plugins/look"); }
inline lumbar::kit::answer upgrade(lumbar::test_app& app) { return app.as("admin").post("/plugins/grows/upgrade"); }

// Runs `test` on both back ends with version 1 of `grows` switched on and version 2, with those changes, waiting.
inline void with_waiting(const std::function<void(lumbar::test_app&, growing&)>& test,
                         const std::function<void(const std::string& package)>& edit = {}) {
    for (auto on : {lumbar::kit::back_end::sqlite, lumbar::kit::back_end::postgresql}) {
        growing packages;
        packages.put("grows_1");
        auto options = packages.options();
        options.on = on;
        options.enable = true;
        lumbar::test_app app({"grows"}, options);
        packages.put("grows_2", edit);
        look(app);
        test(app, packages);
    }
}

// Adds to version 2 what no database takes.
inline void with_broken_migration(const std::string& package) {
    growing::write(package + "/migrations/0004_broken.sql",
                   "INSERT INTO grows_words (id, word) VALUES ('1', 'half');\nINSERT INTO grows_nothing VALUES (1);\n");
}

// What the database has of the plugin's schema: its journal, and whether version 2's column and table are there.
inline std::string schema_of(lumbar::test_app& app) {
    using lumbar::read_tx;
    std::string all;
    app.read([&](read_tx& tx) {
        for (const auto& name : tx.rows<std::string>("SELECT name FROM migrations WHERE owner = 'grows' ORDER BY name"))
            all += name + " ";
    });
    auto there = [&](auto&& question) {
        try {
            app.read(question);
            all += "yes ";
        } catch (const std::exception&) {
            all += "no ";
        }
    };
    there([](read_tx& tx) { tx.value<std::int64_t>("SELECT COUNT(mark) FROM grows_words"); });
    there([](read_tx& tx) { tx.value<std::int64_t>("SELECT COUNT(mark) FROM grows_marks"); });
    return all;
}
inline const std::string schema_of_1 = "0001_words.sql no no ";
inline const std::string schema_of_2 = "0001_words.sql 0002_marks.sql 0003_marked.sql yes yes ";
