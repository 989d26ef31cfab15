#include "common_words.hpp"

#include <algorithm>

namespace contraindications {

bool number_like(std::string_view w) {
    return !w.empty() && w.front() >= '0' && w.front() <= '9' &&
           (std::all_of(w.begin(), w.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == 'x'; }) ||
            among(w.substr(w.find_first_not_of("0123456789.")), "mg mcg g ml iu x st nd rd th h hrs mgs µg"));
}

bool among(std::string_view w, std::string_view list) {
    for (std::size_t at = list.find(w); at != list.npos && !w.empty(); at = list.find(w, at + 1)) {
        const std::size_t end = at + w.size();
        if ((at == 0 || list[at - 1] == ' ') && (end == list.size() || list[end] == ' ')) return true;
    }
    return false;
}

}
