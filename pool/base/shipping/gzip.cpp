#include "pool/base/shipping/gzip.h"

#include <zlib.h>

namespace kiln::pool {

namespace {

constexpr int kWindowBits = 15 + 16;  // zlib's way to ask for gzip's frame
constexpr int kMemoryLevel = 8;

}  // namespace

Result<std::string> gzip(std::string_view text) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kWindowBits, kMemoryLevel,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return plain_error("zlib cannot begin to compress");
    std::string packed(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int ended = deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    if (ended != Z_STREAM_END) return plain_error("zlib cannot compress");
    return packed;
}

}  // namespace kiln::pool
