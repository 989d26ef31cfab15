#include "words.hpp"

#include "text_reader.hpp"

#include <algorithm>

namespace contraindications {

lexicon::lexicon(const rule_book& book) {
    const auto capitals = [&](const std::string& w) {
        return std::find(book.capitals_only.begin(), book.capitals_only.end(), w) != book.capitals_only.end();
    };
    for (const entry& e : book.entries) {
        for (const std::string& w : e.words) add(w, e.id, capitals(w), e.kind == "allergy", false);
        for (const std::string& w : e.allergy_words) add(w, e.id, false, true, true);
        dated_[e.id] = e.dated;
        if (!e.past_as.empty()) past_as_[e.id] = e.past_as;
    }
    for (const auto& [code, fact] : book.facts)
        for (const std::string& w : fact.words) add(w, code, capitals(w), false, false);
    for (const auto& [code, names] : book.medicines)
        for (const std::string& w : names) add(w, code, false, false, false);
    index();
}

void lexicon::add(std::string_view text, const std::string& code, bool capitals, bool allergy, bool only_allergy) {
    std::string key = folded(text);
    if (key.empty()) return;
    auto [found, fresh] = by_text_.emplace(std::move(key), phrases_.size());
    if (fresh) {
        phrase p{{}, {}, capitals, allergy, only_allergy};
        for (const word& w : words_of(text)) p.words.push_back(w.text);
        phrases_.push_back(std::move(p));
    }
    phrase& p = phrases_[found->second];
    if (std::find(p.codes.begin(), p.codes.end(), code) == p.codes.end()) p.codes.push_back(code);
    p.only_allergy = p.only_allergy && only_allergy;
}

void lexicon::index() {
    for (std::size_t i = 0; i < phrases_.size(); ++i) by_first_[phrases_[i].words.front()].push_back(i);
    // The plural of a one-word name begins with another word.
    for (std::size_t i = 0; i < phrases_.size(); ++i)
        if (phrases_[i].words.size() == 1 && !phrases_[i].capitals) by_first_[phrases_[i].words.front() + "s"].push_back(i);
    for (auto& [first, list] : by_first_)
        std::stable_sort(list.begin(), list.end(),
                         [&](std::size_t a, std::size_t b) { return phrases_[a].words.size() > phrases_[b].words.size(); });
}

text_reading lexicon::read(std::string_view text, lumbar::fact_kind kind) const { return text_reader(*this, text, kind).read(); }

}
