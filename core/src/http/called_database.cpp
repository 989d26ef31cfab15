#include "core/src/http/called_database.hpp"

#include "core/src/http/trail.hpp"

#include "db/src/context.hpp"

namespace lumbar::http {

caller called_database::complete(caller who) const {
    if (!call_.route->plugin.empty()) who.owner = call_.route->plugin;
    if (!who.host) who.host = call_.points;
    who.when_full = call_.row().when_disk_is_full;
    return who;
}

void called_database::post_read(caller who, std::function<void(read_tx&)> run, outcome done) {
    inner_.post_read(complete(std::move(who)), std::move(run), std::move(done));
}

void called_database::post_write(caller who, std::function<void(write_tx&)> run, outcome done) {
    inner_.post_write(complete(std::move(who)), [counts = call_.counts, run = std::move(run)](write_tx& tx) {
        time_writing here(*counts);
        run(tx);
    }, std::move(done));
}

void called_database::read_now(const caller& who, const std::function<void(read_tx&)>& run) {
    inner_.read(complete(who), [&](read_tx& tx) {
        run(tx);
        if (!tx.kernel().client.empty() || !tx.kernel().object.empty()) note_about(call_, tx);
    });
}

void called_database::write_now(const caller& who, const std::function<void(write_tx&)>& run) {
    inner_.write(complete(who), [&](write_tx& tx) {
        {
            time_writing here(*call_.counts);
            run(tx);
        }
        if (!tx.kernel().client.empty() || !tx.kernel().object.empty()) note_about(call_, tx);
    });
}

}
