// Asks a server on this machine for what a plan says and prints one line of JSON: how many answers, how long they took (in
// microseconds), what they cost the server's process. One thread and epoll, so that the asking takes little from the server.
//   bench_load --port 8080 --plan FILE [--headers FILE] [--connections 64] [--seconds 2] [--rate 0] [--pid 0] [--each]
// Closed loop: each connection asks again when it has its answer. With --rate: open loop, so many a second whatever the server
// does, and a request's time counts from when it should have been sent. "taken" and "turned_away" count from when it was sent.
#include "histogram.hpp"
#include "plan.hpp"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <deque>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>

namespace bench {

namespace {

using clock = std::chrono::steady_clock;

struct settings {
    int port = 8080, connections = 64;
    double seconds = 2, warm = 0.2, rate = 0;
    long pid = 0;
    std::string plan_file, headers_file;
    bool each = false;
    std::uint64_t first_number = 1;
};

settings settings_from(int count, char** words) {
    settings s;
    const std::map<std::string, std::string*> texts = {{"--plan", &s.plan_file}, {"--headers", &s.headers_file}};
    const std::map<std::string, double*> numbers = {{"--seconds", &s.seconds}, {"--warm", &s.warm}, {"--rate", &s.rate}};
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        if (word == "--each") {
            s.each = true;
            continue;
        }
        if (++i == count) throw std::runtime_error(word + " needs a value");
        if (auto text = texts.find(word); text != texts.end()) *text->second = words[i];
        else if (auto number = numbers.find(word); number != numbers.end()) *number->second = std::stod(words[i]);
        else if (word == "--port") s.port = std::stoi(words[i]);
        else if (word == "--connections") s.connections = std::stoi(words[i]);
        else if (word == "--pid") s.pid = std::stol(words[i]);
        else if (word == "--first-number") s.first_number = std::stoull(words[i]);
        else throw std::runtime_error(word + " is not known");
    }
    return s;
}

// Nanoseconds that all threads of a process have run; 0 for none.
std::uint64_t time_on_cpu(long pid) {
    std::uint64_t all = 0;
    const std::string folder = "/proc/" + std::to_string(pid) + "/task";
    std::unique_ptr<DIR, int (*)(DIR*)> tasks(opendir(folder.c_str()), closedir);
    while (dirent* one = tasks ? readdir(tasks.get()) : nullptr) {
        std::ifstream in(folder + "/" + one->d_name + "/schedstat");
        std::uint64_t ran = 0;
        if (in >> ran) all += ran;
    }
    return all;
}

struct connection {
    int socket = -1;
    bool busy = false;
    clock::time_point since, sent;
    std::string out, in;
    arrival head;
    std::int64_t version = 0;
};

class generator {
public:
    generator(const settings& how, const plan& what) : how_(how), plan_(what), number_(how.first_number), all_(static_cast<std::size_t>(how.connections)) {
        poll_ = epoll_create1(0);
        for (auto& one : all_) open(one);
        for (auto& one : all_) free_.push_back(&one);
    }
    ~generator() {
        for (auto& one : all_) close(one.socket);
        close(poll_);
    }

    void run() {
        const auto start = clock::now();
        measured_from_ = start + seconds(how_.warm);
        const auto end = measured_from_ + seconds(how_.seconds);
        next_ = start;
        while (true) {
            const auto now = clock::now();
            if (!cpu_before_ && now >= measured_from_) cpu_before_ = time_on_cpu(how_.pid);
            if (now >= end) break;
            launch(now);
            wait(now, end);
        }
        cpu_ = time_on_cpu(how_.pid) - cpu_before_.value_or(0);
        unanswered_ = due_.size();
        for (auto& one : all_) unanswered_ += one.busy && how_.rate > 0 && clock::now() - one.since > std::chrono::seconds(1);
    }

    void print() const {
        const auto us = [](std::uint64_t ns) { return static_cast<double>(ns) / 1000; };
        const double done = static_cast<double>(times_.count());
        std::printf("{\"answers\":%.0f,\"rate\":%.1f,\"p50\":%.1f,\"p90\":%.1f,\"p99\":%.1f,\"p999\":%.1f,\"max\":%.1f,\"cpu\":%.2f,"
                    "\"bytes\":%.0f,\"unanswered\":%zu,\"taken_p99\":%.1f,\"taken_max\":%.1f,\"turned_away_p99\":%.1f,\"turned_away_max\":%.1f,"
                    "\"refused\":{",
                    done, done / how_.seconds, us(times_.at(0.5)), us(times_.at(0.9)), us(times_.at(0.99)), us(times_.at(0.999)),
                    us(times_.largest()), done > 0 ? us(cpu_) / done : 0, done > 0 ? static_cast<double>(bytes_) / done : 0, unanswered_,
                    us(taken_.at(0.99)), us(taken_.largest()), us(turned_away_.at(0.99)), us(turned_away_.largest()));
        for (bool first = true; const auto& [status, count] : refused_) {
            std::printf("%s\"%d\":%llu", first ? "" : ",", status, static_cast<unsigned long long>(count));
            first = false;
        }
        std::printf("}}\n");
    }

private:
    static clock::duration seconds(double n) { return std::chrono::duration_cast<clock::duration>(std::chrono::duration<double>(n)); }

    void open(connection& one) {
        if (one.socket >= 0) close(one.socket);
        one.socket = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_port = htons(static_cast<std::uint16_t>(how_.port));
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (connect(one.socket, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0)
            throw std::runtime_error("nobody listens on port " + std::to_string(how_.port));
        const int yes = 1;
        setsockopt(one.socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        epoll_event event{EPOLLIN, {&one}};
        epoll_ctl(poll_, EPOLL_CTL_ADD, one.socket, &event);
    }

    void launch(clock::time_point now) {
        if (how_.rate <= 0) {
            while (!free_.empty()) send_on(*take_free(), now);
            return;
        }
        for (; next_ <= now; next_ += seconds(1 / how_.rate)) due_.push_back(next_);
        while (!due_.empty() && !free_.empty()) {
            send_on(*take_free(), due_.front());
            due_.pop_front();
        }
    }

    connection* take_free() {
        connection* one = free_.front();
        free_.pop_front();
        return one;
    }

    void send_on(connection& one, clock::time_point since) {
        const auto place = how_.each ? static_cast<std::size_t>(&one - all_.data()) : static_cast<std::size_t>(number_ * 7919);
        const planned& line = plan_.lines[place % plan_.lines.size()];
        if (one.version == 0) one.version = line.version;
        write_request(one.out, plan_, line, one.version, number_++);
        one.busy = true;
        one.since = since;
        one.sent = clock::now();
        one.in.clear();
        one.head = {};
        for (std::size_t sent = 0; sent < one.out.size();) {
            const auto n = ::send(one.socket, one.out.data() + sent, one.out.size() - sent, MSG_NOSIGNAL);
            if (n <= 0) throw std::runtime_error("the server closed a connection");
            sent += static_cast<std::size_t>(n);
        }
    }

    void wait(clock::time_point now, clock::time_point end) {
        epoll_event events[64];
        const auto until = how_.rate > 0 ? std::min(next_, end) : end;
        const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(std::max(until - now, clock::duration::zero())).count();
        const timespec most{left / 1'000'000'000, left % 1'000'000'000};
        const int count = epoll_pwait2(poll_, events, 64, &most, nullptr);
        for (int i = 0; i < count; ++i) receive(*static_cast<connection*>(events[i].data.ptr));
    }

    void receive(connection& one) {
        const auto n = recv(one.socket, buffer_, sizeof buffer_, MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (n <= 0 && one.busy) throw std::runtime_error("the server closed a connection before its answer");
        if (n <= 0) return open(one);
        one.in.append(buffer_, static_cast<std::size_t>(n));
        if (one.head.size == 0) one.head = read_head(one.in);
        if (one.head.size == 0 || one.in.size() < one.head.size) return;
        answered(one);
    }

    void answered(connection& one) {
        const auto now = clock::now();
        if (now >= measured_from_) {
            if (one.head.status < 300) {
                times_.add(static_cast<std::uint64_t>((now - one.since).count()));
                taken_.add(static_cast<std::uint64_t>((now - one.sent).count()));
                bytes_ += one.head.size;
            } else {
                turned_away_.add(static_cast<std::uint64_t>((now - one.sent).count()));
                ++refused_[one.head.status];
            }
        }
        if (one.head.version > 0) one.version = one.head.version;
        one.busy = false;
        if (one.head.closes) open(one);
        free_.push_back(&one);
    }

    const settings& how_;
    const plan& plan_;
    std::uint64_t number_;
    int poll_ = -1;
    std::vector<connection> all_;
    std::deque<connection*> free_;
    std::deque<clock::time_point> due_;
    clock::time_point measured_from_, next_;
    histogram times_;                 // from when it should have been sent
    histogram taken_, turned_away_;   // from when it was sent
    std::map<int, std::uint64_t> refused_;
    std::optional<std::uint64_t> cpu_before_;
    std::uint64_t cpu_ = 0, bytes_ = 0;
    std::size_t unanswered_ = 0;
    char buffer_[65536];
};

}

}

int main(int count, char** words) try {
    const auto how = bench::settings_from(count, words);
    const auto what = bench::read_plan(how.plan_file, how.headers_file);
    auto load = std::make_unique<bench::generator>(how, what);
    load->run();
    load->print();
} catch (const std::exception& fault) {
    std::cerr << "bench_load: " << fault.what() << "\n";
    return 1;
}
