#include <lumbar/database.hpp>

#include "db/src/back_end.hpp"
#include "db/src/completion.hpp"
#include "db/src/runs.hpp"

namespace lumbar {

std::unique_ptr<database> database::open(database_options options) {
    std::string_view url = options.url;
    if (url.starts_with("sqlite:///")) return data::open_sqlite(std::move(options));
    if (url.starts_with("postgresql://") || url.starts_with("postgres://")) return data::open_postgresql(std::move(options));
    throw database_error(database_fault::unreachable, "database.url must begin with sqlite:/// or postgresql://");
}

utc_ms database::now() const {
    if (options().clock) return options().clock();
    using namespace std::chrono;
    return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

namespace data {

void back_end::write_now(const caller& who, const std::function<void(write_tx&)>& run) {
    inside_scope::refuse_write();
    completion done;
    post_write(who, run, [&](std::exception_ptr error) { done.finish(std::move(error)); });
    done.wait();
}

}

}
