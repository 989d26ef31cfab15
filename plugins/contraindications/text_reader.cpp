#include "text_reader.hpp"

#include "common_words.hpp"

#include <algorithm>

namespace contraindications {

using lumbar::fact_kind;
using lumbar::fact_status;

text_reader::text_reader(const lexicon& words, std::string_view text, fact_kind kind)
    : lexicon_(words), source_(text), kind_(kind), words_(words_of(text)) {}

bool text_reader::is(const clause& c, std::size_t i, std::string_view list) const {
    return i < c.pieces.size() && !c.pieces[i].known && among(text_of(c.pieces[i]), list);
}

text_reader::match text_reader::matches(const lexicon::phrase& p, std::size_t at) const {
    if (at + p.words.size() > words_.size()) return match::none;
    match how = match::exact;
    for (std::size_t i = 0; i < p.words.size(); ++i) {
        const word& w = words_[at + i];
        const bool last = i + 1 == p.words.size();
        if (last && w.text == p.words[i] + "s")
            how = match::plural;
        else if (w.text != p.words[i])
            return match::none;
        if ((!last && w.after != gap::none) || (p.capitals && !w.capitals)) return match::none;
    }
    return how;
}

// The longest that matches, and of those as long the one that is written so.
const lexicon::phrase* text_reader::phrase_at(std::size_t at, bool allergy) const {
    auto list = lexicon_.by_first_.find(words_[at].text);
    if (list == lexicon_.by_first_.end()) return nullptr;
    const lexicon::phrase* best = nullptr;
    for (std::size_t i : list->second) {
        const lexicon::phrase& p = lexicon_.phrases_[i];
        if (best && p.words.size() < best->words.size()) break;
        if (allergy ? !p.allergy : p.only_allergy) continue;
        const match how = matches(p, at);
        if (how == match::exact) return &p;
        if (how == match::plural && !best) best = &p;
    }
    return best;
}

std::vector<text_reader::clause> text_reader::clauses() {
    std::vector<clause> all;
    clause open;
    bool allergy = kind_ == fact_kind::allergy;
    auto close = [&](bool sentence) {
        if (!open.pieces.empty()) {
            open.ends_sentence = sentence;
            all.push_back(std::move(open));
        } else if (!all.empty())
            all.back().ends_sentence = all.back().ends_sentence || sentence;
        open = {};
        allergy = kind_ == fact_kind::allergy;
    };
    for (std::size_t at = 0; at < words_.size();) {
        const std::string& text = words_[at].text;
        piece p{at, at + 1, phrase_at(at, allergy), fact_status::present, false};
        if (p.known)
            p.last = at + p.known->words.size();
        else if (among(text, clause_ends))
            close(true), p.marker = true;
        else if (among(text, "allergic allergy") && at + 1 < words_.size() && words_[at + 1].text == "to")
            allergy = true;
        open.pieces.push_back(p);
        at = p.last;
        if (words_[at - 1].after != gap::none) close(words_[at - 1].after == gap::sentence);
    }
    close(true);
    return all;
}

// "penicillin allergy", "allergic to ibuprofen": said of an allergy, a medicine is not one that is taken.
void text_reader::keep_allergies(clause& c) {
    for (std::size_t i = 0; i < c.pieces.size(); ++i)
        if (c.pieces[i].known && !c.pieces[i].known->allergy && is(c, i + 1, "allergy allergic intolerance intolerant"))
            c.pieces[i].known = nullptr;
}

void text_reader::note(const clause& c, text_reading& out) const {
    const std::string when = time_said(words_, c.pieces.front().first, c.pieces.back().last);
    for (const piece& p : c.pieces) {
        if (!p.known) continue;
        mention m{p.known->codes, {}, p.status, {}};
        for (const std::string& w : p.known->words) m.name += (m.name.empty() ? "" : " ") + w;
        const bool dated = std::any_of(m.codes.begin(), m.codes.end(), [&](const std::string& code) {
            auto d = lexicon_.dated_.find(code);
            return d != lexicon_.dated_.end() && d->second;
        });
        if (!when.empty() && dated) {
            m.details.push_back({"days_since", when});
            if (m.status == fact_status::past) m.status = fact_status::present;
        } else if (when.starts_with('P') && std::stol(when.substr(1)) >= 365 && m.status == fact_status::present) {
            m.status = fact_status::past; // long finished
        }
        out.mentions.push_back(std::move(m));
    }
}

void text_reader::collect_left_over(const clause& c, text_reading& out) const {
    const bool found = std::any_of(c.pieces.begin(), c.pieces.end(), [](const piece& p) { return p.known != nullptr; });
    auto strange = [&](const piece& p) {
        const std::string& w = text_of(p);
        if (p.known || p.marker || number_like(w) || among(w, filler) || among(w, denials)) return false;
        return !(found &&
                 (among(w, relatives) || among(w, past_before) || among(w, past_after) || among(w, "longer child came off")));
    };
    if (!found && std::any_of(c.pieces.begin(), c.pieces.end(), strange)) {
        out.left_over.emplace_back(source_.substr(words_[c.pieces.front().first].begin,
                                                  words_[c.pieces.back().last - 1].end - words_[c.pieces.front().first].begin));
        return;
    }
    for (std::size_t i = 0; i < c.pieces.size(); ++i) {
        if (!strange(c.pieces[i])) continue;
        std::size_t end = i;
        while (end + 1 < c.pieces.size() && strange(c.pieces[end + 1])) ++end;
        const std::size_t begin = words_[c.pieces[i].first].begin;
        out.left_over.emplace_back(source_.substr(begin, words_[c.pieces[end].last - 1].end - begin));
        i = end;
    }
}

text_reading text_reader::read() {
    std::vector<clause> all = clauses();
    for (clause& c : all) {
        keep_allergies(c);
        mark_denied(c, false);
    }
    carry_denials(all);
    text_reading out;
    for (clause& c : all) {
        mark_family(c);
        mark_past(c);
        note(c, out);
        collect_left_over(c, out);
    }
    return out;
}

}
