#pragma once
// Names of a request, to find it again in logs: its id, and the trace it belongs to (W3C Trace
// Context, level 1). Thread-safety: pure functions, but for next_number, which is safe.

#include <cstdint>
#include <string>
#include <string_view>

namespace cognate::server {

/// A number that is unlike all others of this process, and hard to guess from outside.
std::uint64_t next_number() noexcept;

/// The id that the client gave, where it is 1 to kHttpRequestIdBytesMax of [A-Za-z0-9._-]; else a
/// new one.
std::string request_id(std::string_view given);

/// The trace id of a traceparent field, 32 digits; "" where it is none.
std::string_view trace_id(std::string_view traceparent);

/// The traceparent of our part of the trace: its id and flags, with a new parent id. REQUIRES:
/// trace_id(traceparent) is not empty.
std::string child_traceparent(std::string_view traceparent);

}  // namespace cognate::server
