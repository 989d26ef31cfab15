#include "core/src/http/last_fault.hpp"

#include <map>
#include <mutex>

namespace lumbar {
namespace http {
namespace {

struct kept_faults {
    std::mutex mutex;
    std::map<std::string, last_fault, std::less<>> by_plugin;
};

kept_faults& all() {
    static kept_faults one;
    return one;
}

}

void keep_fault(const std::string& plugin, last_fault fault) {
    std::lock_guard lock(all().mutex);
    all().by_plugin.insert_or_assign(plugin, std::move(fault));
}

std::optional<last_fault> last_fault_of(std::string_view plugin) {
    std::lock_guard lock(all().mutex);
    auto found = all().by_plugin.find(plugin);
    if (found == all().by_plugin.end()) return {};
    return found->second;
}

}
}
