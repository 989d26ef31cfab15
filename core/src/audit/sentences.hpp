#pragma once

#include <string>
#include <string_view>

namespace lumbar {
namespace [[gnu::visibility("default")]] audit {

// What an action reads like after a name: "client.read" gives "opened the record of %". "%" stands for the client, "#" for
// the record. An action that nobody has written a sentence for is put into words from its parts: "outcome.read" gives
// "opened outcome of %"; "post /api/v1/billing/invoices" gives "added to invoices of %".
std::string sentence_of(std::string_view action, bool about_a_client);

}
}
