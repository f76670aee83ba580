#pragma once
// Result<T>: a value, or the Error that says why there is none.
//
// Every function that can fail returns one. Exceptions do not cross rooms; Python turns an Error
// into one exception class a code. Thread-safety: plain values, as safe as the T inside.

#include <cassert>
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace cognate {

/// What kind of failure it is. The nine codes map once to exit codes (cli) and HTTP statuses
/// (server).
enum class Code {
  invalid_argument,  ///< the caller asked for something that makes no sense
  not_found,         ///< a file, table, model or column is not there
  already_exists,    ///< it is there already and must not be replaced
  unavailable,       ///< a service or resource does not answer now; trying again may help
  deadline,          ///< out of time, or told to stop
  corrupt,           ///< bytes were read and are wrong
  io,                ///< the operating system refused: disk full, no permission
  unsupported,       ///< well formed, but this build or version cannot do it
  internal,          ///< our own mistake
};

/// The code's name as it stands above, for example "not_found".
std::string_view code_name(Code code) noexcept;

/// Why there is no value. The message is for people: what was wrong, where, what to do.
struct [[nodiscard]] Error {
  Code code = Code::internal;
  std::string message;

  /// The same error with "where: " before its message.
  Error within(std::string_view where) && {
    message.insert(0, std::string(where) + ": ");
    return std::move(*this);
  }
};

/// A T or an Error. REQUIRES: look before you take; `*result` of a failed one is a programmer's
/// error.
template <class T>
class [[nodiscard]] Result {
 public:
  template <class U = T>
    requires std::convertible_to<U&&, T> && (!std::same_as<std::remove_cvref_t<U>, Error>) &&
             (!std::same_as<std::remove_cvref_t<U>, Result>)
  Result(U&& value) : state_(std::in_place_index<0>, std::forward<U>(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const noexcept { return state_.index() == 0; }

  T& operator*() & { return value(); }
  const T& operator*() const& { return const_cast<Result*>(this)->value(); }
  T&& operator*() && { return std::move(value()); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &const_cast<Result*>(this)->value(); }

  const Error& error() const& {
    assert(!*this);
    return *std::get_if<1>(&state_);
  }
  Error&& error() && {
    assert(!*this);
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  T& value() {
    assert(*this);
    return *std::get_if<0>(&state_);
  }

  std::variant<T, Error> state_;
};

/// Success without a value, or an Error.
using Status = Result<std::monostate>;
inline Status ok() { return std::monostate{}; }

}  // namespace cognate

#define COGNATE_JOIN_(a, b) a##b
#define COGNATE_JOIN(a, b) COGNATE_JOIN_(a, b)
#define COGNATE_TRY_AS_(tmp, var, expr) \
  auto tmp = (expr);                    \
  if (!tmp) {                           \
    return std::move(tmp).error();      \
  }                                     \
  var = *std::move(tmp)

/// TRY(auto x, f()): x is f's value; on failure the enclosing function returns f's error.
/// Expands to several statements: always inside braces.
#define TRY(var, expr) COGNATE_TRY_AS_(COGNATE_JOIN(try_, __LINE__), var, expr)

/// TRY_OK(f()): the same for a Status, whose value nobody needs.
#define TRY_OK(expr)                             \
  do {                                           \
    if (auto try_status = (expr); !try_status) { \
      return std::move(try_status).error();      \
    }                                            \
  } while (false)
