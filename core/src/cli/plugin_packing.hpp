#pragma once

#include "core/src/cli/passing_folder.hpp"

#include <optional>
#include <string>

// A plugin as one file, on its way from who wrote it to a clinic.
namespace lumbar::cli {

struct packed_plugin {
    std::string file;
    std::string digest; // the package's, as `plugin add` and `plugin trust` say it
    std::size_t bytes = 0;
};

// Checks the package as check_plugin() does and writes `folder`/ID-VERSION.tar, in place of one that is there. Throws with the
// reason why a server would not take it.
packed_plugin pack_plugin(const std::string& package_folder, const std::string& folder);

// A package that somebody gives by its folder or as a packed file, which is unpacked for as long as this lives.
class given_package {
public:
    // `digest`: what it is expected to be; empty: whatever it is. What a packed plugin depends on is looked for in
    // `plugin_folder`. Throws with one sentence when it is another, or no package.
    given_package(const std::string& path, const std::string& digest, const std::string& plugin_folder);

    const std::string& folder() const { return folder_; }

private:
    std::optional<passing_folder> unpacked_;
    std::string folder_;
};

}
