#include "io/postgres/connection.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "base/error.h"
#include "base/limits.h"
#include "io/utf8.h"

namespace cognate::io {
namespace {

constexpr int kPollMilliseconds = 100;  // between two looks whether to stop
// The server ends a statement by itself; only one that is gone or hangs is waited for longer.
constexpr auto kAnswerMax = std::chrono::seconds(limits::kDatabaseStatementSeconds + 10);

/// What the server's codes of errors (SQLSTATE, or the start of one) mean for people.
struct StateRow {
  std::string_view start;
  Code code;
};
constexpr StateRow kStates[] = {
    {"57014", Code::deadline}, {"55P03", Code::unavailable}, {"57", Code::unavailable},
    {"53", Code::unavailable}, {"08", Code::unavailable},    {"42501", Code::io},
};

/// In one line, as valid UTF-8.
std::string plain_words(std::string_view message) {
  std::string words;
  append_repaired_utf8(message, words);
  std::replace(words.begin(), words.end(), '\n', ' ');
  while (!words.empty() && words.back() == ' ') {
    words.pop_back();
  }
  return words;
}

std::string without(std::string text, const std::string& secret) {
  for (std::size_t at = text.find(secret); !secret.empty() && at != std::string::npos;
       at = text.find(secret, at + 3)) {
    text.replace(at, secret.size(), "***");
  }
  return text;
}

std::string percent_decoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = [&](std::size_t at) {
      return at < text.size() ? kDigits.find(static_cast<char>(text[at] | 0x20))
                              : std::string_view::npos;
    };
    const std::size_t high = text[i] == '%' ? digit(i + 1) : std::string_view::npos;
    const std::size_t low = text[i] == '%' ? digit(i + 2) : std::string_view::npos;
    if (high != std::string_view::npos && low != std::string_view::npos) {
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

}  // namespace

std::string postgres_name(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    quoted.append(c == '"' ? 2 : 1, c);
  }
  return quoted + '"';
}

PostgresUrl split_postgres_url(const std::string& url) {
  PostgresUrl result;
  const std::size_t mark = url.find('?');
  result.url = url.substr(0, mark);
  std::string_view rest =
      mark == std::string::npos ? std::string_view() : std::string_view(url).substr(mark + 1);
  char separator = '?';
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    const std::size_t equals = part.find('=');
    const std::string_view key = part.substr(0, equals);
    if (key == "schema" || key == "table") {
      std::string value =
          equals == std::string_view::npos ? "" : percent_decoded(part.substr(equals + 1));
      (key == "schema" ? result.schema : result.table) = std::move(value);
    } else if (!part.empty()) {
      result.url += separator;
      result.url += part;
      separator = '&';
    }
  }
  return result;
}

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::open(const std::string& url,
                                                                     const std::string& shown) {
  auto api = postgres_library();
  if (!api) {
    return std::move(api).error().within(shown);
  }
  std::unique_ptr<PostgresConnection> connection(new PostgresConnection(**api, shown));
  TRY_OK(connection->connect(url));
  return connection;
}

Status PostgresConnection::connect(const std::string& url) {
  char* message = nullptr;
  PQconninfoOption* const options = api_.conninfoParse(url.c_str(), &message);
  // libpq's message may quote a piece of the password, so it is not shown.
  api_.freemem(message);
  bool sound = options != nullptr;
  bool own_timeout = false;
  for (const PQconninfoOption* each = options; sound && each->keyword != nullptr; ++each) {
    const std::string_view value = each->val == nullptr ? "" : each->val;
    const std::string_view keyword = each->keyword;
    password_ = keyword == "password" ? std::string(value) : password_;
    own_timeout = own_timeout || (keyword == "connect_timeout" && !value.empty());
    sound = keyword != "port" || value.find_first_not_of("0123456789,") == std::string_view::npos;
  }
  api_.conninfoFree(options);
  if (!sound) {
    return fail(
        Code::invalid_argument,
        "{}: not an address of a database, which looks like "
        "postgresql://user@host:5432/database; what is special in a password is written "
        "%40 for @, %2F for /, %23 for #, or the password stands in ~/.pgpass or PGPASSWORD",
        shown_);
  }
  const std::string timeout = std::to_string(limits::kDatabaseConnectSeconds);
  const std::array<const char*, 5> keys = {"dbname", "client_encoding", "fallback_application_name",
                                           own_timeout ? nullptr : "connect_timeout", nullptr};
  const std::array<const char*, 5> values = {url.c_str(), "UTF8", "cognate", timeout.c_str(),
                                             nullptr};
  connection_ = api_.connectdbParams(keys.data(), values.data(), 1);
  if (api_.status(connection_) == CONNECTION_OK) {
    return ok();
  }
  const bool wants_password = api_.connectionNeedsPassword(connection_) != 0;
  return fail(Code::unavailable, "{}: no connection: {}{}", shown_,
              without(plain_words(api_.errorMessage(connection_)), password_),
              wants_password ? "; put the password into ~/.pgpass or PGPASSWORD" : "");
}

PostgresConnection::~PostgresConnection() {
  if (connection_ != nullptr) {
    api_.finish(connection_);
  }
}

Error PostgresConnection::lost() const {
  return fail(Code::unavailable, "{}: the connection was lost: {}", shown_,
              without(plain_words(api_.errorMessage(connection_)), password_));
}

Error PostgresConnection::error_of(PGresult* result) const {
  if (api_.status(connection_) != CONNECTION_OK) {
    return lost();
  }
  const char* const state = api_.resultErrorField(result, PG_DIAG_SQLSTATE);
  const char* const words = api_.resultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const std::string_view known = state == nullptr ? "" : state;
  const auto* row = std::find_if(std::begin(kStates), std::end(kStates), [&](const StateRow& each) {
    return known.starts_with(each.start);
  });
  return fail(row == std::end(kStates) ? Code::corrupt : row->code, "{}: the server says: {}",
              shown_, words == nullptr ? "nothing" : plain_words(words));
}

void PostgresConnection::cancel() {
  std::array<char, 256> words{};
  PGcancel* const request = api_.getCancel(connection_);
  if (request != nullptr) {
    api_.cancel(request, words.data(), static_cast<int>(words.size()));
    api_.freeCancel(request);
  }
}

/// Until the answer is there.
Status PostgresConnection::wait(const std::stop_token& stop) {
  const auto end = std::chrono::steady_clock::now() + kAnswerMax;
  while (api_.isBusy(connection_) != 0) {
    if (stop.stop_requested() || std::chrono::steady_clock::now() > end) {
      cancel();
      return stop.stop_requested()
                 ? fail(Code::deadline, "{}: stopped while reading", shown_)
                 : fail(Code::unavailable, "{}: the server does not answer", shown_);
    }
    pollfd ready{.fd = api_.socket(connection_), .events = POLLIN, .revents = 0};
    const int count = ::poll(&ready, 1, kPollMilliseconds);
    if (count != 0 && api_.consumeInput(connection_) == 0) {
      return lost();
    }
  }
  return ok();
}

Result<PostgresRows> PostgresConnection::query(const std::string& sql,
                                               std::span<const std::string> parameters,
                                               const std::stop_token& stop) {
  std::vector<const char*> values;
  for (const std::string& each : parameters) {
    values.push_back(each.c_str());
  }
  if (api_.sendQueryParams(connection_, sql.c_str(), static_cast<int>(values.size()), nullptr,
                           values.data(), nullptr, nullptr, 0) == 0) {
    return lost();
  }
  PGresult* last = nullptr;  // of several results the last one counts
  Status status = ok();
  while (status) {
    status = wait(stop);
    PGresult* const result = status ? api_.getResult(connection_) : nullptr;
    if (result == nullptr) {
      break;
    }
    api_.clear(std::exchange(last, result));
    const ExecStatusType kind = api_.resultStatus(result);
    if (kind != PGRES_TUPLES_OK && kind != PGRES_COMMAND_OK) {
      status = error_of(result);
      finish_query(stop);
    }
  }
  PostgresRows rows(api_, last);
  if (!status) {
    return std::move(status).error();
  }
  return rows;
}

/// Takes what is left of the answer, so that the next query can be sent.
void PostgresConnection::finish_query(const std::stop_token& stop) {
  while (wait(stop)) {
    PGresult* const result = api_.getResult(connection_);
    if (result == nullptr) {
      return;
    }
    api_.clear(result);
  }
}

Status PostgresConnection::run(const std::string& sql, const std::stop_token& stop) {
  TRY_OK(query(sql, {}, stop));
  return ok();
}

void PostgresConnection::roll_back() {
  // A connection that is lost has no transaction left to end.
  const Status ended = run("ROLLBACK", {});
  static_cast<void>(ended);
}

}  // namespace cognate::io
