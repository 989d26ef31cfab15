#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include <stdlib.h>

namespace lumbar::cli {

// A folder of this program's own among the temporary files, gone at the end of its scope.
class passing_folder {
public:
    passing_folder() : path_((std::filesystem::temp_directory_path() / "lumbar-check-XXXXXX").string()) {
        if (!::mkdtemp(path_.data()))
            throw std::runtime_error("No temporary folder can be made in " + std::filesystem::temp_directory_path().string() +
                                     ".");
    }
    ~passing_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    passing_folder(const passing_folder&) = delete;
    passing_folder& operator=(const passing_folder&) = delete;

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

}
