// The limit server: what a request costs when nothing but the answer is made. No sign-in, no permissions, no audit.
//   bench_limit PORT THREADS URL [write]        URL: sqlite:///path or postgresql://…; "write": takes writes (SQLite)
#include "service.hpp"

#include <iostream>

int main(int count, char** words) try {
    if (count < 4) throw std::runtime_error("usage: bench_limit PORT THREADS URL [write]");
    const std::string url = words[3];
    const bool file = url.starts_with("sqlite://");
    const std::string path = file ? url.substr(9) : "";
    const auto writes = count > 4 && file ? bench::group_commit(path) : nullptr;
    const auto reads = [&] { return file ? bench::sqlite_reader(path) : bench::postgresql_reader(url); };
    bench::serve(static_cast<unsigned short>(std::stoi(words[1])), std::stoi(words[2]), reads, writes.get());
} catch (const std::exception& fault) {
    std::cerr << "bench_limit: " << fault.what() << "\n";
    return 1;
}
