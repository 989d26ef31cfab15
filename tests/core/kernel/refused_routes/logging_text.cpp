#include "core/src/log.hpp"

// A name in a log line does not compile.
void tell(const std::string& client_name) { lumbar::log(lumbar::log_level::info, "a client came", {{"name", client_name}}); }
