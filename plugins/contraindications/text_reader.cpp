#include "text_reader.hpp"

#include <algorithm>

namespace contraindications {

using lumbar::fact_kind;
using lumbar::fact_status;

namespace {

constexpr std::string_view denials = "no not never without denies deny denied none nil neither nor dont doesnt didnt havent hasnt isnt "
                                     "arent wasnt aint nope";
// What may stand between a denial and what it denies. Any other word ends it: "no medicine for my epilepsy" denies no epilepsy.
constexpr std::string_view after_denial = "known history of any signs sign symptoms symptom current recent have has had got a an the taking "
                                          "take takes taken on am i do does did or nor suffer suffered suffering from having using "
                                          "use currently been experienced ever feeling previous other";
constexpr std::string_view clause_ends = "but except however although though";
constexpr std::string_view relatives = "mother mum mom mam father dad brother sister grandmother grandfather gran grandma grandad nan aunt "
                                       "uncle cousin parents parent son daughter husband wife mothers fathers brothers sisters";
constexpr std::string_view relatives_do = "has had have takes took suffers suffered got died with";
constexpr std::string_view past_before = "stopped previously formerly former ex finished ended";
constexpr std::string_view past_after = "stopped resolved healed cured gone finished ended";
constexpr std::string_view small = "a an the my taking take having have had has been was is were using i of it all now completely";
constexpr std::string_view filler =
    "a an the and or of in on at to for from with by as is was are am be been it its this that these my me i im ive we have has had having "
    "got get gets take takes taking took taken use uses using used also some sometimes occasionally usually often mostly since about "
    "around approx only just still now currently ago day days daily week weeks weekly month months monthly year years yearly hour hours "
    "morning evening night nightly noon bedtime once twice thrice one two three four five six times time per every each mg mcg ug g gram "
    "grams ml iu unit units tablet tablets tab tabs capsule capsules cap caps pill pills dose doses drops puff puffs od bd tds qds prn "
    "needed required when low mild moderate severe slight slightly small bit little bad left right both side type diagnosed suffer suffers "
    "suffering any known history past recent recently n none no not nil na nothing never yes ok medication medications medicine medicines "
    "drugs drug condition conditions allergy allergies allergic problem problems issue issues health regular regularly today yesterday "
    "last other than really very quite if so long term mcgs mgs mum mom dad mother father brother sister family runs resolved stopped sure unsure think maybe possibly";

bool number_like(std::string_view w) {
    return !w.empty() && w.front() >= '0' && w.front() <= '9' &&
           (std::all_of(w.begin(), w.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == 'x'; }) ||
            among(w.substr(w.find_first_not_of("0123456789.")), "mg mcg g ml iu x st nd rd th h hrs mgs µg"));
}

}

bool among(std::string_view w, std::string_view list) {
    for (std::size_t at = list.find(w); at != list.npos && !w.empty(); at = list.find(w, at + 1)) {
        const std::size_t end = at + w.size();
        if ((at == 0 || list[at - 1] == ' ') && (end == list.size() || list[end] == ' ')) return true;
    }
    return false;
}

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
        if (last && w.text == p.words[i] + "s") how = match::plural;
        else if (w.text != p.words[i]) return match::none;
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
        } else if (!all.empty()) all.back().ends_sentence = all.back().ends_sentence || sentence;
        open = {};
        allergy = kind_ == fact_kind::allergy;
    };
    for (std::size_t at = 0; at < words_.size();) {
        const std::string& text = words_[at].text;
        piece p{at, at + 1, phrase_at(at, allergy), fact_status::present, false};
        if (p.known) p.last = at + p.known->words.size();
        else if (among(text, clause_ends)) close(true), p.marker = true;
        else if (among(text, "allergic allergy") && at + 1 < words_.size() && words_[at + 1].text == "to") allergy = true;
        open.pieces.push_back(p);
        at = p.last;
        if (words_[at - 1].after != gap::none) close(words_[at - 1].after == gap::sentence);
    }
    close(true);
    return all;
}

// "no numbness, tingling or weakness": a list that ends in "or" is denied as a whole.
void text_reader::carry_denials(std::vector<clause>& all) {
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& pieces = all[i].pieces;
        if (!std::any_of(pieces.begin(), pieces.end(), [](const piece& p) { return p.known && p.status == fact_status::absent; })) continue;
        std::size_t last = i;
        for (std::size_t j = i + 1; j < all.size() && !all[j - 1].ends_sentence; ++j) {
            const bool begins = all[j].pieces[0].known || is(all[j], 0, "or nor");
            if (!begins) break;
            for (std::size_t k = 0; k < all[j].pieces.size(); ++k)
                if (is(all[j], k, "or nor")) last = j;
        }
        for (std::size_t j = i + 1; j <= last; ++j) mark_denied(all[j], true);
        i = last;
    }
}

void text_reader::mark_denied(clause& c, bool from_start) {
    bool denied = from_start;
    bool unsure = false;
    for (std::size_t i = 0; i < c.pieces.size(); ++i) {
        piece& p = c.pieces[i];
        if (p.known) {
            if (denied) p.status = fact_status::absent;
            else if (unsure) p.status = fact_status::unknown;
        } else if (is(c, i, "no") && is(c, i + 1, "longer more")) {
            ++i;
        } else if (is(c, i, "not") && is(c, i + 1, "sure")) {
            unsure = true;
        } else if (is(c, i, denials)) {
            denied = true;
            p.marker = true;
        } else if (!among(text_of(p), after_denial) && !number_like(text_of(p))) {
            denied = false;
        }
    }
}

void text_reader::mark_family(clause& c) {
    auto& pieces = c.pieces;
    bool family = false;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (pieces[i].known) {
            if (family && pieces[i].status == fact_status::present) pieces[i].status = fact_status::family;
            continue;
        }
        if (is(c, i, "i im ive myself")) family = false;
        else if (is(c, i, "family") && is(c, i + 1, "history")) family = true;
        else if (is(c, i, relatives)) {
            family = is(c, i + 1, relatives_do) || (i + 1 < pieces.size() && pieces[i + 1].known);
            // "diabetes (mother)", "gout in my father"
            if (i + 1 == pieces.size())
                for (std::size_t k = i; k-- > 0;) {
                    if (pieces[k].known) {
                        pieces[k].status = fact_status::family;
                        break;
                    }
                    if (!is(c, k, "my in the both")) break;
                }
        } else if (is(c, i, "family") && is(c, i - 1, "the my our") && i >= 2 && is(c, i - 2, "in")) {
            for (std::size_t k = 0; k < i; ++k)
                if (pieces[k].known) pieces[k].status = fact_status::family;
        }
    }
}

void text_reader::mark_past(clause& c) {
    auto& pieces = c.pieces;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (!pieces[i].known || pieces[i].status != fact_status::present) continue;
        std::size_t k = i;
        while (k > 0 && is(c, k - 1, small)) --k;
        const bool used_to = k >= 2 && is(c, k - 1, "to") && is(c, k - 2, "used");
        const bool no_longer = k >= 2 && is(c, k - 1, "longer more") && is(c, k - 2, "no");
        const bool came_off = k >= 2 && is(c, k - 1, "off") && is(c, k - 2, "came come");
        const bool before = k >= 1 && is(c, k - 1, past_before);
        std::size_t n = i + 1;
        while (n < pieces.size() && (is(c, n, small) || (!pieces[n].known && number_like(text_of(pieces[n]))))) ++n;
        const bool after = is(c, n, past_after) || (is(c, n, "no") && is(c, n + 1, "longer more")) ||
                           (is(c, n, "in") && is(c, n + 1, "the") && is(c, n + 2, "past")) ||
                           (is(c, n, "as") && is(c, n + 1, "a") && is(c, n + 2, "child teenager kid"));
        if (used_to || no_longer || came_off || before || after) pieces[i].status = fact_status::past;
    }
}

// "penicillin allergy", "allergic to ibuprofen": said of an allergy, a medicine is not one that is taken.
void text_reader::keep_allergies(clause& c) {
    for (std::size_t i = 0; i < c.pieces.size(); ++i)
        if (c.pieces[i].known && !c.pieces[i].known->allergy && is(c, i + 1, "allergy allergic intolerance intolerant")) c.pieces[i].known = nullptr;
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
            m.status = fact_status::past;   // long finished
        }
        out.mentions.push_back(std::move(m));
    }
}

void text_reader::collect_left_over(const clause& c, text_reading& out) const {
    const bool found = std::any_of(c.pieces.begin(), c.pieces.end(), [](const piece& p) { return p.known != nullptr; });
    auto strange = [&](const piece& p) {
        const std::string& w = text_of(p);
        if (p.known || p.marker || number_like(w) || among(w, filler) || among(w, denials)) return false;
        return !(found && (among(w, relatives) || among(w, past_before) || among(w, past_after) || among(w, "longer child came off")));
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
