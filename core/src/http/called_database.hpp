#pragma once

#include "core/src/http/call.hpp"

namespace lumbar::http {

// The database as a slow handler gets it: every transaction of a plugin's handler is made in the plugin's name and knows
// the plugins' answers; what it says by about() counts for the call.
class called_database : public database {
public:
    called_database(database& inner, call& c) : inner_(inner), call_(c) {}

    lumbar::dialect dialect() const override { return inner_.dialect(); }
    const database_options& options() const override { return inner_.options(); }
    void post_read(caller who, std::function<void(read_tx&)> run, outcome done) override;
    void post_write(caller who, std::function<void(write_tx&)> run, outcome done) override;
    health check() override { return inner_.check(); }
    void backup(const std::string& file) override { inner_.backup(file); }

protected:
    void read_now(const caller& who, const std::function<void(read_tx&)>& run) override;
    void write_now(const caller& who, const std::function<void(write_tx&)>& run) override;

private:
    caller complete(caller who) const;

    database& inner_;
    call& call_;
};

}
