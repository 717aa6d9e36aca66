// 64-bit hashes: of bytes, of pairs, of sequences. Pure, callable from any thread.
//
// Values travel through Kafka and outlive builds and machines, so they are part of the record format: tests freeze
// them. Not for tables that an attacker fills on purpose where a collision costs more than a wrong `related`: none of
// this is keyed.
//
// Source: XXH3_64bits without seed (https://github.com/Cyan4973/xxHash, specified in doc/xxhash_spec.md, stable since
// 0.8.0); the finaliser of MurmurHash3 for mixing (Austin Appleby, public domain).
#pragma once

#include <cstdint>
#include <string_view>

namespace dongtin {

// XXH3_64bits of the bytes; any length, endian-neutral.
std::uint64_t Hash64(std::string_view bytes);

// A bijection in which every bit of the input moves every bit of the output (fmix64 of MurmurHash3).
constexpr std::uint64_t Mix64(std::uint64_t value) {
  value ^= value >> 33;
  value *= 0xff51afd7ed558ccdULL;
  value ^= value >> 33;
  value *= 0xc4ceb9fe1a85ec53ULL;
  value ^= value >> 33;
  return value;
}

// The hash of a sequence from the hash of what came before and the hash of the next part. Order counts:
// HashCombine(a, b) != HashCombine(b, a).
constexpr std::uint64_t HashCombine(std::uint64_t seed, std::uint64_t value) {
  return Mix64(seed * 0x9e3779b97f4a7c15ULL + value);
}

}  // namespace dongtin
