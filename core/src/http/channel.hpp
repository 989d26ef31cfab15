#pragma once

#include "core/src/http/worker.hpp"

#include <boost/beast/core/flat_buffer.hpp>

#include <string_view>
#include <type_traits>

namespace lumbar::http {

namespace beast = boost::beast;

// The bytes of one connection, plain or through TLS. Each step sets the deadline at which the scan cuts it; a step that was
// cut, or whose peer has gone, says so in its result and never throws.
template <class Stream>
class channel : public watched {
public:
    static constexpr bool secured = !std::is_same_v<Stream, socket_type>;

    channel(worker& home, Stream stream);
    ~channel() override;
    void cut() override;
    void leave() override;
    void rest() override;

    awaitable<bool> shake_hands();
    // Reads some more into the buffer. False: no room left in it, or the connection is over.
    awaitable<bool> read_more();
    // The length of the head in the buffer, its empty line included; 0: the connection is over.
    awaitable<std::size_t> read_head();
    // Sends both whole. A reader may be slow, but not stuck, nor slower than 1 KiB a second.
    awaitable<bool> write(std::string_view first, std::string_view second = {});
    // A listener to a stream says nothing: what can be read from it is its end.
    awaitable<> until_gone();
    // Ends the connection so that its last answer arrives.
    awaitable<> linger();

    std::string_view buffered() const { return {static_cast<const char*>(buffer_.data().data()), buffer_.size()}; }
    beast::flat_buffer& buffer() { return buffer_; }
    worker& home() { return home_; }

private:
    socket_type& lowest();
    awaitable<bool> sleep();

    worker& home_;
    Stream stream_;
    beast::flat_buffer buffer_;
    bool resting_ = false;
};

extern template class channel<socket_type>;
extern template class channel<tls_stream>;

}
