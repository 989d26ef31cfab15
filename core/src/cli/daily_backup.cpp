#include "core/src/cli/daily_backup.hpp"

#include "core/src/log.hpp"
#include "db/src/backup.hpp"
#include "db/src/sealed_backup.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

namespace lumbar::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view first = "lumbar-", last = ".backup";

utc_ms now() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return utc_ms{std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

std::string name_for(utc_ms moment) {
    std::string text = to_text(moment);
    std::replace(text.begin(), text.end(), ':', '-');
    return std::string(first) + text + std::string(last);
}

// Their names sort by time: oldest first.
std::vector<fs::path> kept_in(const std::string& folder) {
    std::vector<fs::path> all;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with(first) && name.ends_with(last) && entry.is_regular_file(none)) all.push_back(entry.path());
    }
    std::sort(all.begin(), all.end());
    return all;
}

// The one just made stays, also when a clock that was set back gives it the oldest name.
void drop_oldest(const std::string& folder, std::size_t keep, const fs::path& made) {
    auto all = kept_in(folder);
    std::error_code ignored;
    std::size_t too_many = all.size() > keep ? all.size() - keep : 0;
    for (const fs::path& one : all)
        if (too_many > 0 && one.filename() != made.filename()) {
            fs::remove(one, ignored);
            --too_many;
        }
}

std::string sentence(std::string begun, const std::exception& fault) {
    begun += fault.what();
    if (!begun.ends_with('.')) begun += '.';
    return begun;
}

// Whichever way the clock was set: one within a day of now is enough.
bool is_due(const std::string& folder) {
    for (const fs::path& one : kept_in(folder)) {
        std::error_code gone;
        const auto written = fs::last_write_time(one, gone);
        if (!gone && std::chrono::abs(fs::file_time_type::clock::now() - written) < std::chrono::hours(24)) return false;
    }
    return true;
}

}

std::string back_up_now(const configuration::config& settings, std::string file) {
    const bool own_name = file.empty();
    if (own_name && settings.backup_folder.empty())
        throw std::runtime_error("Name a file, or set backup.folder in the settings.");
    if (own_name) {
        std::error_code failed;
        fs::create_directories(settings.backup_folder, failed);
        if (failed) throw std::runtime_error("the folder " + settings.backup_folder + " cannot be made: " + failed.message());
        file = settings.backup_folder + "/" + name_for(now());
    }
    file = fs::absolute(file).string();
    const auto url = configuration::database_url_of(settings);
    if (settings.backup_key_file.empty()) data::back_up(url, file);
    else data::back_up_sealed(url, file, data::read_backup_key(settings.backup_key_file), settings.data_folder);
    if (own_name) drop_oldest(settings.backup_folder, static_cast<std::size_t>(settings.backups_kept), file);
    return file;
}

std::optional<backup_on_disk> newest_backup(const configuration::config& settings) {
    std::optional<fs::path> newest;
    fs::file_time_type written;
    for (const fs::path& one : kept_in(settings.backup_folder)) {
        std::error_code gone;
        const auto at = fs::last_write_time(one, gone);
        if (gone || (newest && at < written)) continue;
        newest = one;
        written = at;
    }
    if (!newest) return std::nullopt;
    const auto age = fs::file_time_type::clock::now() - written;
    return backup_on_disk{newest->string(), std::chrono::duration_cast<std::chrono::hours>(age)};
}

void verify_backup(const configuration::config& settings, const std::string& file) {
    if (!data::is_sealed_backup(file)) data::verify_plain(file);
    else if (settings.backup_key_file.empty()) throw std::runtime_error(file + " is encrypted, and backup.key_file is not set.");
    else data::verify_sealed(file, data::read_backup_key(settings.backup_key_file), settings.data_folder);
}

void daily_backup::stop() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stop_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void daily_backup::start(std::function<void()> changed) {
    changed_ = std::move(changed);
    if (!settings_.backup_folder.empty()) thread_ = std::thread([this] { run(); });
}

std::optional<std::string> daily_backup::warning() const {
    std::lock_guard lock(mutex_);
    return warning_;
}

void daily_backup::tell(std::optional<std::string> warning) {
    {
        std::lock_guard lock(mutex_);
        if (warning_ == warning) return;
        warning_ = std::move(warning);
    }
    if (changed_) changed_();
}

// False when something failed: what, is told.
bool daily_backup::keep_up() {
    bool made = false;
    try {
        if (is_due(settings_.backup_folder)) {
            back_up_now(settings_, {});
            log(log_level::info, "the data were backed up");
            made = true;
        }
    } catch (const std::exception& fault) {
        log(log_level::error, "the daily backup failed; lumbar backup says why");
        tell(sentence("The daily backup failed: ", fault));
        return false;
    }
    const auto newest = newest_backup(settings_);
    const auto now = std::chrono::steady_clock::now();
    if (!newest || (!made && newest->file == verified_ && now - verified_at_ < std::chrono::hours(24 * 7))) return true;
    try {
        verify_backup(settings_, newest->file);
    } catch (const std::exception& fault) {
        log(log_level::error, "the newest backup cannot be read back; lumbar check says why");
        tell(sentence("The newest backup cannot be read back: ", fault));
        return false;
    }
    verified_ = newest->file;
    verified_at_ = now;
    tell({});
    return true;
}

void daily_backup::run() {
    using namespace std::chrono_literals;
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 19);  // of this thread: requests go first
    std::unique_lock lock(mutex_);
    // Not at once: a start has other things to do.
    for (std::chrono::seconds pause = 1s; !stop_.wait_for(lock, pause, [this] { return stopping_; });) {
        lock.unlock();
        pause = 60s;
        try {
            if (!keep_up()) pause = 600s;
        } catch (...) {
            pause = 600s;  // no memory, say
        }
        lock.lock();
    }
}

}
