#include "core/src/plugins/points.hpp"

#include "core/src/log.hpp"
#include "core/src/supervisor/vital_signs.hpp"
#include "db/src/context.hpp"

#include <lumbar/points.hpp>

#include <algorithm>
#include <unordered_map>

namespace lumbar {

namespace {

using plugins::provider;

template <class P>
const std::vector<provider>& providers_of(read_tx& tx) {
    static const std::vector<provider> none;
    const plugins::points_snapshot* snapshot = plugins::points_of(tx);
    if (!snapshot) return none;
    auto found = snapshot->providers.find(P::point);
    return found == snapshot->providers.end() ? none : found->second;
}

template <class P>
const typename P::function& function_of(const provider& p) {
    return *static_cast<const typename P::function*>(p.function.get());
}

// What no savepoint mends, and what the kernel must see to run the whole transaction again.
bool ends_the_transaction(database_fault fault) {
    return fault == database_fault::conflict || fault == database_fault::failed || fault == database_fault::unreachable ||
           fault == database_fault::unknown_outcome || fault == database_fault::full;
}

template <class F>
void ask_in_time(read_tx& tx, const provider& p, F&& ask) {
    try {
        ask();
    } catch (const database_error& error) {
        if (error.fault() == database_fault::deadline) data::give_up(tx, p.plugin);
        throw;
    }
}

// Asks one provider in its own name. What it throws takes back what it did and nothing else; false then, and when it has taken
// too long in this write before.
template <class F>
bool asked(read_tx& tx, const provider& p, log_literal point, F&& ask) {
    if (data::has_given_up(tx, p.plugin)) return false;
    try {
        data::with_savepoint(tx, [&] {
            owner_scope theirs(tx, p.plugin);
            supervision::running here(p.plugin, point.str());
            ask_in_time(tx, p, ask);
        });
        return true;
    } catch (const database_error& error) {
        if (ends_the_transaction(error.fault())) throw;
        log(log_level::error, "a plugin could not answer", {{"plugin", log_word{p.plugin}}, {"point", point}, {"fault", error}});
    } catch (const program_mistake& mistake) {
        log(log_level::error, "a plugin could not answer", {{"plugin", log_word{p.plugin}}, {"point", point}, {"mistake", mistake}});
    } catch (...) {
        log(log_level::error, "a plugin could not answer", {{"plugin", log_word{p.plugin}}, {"point", point}});
    }
    data::note_everything(tx);  // asked again it may
    return false;
}

screening_state not_screened(const appointment& visit, std::string reason) {
    screening_state state;
    state.appointment = visit.id;
    state.reason = std::move(reason);
    return state;
}

// Several checks: screened when all have screened, clear when all are clear; the first that has not says why.
void combine(screening_state& all, const screening_state& one) {
    if (!all.screened) return;
    if (!one.screened) {
        all = one;
        all.clear = false;
        return;
    }
    all.clear = all.clear && one.clear;
    all.by += all.by.empty() || one.by.empty() ? one.by : "; " + one.by;
    if (!all.at || (one.at && *one.at < *all.at)) all.at = one.at;
}

screening_state start_of(const appointment& visit) {
    screening_state state;
    state.appointment = visit.id;
    state.screened = state.clear = true;
    return state;
}

constexpr const char* nobody_screens = "No plugin that checks for contraindications is switched on";

// Of several checks the one that a fault has taken off is missing, whatever the others say.
void count_silenced(read_tx& tx, screening_state& state) {
    if (const plugins::points_snapshot* snapshot = plugins::points_of(tx))
        for (const std::string& name : snapshot->silenced) {
            screening_state missing;
            missing.appointment = state.appointment;
            missing.by = name;
            missing.reason = name + " was switched off because of a fault";
            combine(state, missing);
        }
}

// What is known before anybody is asked.
screening_state before_asking(read_tx& tx, const appointment& visit) {
    screening_state state = start_of(visit);
    count_silenced(tx, state);
    return state.screened && providers_of<screening>(tx).empty() ? not_screened(visit, nobody_screens) : state;
}

guard_reason unchecked(const provider& p) {
    return {"could_not_be_checked", p.name + " could not check this because of a fault.", true, p.plugin};
}

template <class P, class... A>
std::vector<guard_reason> reasons_of(read_tx& tx, log_literal point, const A&... about) {
    std::vector<guard_reason> all;
    for (const provider& p : providers_of<P>(tx)) {
        std::vector<guard_reason> theirs;
        if (!asked(tx, p, point, [&] { theirs = function_of<P>(p)(tx, about...); })) theirs = {unchecked(p)};
        for (guard_reason& reason : theirs) {
            reason.by = p.plugin;
            all.push_back(std::move(reason));
        }
    }
    return all;
}

}

const plugins::points_snapshot* plugins::points_of(const read_tx& tx) {
    return static_cast<const points_snapshot*>(tx.kernel().host);
}

std::uint64_t plugins::points_serial(const read_tx& tx) {
    const points_snapshot* snapshot = points_of(tx);
    return snapshot ? snapshot->serial : 0;
}

gathered_alerts alerts_of(read_tx& tx, std::span<const row_id> clients) {
    std::unordered_map<row_id, std::size_t> place;
    for (const row_id& client : clients) place.emplace(client, place.size());
    gathered_alerts all;
    for (const provider& p : providers_of<client_alerts>(tx)) {
        std::vector<client_alert> theirs;
        if (!asked(tx, p, "client_alerts", [&] { theirs = function_of<client_alerts>(p)(tx, clients); })) {
            all.failed.push_back(p.plugin);
            continue;
        }
        for (client_alert& alert : theirs)
            if (place.contains(alert.client)) all.alerts.push_back(std::move(alert));
    }
    auto rank = [&](const client_alert& a) { return std::tuple(place.at(a.client), a.tier, a.urgency); };
    std::stable_sort(all.alerts.begin(), all.alerts.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    return all;
}

std::vector<screening_state> screening_of(read_tx& tx, std::span<const appointment> visits) {
    const auto& providers = providers_of<screening>(tx);
    std::vector<screening_state> all;
    for (const appointment& visit : visits) all.push_back(before_asking(tx, visit));
    for (const provider& p : providers) {
        std::vector<screening_state> theirs;
        bool answered = asked(tx, p, "screening", [&] { theirs = function_of<screening>(p).states(tx, visits); });
        for (screening_state& state : all) {
            auto one =
                std::find_if(theirs.begin(), theirs.end(), [&](const auto& s) { return s.appointment == state.appointment; });
            if (answered && one != theirs.end()) {
                combine(state, *one);
                continue;
            }
            screening_state silent;
            silent.appointment = state.appointment;
            silent.by = p.plugin;
            silent.reason =
                p.name + (answered ? " has not checked this visit" : " could not say whether it has checked this visit");
            combine(state, silent);
        }
    }
    return all;
}

screening_state screen_now(write_tx& tx, const appointment& visit) {
    const auto& providers = providers_of<screening>(tx);
    screening_state all = before_asking(tx, visit);
    for (const provider& p : providers) {
        screening_state one;
        if (!asked(tx, p, "screening", [&] { one = function_of<screening>(p).run(tx, visit); })) {
            one = not_screened(visit, p.name + " could not check this visit because of a fault");
            one.by = p.plugin;
        }
        one.appointment = visit.id;
        combine(all, one);
    }
    return all;
}

std::vector<guard_reason> visit_reasons(read_tx& tx, const appointment& visit) {
    return reasons_of<visit_guard>(tx, "visit_guard", visit);
}

std::vector<guard_reason> note_reasons(read_tx& tx, const row_id& note, const appointment& visit) {
    return reasons_of<note_guard>(tx, "note_guard", note, visit);
}

gathered_badges badges_of(read_tx& tx, std::span<const appointment> visits) {
    gathered_badges all;
    for (const provider& p : providers_of<board_badge>(tx)) {
        std::vector<board_badge_mark> theirs;
        if (!asked(tx, p, "board_badge", [&] { theirs = function_of<board_badge>(p)(tx, visits); })) {
            all.failed.push_back(p.plugin);
            continue;
        }
        std::move(theirs.begin(), theirs.end(), std::back_inserter(all.badges));
    }
    return all;
}

}
