#include "tests/fuzz/targets.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

using namespace lumbar;

namespace {

std::vector<std::string> corpus_of(std::string_view name) {
    const auto folder = std::filesystem::path(__FILE__).parent_path() / "corpus" / name;
    std::vector<std::string> texts;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        std::ifstream in(file.path(), std::ios::binary);
        texts.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    return texts;
}

// The same each time: a text with a few of its bytes changed, taken out, doubled, or with a piece of another in it.
std::string changed(std::string text, const std::vector<std::string>& all, std::mt19937& random) {
    auto below = [&](std::size_t end) { return end == 0 ? 0 : random() % end; };
    for (auto times = 1 + below(4); times > 0; --times) {
        const auto at = below(text.size() + 1);
        switch (below(5)) {
        case 0: if (at < text.size()) text[at] = static_cast<char>(random()); break;
        case 1: text.erase(at, 1 + below(8)); break;
        case 2: text.insert(at, 1, "\r\n\0\"\\:;,{}[]%+-0 \xff"[below(19)]); break;
        case 3: text.insert(at, text.substr(below(text.size() + 1), below(32))); break;
        default: {
            const auto& other = all[below(all.size())];
            text.insert(at, other.substr(below(other.size() + 1), below(32)));
        }
        }
    }
    return text;
}

}

TEST_CASE("every reader of foreign bytes keeps its promises", "[fuzz]") {
    for (const auto& target : fuzz::targets) {
        const auto texts = corpus_of(target.name);
        CAPTURE(target.name);
        REQUIRE(texts.size() >= 3);
        std::mt19937 random(7);
        for (const auto& text : texts) {
            CAPTURE(text);
            CHECK_NOTHROW(target.run(text));
            for (int i = 0; i < 1000; ++i) {
                const auto next = changed(text, texts, random);
                CAPTURE(next);
                REQUIRE_NOTHROW(target.run(next));
            }
        }
    }
}
