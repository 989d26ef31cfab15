# Run as a script by lumbar_embed(): writes <ns>_files.{hpp,cpp} with the bytes of each file.
string(REPLACE "|" ";" files "${files}")
set(arrays "")
set(rows "")
set(index 0)
foreach(file IN LISTS files)
  file(READ ${source}/${file} hex HEX)
  string(REGEX REPLACE "(..)" "\\\\x\\1" hex "${hex}")
  # Long literals are split: compilers refuse very long ones, and "\x41" "1" must not read as one escape.
  string(REGEX REPLACE "(\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..\\\\x..)" "\\1\"\n\"" hex "${hex}")
  string(APPEND arrays "const char file_${index}[] =\n\"${hex}\";\n")
  string(APPEND rows "    {\"${file}\", {file_${index}, sizeof file_${index} - 1}},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${folder}/${ns}_files.hpp "#pragma once
#include <string_view>
#include <vector>
namespace ${ns} {
std::string_view file(std::string_view path);
std::vector<std::string_view> files();
}
")
file(WRITE ${folder}/${ns}_files.cpp "#include \"${ns}_files.hpp\"
#include <stdexcept>
#include <string>
namespace {
${arrays}
const struct { std::string_view path, text; } table[] = {
${rows}    {{}, {}},
};
}
namespace ${ns} {
std::string_view file(std::string_view path) {
    for (const auto& row : table)
        if (!row.path.empty() && row.path == path) return row.text;
    throw std::logic_error(\"no embedded file \" + std::string(path));
}
std::vector<std::string_view> files() {
    std::vector<std::string_view> all;
    for (const auto& row : table)
        if (!row.path.empty()) all.push_back(row.path);
    return all;
}
}
")
