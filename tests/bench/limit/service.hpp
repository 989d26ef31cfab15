#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

// What the limit server and the naive one answer: the requests of the benchmark and nothing else.
namespace bench {

struct asked {
    std::string_view method, target, body, if_match;
};

struct told {
    int status = 200;
    std::string body;
    std::int64_t version = 0; // the ETag; 0: none
    std::string link;         // of the next page; empty: none
};

// The reads of one thread, on a connection and statements of its own.
class reader {
public:
    virtual ~reader() = default;
    // As Lumbar's board of that day.
    virtual void day(std::string_view date, told& answer) = 0;
    virtual void search(std::string_view word, told& answer) = 0;
    virtual void client(std::string_view id, told& answer) = 0;
};

// Registrations and saves of notes, durable when `done` is called (on any thread).
class writer {
public:
    virtual ~writer() = default;
    virtual void write(const asked& what, std::function<void(told)> done) = 0;
};

std::unique_ptr<reader> sqlite_reader(const std::string& file);
std::unique_ptr<reader> postgresql_reader(const std::string& url);
std::unique_ptr<writer> group_commit(const std::string& file);

// Listens on 127.0.0.1 with `threads` threads and answers until the process ends. `writes` may be null.
void serve(unsigned short port, int threads, const std::function<std::unique_ptr<reader>()>& reads, writer* writes);

}
