// SPDX-License-Identifier: Apache-2.0
//
// How is one HTTP request asked and answered? libcurl with what every sender needs of it: connections that are kept, limits,
// verified TLS, and whether a request that got no answer may have arrived.
#ifndef DOVERIE_SRC_ADAPTERS_SENDERS_HTTP_CLIENT_H_
#define DOVERIE_SRC_ADAPTERS_SENDERS_HTTP_CLIENT_H_

#include <curl/curl.h>

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "adapters/owner_process.h"
#include "doverie/adapters/sms_gateway.h"
#include "doverie/core/result.h"
#include "doverie/core/secret.h"

namespace doverie {

struct HttpRequest {
  std::optional<Secret> url{};              // its query may hold the code; nullopt: the client's
  std::span<const Secret> fixed_headers{};  // `Name: value`; borrowed
  std::vector<Secret> headers{};            // further ones
  std::optional<Secret> body{};             // a POST with it; nullopt: a GET
};

struct HttpAnswer {
  int status = 0;       // 0: there was none
  std::string body;     // empty when it was longer than 64 KiB
  bool sent = false;    // at least a part of the request has left, so that the gateway may have taken it
  std::string problem;  // why there was no answer, in curl's words for the kind of error: nothing of the request is in them
};

// Thread-safe; blocks.
class HttpClient {
 public:
  // `url`: of requests that have none of their own. invalid_argument names the limit that will not do.
  static Result<std::unique_ptr<HttpClient>> create(HttpLimits limits, std::string url);
  ~HttpClient();

  HttpAnswer ask(const HttpRequest& request);

 private:
  struct Close {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  using Handle = std::unique_ptr<CURL, Close>;

  struct Idle {
    Handle handle;  // keeps its connection
    std::thread::id last;
  };

  HttpClient(HttpLimits limits, std::string url) : limits_(std::move(limits)), url_(std::move(url)) {}

  // The one that this thread had before, if it is there: two that wait for each other on one connection find each other sooner.
  Handle take();
  void give_back(Handle handle);
  void prepare(CURL* handle) const;

  const HttpLimits limits_;
  const std::string url_;
  const OwnerProcess owner_;
  std::mutex mutex_;
  std::vector<Idle> idle_;
};

// What is wrong with a URL that has to be http or https with a host, without user name, password and fragment, as a sentence that
// does not show it; nullptr when nothing is.
const char* flaw_of_url(const std::string& url);

// Whether nothing of `text` has to be escaped, in a header, in JSON or in an address: [A-Za-z0-9_-].
bool fits_address(std::string_view text);

// Whether `text` can stand in a header: visible ASCII and spaces inside.
bool fits_header(std::string_view text);

}  // namespace doverie

#endif  // DOVERIE_SRC_ADAPTERS_SENDERS_HTTP_CLIENT_H_
