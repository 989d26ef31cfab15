#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace bench {

// Latencies in nanoseconds, each kept to within one part in 128, in the manner of HdrHistogram.
class histogram {
public:
    void add(std::uint64_t value) {
        ++buckets_[place_of(value)];
        ++count_;
        largest_ = std::max(largest_, value);
    }
    std::uint64_t count() const { return count_; }
    std::uint64_t largest() const { return largest_; }

    // The value that `share` of all are not above; 0 without any.
    std::uint64_t at(double share) const {
        const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(count_));
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < buckets_.size(); ++i)
            if ((seen += buckets_[i]) > wanted) return std::min(value_of(i), largest_);
        return largest_;
    }

private:
    static constexpr unsigned fine = 7; // bits kept of each value

    static std::size_t place_of(std::uint64_t value) {
        const unsigned width = static_cast<unsigned>(std::bit_width(value));
        if (width <= fine + 1) return value;
        const unsigned shift = width - fine - 1;
        return (static_cast<std::size_t>(shift) << fine) + (value >> shift);
    }
    static std::uint64_t value_of(std::size_t place) {
        if (place < (2u << fine)) return place;
        const unsigned shift = static_cast<unsigned>(place >> fine) - 1;
        return ((place & ((1u << fine) - 1)) | (1u << fine)) << shift;
    }

    std::array<std::uint64_t, std::size_t{58} << fine> buckets_{};
    std::uint64_t count_ = 0;
    std::uint64_t largest_ = 0;
};

}
