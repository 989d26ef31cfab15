#pragma once

#include <string>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] data {

// What is wrong with a database's storage, as sentences; three empty lists when all is well.
struct storage_report {
    std::vector<std::string> storage;     // pages, indexes, rows that cannot be read
    std::vector<std::string> references;  // rows that refer to rows that are not there
    std::vector<std::string> rules;       // rows that break a condition or a key of their table
};

// Reads everything there is, through no index; works while another process serves. SQLite tells broken conditions and keys
// as part of `storage`.
storage_report examine_storage(const std::string& url);

// All of the report in one list.
std::vector<std::string> check_storage(const std::string& url);

}
}
