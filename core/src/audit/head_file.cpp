#include "core/src/audit/head_file.hpp"

#include "core/src/audit/links.hpp"
#include "core/src/log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace lumbar::audit {

namespace {

caller as_system() {
    caller c;
    c.who.kind = actor_kind::system;
    c.who.name = "Lumbar";
    return c;
}

std::string words_of(const chain_head& head) {
    return std::to_string(head.seq) + ' ' + std::to_string(head.at.count) + ' ' + head.chain;
}

[[noreturn]] void unwritable(const std::string& file) { throw std::runtime_error("The file " + file + " cannot be written."); }

}

std::string head_file_in(const std::string& folder) { return folder + "/audit-head"; }

chain_head head_of(database& db) {
    auto end = db.read(as_system(), [](read_tx& tx) { return newest_sealed(tx); });
    return {end.seq, end.chain, db.now()};
}

std::optional<chain_head> read_head(const std::string& file) {
    std::error_code none;
    if (!std::filesystem::exists(file, none)) return {};
    std::ifstream in(file);
    std::string line, more;
    std::getline(in, line);
    std::istringstream parts(line);
    chain_head head;
    std::string mark;
    const bool whole = static_cast<bool>(parts >> head.seq >> head.at.count >> head.chain >> mark) && !(parts >> more);
    if (!whole || mark != link_maker().head_mark(words_of(head)))
        throw std::runtime_error("The head file " + file + " is damaged, has been changed, or belongs to another root.key.");
    return head;
}

void write_head(const std::string& file, const chain_head& head) {
    const std::string part = file + ".part", text = words_of(head) + ' ' + link_maker().head_mark(words_of(head)) + '\n';
    const int to = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (to < 0) unwritable(file);
    const bool good = ::write(to, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(to);
    if (!good || ::rename(part.c_str(), file.c_str()) != 0) {
        ::unlink(part.c_str());
        unwritable(file);
    }
}

head_keeper::head_keeper(database& db, const std::string& folder)
    : db_(db), file_(head_file_in(folder)), thread_([this] { run(); }) {}

head_keeper::~head_keeper() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stop_.notify_all();
    thread_.join();
}

void head_keeper::run() {
    std::unique_lock lock(mutex_);
    for (bool last = false; !last;) {
        last = stop_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_; });
        lock.unlock();
        try {
            keep();
        } catch (const database_error&) {
            // The store says so itself, and the next second comes.
        } catch (...) {
            if (!std::exchange(told_, true))
                log(log_level::error, "the head of the audit log cannot be kept; see lumbar audit verify");
        }
        lock.lock();
    }
}

void head_keeper::keep() {
    auto kept = read_head(file_);
    const chain_head now = head_of(db_);
    if (now.seq == 0 || (kept && kept->seq == now.seq && kept->chain == now.chain)) return;
    const bool goes_on = !kept || db_.read(as_system(), [&](read_tx& tx) {
        return tx.value<std::string>("SELECT chain FROM audit WHERE seq = :seq", kept->seq).value_or("") == kept->chain;
    });
    if (!goes_on) throw std::runtime_error("the log does not go through its head");
    write_head(file_, now);
    told_ = false;
}

}
