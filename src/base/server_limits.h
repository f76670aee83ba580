#pragma once
// The limits of the HTTP server, which base/limits.h would else carry into every file.

#include "base/limits.h"

namespace cognate::limits {

inline constexpr std::size_t kHttpBufferBytes = 4 * kKiB;      // of a connection, to read into
inline constexpr std::size_t kHttpBufferBytesMax = 64 * kKiB;  // while a long body comes
inline constexpr std::size_t kHttpHeadBytesMax = 8 * kKiB;
inline constexpr std::size_t kHttpFieldsMax = 100;
inline constexpr int kHttpLingerMilliseconds = 2'000;  // for what comes after the last answer
inline constexpr int kHttpIdleMilliseconds = 75'000;
inline constexpr int kHttpHeadMilliseconds = 10'000;
inline constexpr int kHttpBodyMilliseconds = 10'000;  // and so long as it comes quickly enough
inline constexpr int kHttpWriteMilliseconds = 30'000;
inline constexpr std::size_t kHttpBytesPerSecondMin = 1'000;
inline constexpr int kHttpSweepMilliseconds = 100;  // between two looks at the deadlines
inline constexpr std::size_t kHttpThreadsMax = 64;
inline constexpr std::size_t kHttpAddressesMax = 16;
inline constexpr int kHttpBacklog = 1'024;
inline constexpr std::size_t kHttpConnectionsMax = 10'000;      // the default
inline constexpr std::size_t kHttpBodyBytesMax = 1 * kMiB;      // of most routes
inline constexpr std::size_t kHttpBodiesBytesMax = 512 * kMiB;  // of all requests at once
inline constexpr std::size_t kHttpInlineBytes = 8 * kKiB;  // a longer body is for the work pool
inline constexpr std::size_t kHttpInlineRows = 16;         // so is an answer of more vectors
inline constexpr std::size_t kHttpWorkWaitingMax = 1'024;
inline constexpr std::size_t kHttpRequestIdBytesMax = 128;
inline constexpr std::size_t kJsonDepthMax = 64;         // of a request
inline constexpr std::size_t kJsonBytesKept = 1 * kMiB;  // a larger parser is given back after use
inline constexpr std::size_t kInputsMax = 2'048;         // texts of a request, as OpenAI has it
inline constexpr std::size_t kKeysMax = 10'000;
inline constexpr std::size_t kKeyNameBytesMax = 100;

}  // namespace cognate::limits
