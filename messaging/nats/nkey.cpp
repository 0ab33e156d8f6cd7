#include "messaging/nats/nkey.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

namespace kiln::messaging {

namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kSeedBytes = 2 + kKeyBytes + 2;
constexpr std::size_t kSeedLetters = 58;
constexpr std::uint8_t kSeedPrefix = 18 << 3;  // 'S'
constexpr std::uint8_t kUserPrefix = 20 << 3;  // 'U'

std::optional<std::string> from_base32(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const std::size_t value = kAlphabet.find(c);
        if (value == kAlphabet.npos) return std::nullopt;
        bits = bits << 5 | static_cast<std::uint32_t>(value);
        count += 5;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> count);
        bits &= (1u << count) - 1;
    }
    return bytes;
}

std::string to_base32(std::string_view bytes) {
    std::string text;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : bytes) {
        bits = bits << 8 | static_cast<std::uint8_t>(c);
        for (count += 8; count >= 5;) {
            count -= 5;
            text += kAlphabet[bits >> count & 31];
        }
        bits &= (1u << count) - 1;
    }
    if (count > 0) text += kAlphabet[bits << (5 - count) & 31];
    return text;
}

// XMODEM: polynomial 0x1021, from 0.
std::uint16_t crc16(std::string_view bytes) {
    std::uint32_t crc = 0;
    for (const char c : bytes) {
        crc ^= static_cast<std::uint32_t>(static_cast<std::uint8_t>(c)) << 8;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc << 1 ^ ((crc & 0x8000) != 0 ? 0x1021u : 0u)) & 0xffff;
    }
    return static_cast<std::uint16_t>(crc);
}

std::string sum_of(std::string_view bytes) {
    const std::uint16_t crc = crc16(bytes);
    return {static_cast<char>(crc & 0xff), static_cast<char>(crc >> 8)};
}

pool::Result<std::string> public_key(std::string_view raw_seed) {
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr,
                                     reinterpret_cast<const unsigned char*>(raw_seed.data()),
                                     raw_seed.size()),
        EVP_PKEY_free);
    std::array<unsigned char, kKeyBytes> raw{};
    std::size_t size = raw.size();
    if (!key || EVP_PKEY_get_raw_public_key(key.get(), raw.data(), &size) != 1)
        return pool::plain_error("libcrypto cannot make the public key of a seed");
    return std::string(raw.begin(), raw.end());
}

}  // namespace

pool::Result<std::string> user_key_of(std::string_view seed) {
    const std::optional<std::string> bytes = from_base32(seed);
    if (!bytes || seed.size() != kSeedLetters)
        return pool::plain_error("that is no seed of a NATS key",
                                 "a user's is one word of 58 characters that begins with SU");
    const std::string_view all(*bytes);
    if (sum_of(all.substr(0, kSeedBytes - 2)) != all.substr(kSeedBytes - 2))
        return pool::plain_error("a character of the seed is wrong: its check sum does not fit",
                                 "copy it once more");
    const auto first = static_cast<std::uint8_t>(all[0]);
    const auto second = static_cast<std::uint8_t>(all[1]);
    if ((first & 0xf8) != kSeedPrefix || ((first & 7) << 5 | second >> 3) != kUserPrefix)
        return pool::plain_error("the seed is no user's", "a user's begins with SU");
    BOOST_OUTCOME_TRY(const std::string key, public_key(all.substr(2, kKeyBytes)));
    const std::string named = static_cast<char>(kUserPrefix) + key;
    return to_base32(named + sum_of(named));
}

}  // namespace kiln::messaging
