#pragma once

#include <string_view>

// What reads bytes from outside, each as one function of a text. It throws when the reader broke a promise; a fault in memory is
// the sanitizers' to find. A new reader gets a line here, in targets.cpp and a folder in corpus/.
namespace lumbar::fuzz {

void head(std::string_view text);       // vet_head and Beast's parser must agree where a request ends
void location(std::string_view text);   // the target of a request
void proxied(std::string_view text);    // X-Forwarded-For against a list of proxies
void cookies(std::string_view text);
void cursor(std::string_view text);
void json(std::string_view text);       // into a described struct
void document(std::string_view text);   // into a tree, and out again
void moment(std::string_view text);     // ids, days and times
void typed_day(std::string_view text);
void script(std::string_view text);     // a migration, in statements
void packed(std::string_view text);     // a plugin in one file

struct target {
    std::string_view name;
    void (*run)(std::string_view text);
};
inline constexpr target targets[] = {{"head", head}, {"location", location}, {"proxied", proxied}, {"cookies", cookies}, {"cursor", cursor},
    {"json", json}, {"document", document}, {"moment", moment}, {"typed_day", typed_day}, {"script", script}, {"packed", packed}};

}
