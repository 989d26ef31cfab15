#pragma once

#include "core/src/http/asset_table.hpp"

namespace lumbar::serving {

// Puts what core/web's build has made into the table: the files of its manifest.json and the two pages. Throws
// std::runtime_error with a sentence when the folder is not such a build.
void put_web_files(http::asset_table& table, const std::string& folder);

}
