// SPDX-License-Identifier: Apache-2.0
//
// libcurl's easy interface, one handle for each thread that asks at the same time. A handle keeps its connection.
#include "adapters/senders/http_client.h"

#include <signal.h>

#include <algorithm>
#include <tuple>

namespace doverie {

namespace {

// An answer of a gateway is a line, or JSON of some hundred bytes.
constexpr std::size_t kMostAnswerBytes = 65'536;
// Connections beyond these are closed when they are not used.
constexpr std::size_t kMostIdle = 64;
constexpr Duration kLeastTimeout = std::chrono::milliseconds{1};
constexpr Duration kMostTimeout = std::chrono::minutes{1};

long milliseconds(Duration duration) {
  return static_cast<long>(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

// The string that a Secret keeps, which a NUL follows.
const char* c_string(const Secret& secret) {
  return secret.reveal().data();
}

// libcurl's list of lines, over strings that stay where they are.
class Headers {
 public:
  explicit Headers(const HttpRequest& request) {
    nodes_.reserve(request.fixed_headers.size() + request.headers.size() + 1);
    for (const Secret& line : request.fixed_headers) add(c_string(line));
    for (const Secret& line : request.headers) add(c_string(line));
    add("Expect:");  // no second round trip before the body
  }
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;
  curl_slist* get() { return nodes_.data(); }

 private:
  void add(const char* line) {
    nodes_.push_back({const_cast<char*>(line), nullptr});  // it is only read
    if (nodes_.size() > 1) nodes_[nodes_.size() - 2].next = &nodes_.back();
  }
  std::vector<curl_slist> nodes_;  // never moves
};

// libcurl leaves SIGPIPE to others when it may use no signals, and TLS may raise it when a gateway hangs up; without TLS it asks
// for none. It is held back from this thread for a while, and taken away.
class NoBrokenPipe {
 public:
  NoBrokenPipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t waiting;
    sigpending(&waiting);
    waited_ = sigismember(&waiting, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  NoBrokenPipe(const NoBrokenPipe&) = delete;
  NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;
  ~NoBrokenPipe() {
    constexpr timespec kAtOnce{};
    if (!waited_) sigtimedwait(&pipe_, nullptr, &kAtOnce);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_{};
  sigset_t before_{};
  bool waited_ = false;
};

struct Received {
  std::string body;
  bool too_long = false;
};

// Called by libcurl, which is C: nothing may be thrown through it.
std::size_t receive(const char* bytes, std::size_t, std::size_t size, void* to) noexcept {
  auto& received = *static_cast<Received*>(to);
  received.too_long = received.too_long || received.body.size() + size > kMostAnswerBytes;
  if (received.too_long) return 0;
  try {
    received.body.append(bytes, size);
  } catch (const std::bad_alloc&) {
    return 0;
  }
  return size;
}

template <class T>
void set(CURL* handle, CURLoption option, T value) {
  if (curl_easy_setopt(handle, option, value) == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
}

long asked(CURL* handle, CURLINFO info) {
  long value = 0;
  curl_easy_getinfo(handle, info, &value);
  return value;
}

// A connection that the gateway had closed meanwhile makes libcurl send again; then both conditions hold although the second
// one could not be made. The first request may have arrived.
bool has_sent(CURL* handle) {
  curl_off_t ready = 0;
  curl_easy_getinfo(handle, CURLINFO_PRETRANSFER_TIME_T, &ready);
  return asked(handle, CURLINFO_REQUEST_SIZE) > 0 && ready > 0;
}

HttpAnswer answer_of(CURL* handle, CURLcode code, Received received) {
  HttpAnswer answer;
  answer.sent = has_sent(handle);
  if (code == CURLE_OK || received.too_long) answer.status = static_cast<int>(asked(handle, CURLINFO_RESPONSE_CODE));
  if (code == CURLE_OK) answer.body = std::move(received.body);
  if (answer.status == 0) answer.problem = curl_easy_strerror(code);
  return answer;
}

// What differs from request to request. Neither headers nor body are copied.
void put(CURL* handle, const HttpRequest& request, Headers& headers, Received& received) {
  if (request.url) set(handle, CURLOPT_URL, c_string(*request.url));
  set(handle, CURLOPT_HTTPHEADER, headers.get());
  set(handle, CURLOPT_WRITEDATA, &received);
  if (!request.body) return;
  set(handle, CURLOPT_POST, 1L);
  set(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body->size()));
  set(handle, CURLOPT_POSTFIELDS, c_string(*request.body));
}

// Nothing of a request stays.
void forget(CURL* handle, const HttpRequest& request, const std::string& url) {
  if (request.url) set(handle, CURLOPT_URL, url.c_str());
  set(handle, CURLOPT_POSTFIELDS, static_cast<const char*>(nullptr));
  set(handle, CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
}

Fault wrong(std::string what) {
  return Fault{FaultCode::invalid_argument, std::move(what)};
}

Status check_timeout(const char* name, Duration given) {
  if (given >= kLeastTimeout && given <= kMostTimeout) return Done{};
  return wrong(std::string(name) + ": 1 ms to 1 min");
}

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

bool has_part(const Url& url, CURLUPart part) {
  char* text = nullptr;
  const bool there = curl_url_get(url.get(), part, &text, 0) == CURLUE_OK;
  curl_free(text);
  return there;
}

}  // namespace

const char* flaw_of_url(const std::string& url) {
  const bool http = url.starts_with("https://") || url.starts_with("http://");
  const Url parsed(curl_url(), &curl_url_cleanup);
  if (!parsed) throw std::bad_alloc();
  if (!http || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    return "is no URL; it begins with https:// or http:// and a host, and has no spaces";
  }
  if (has_part(parsed, CURLUPART_USER) || has_part(parsed, CURLUPART_PASSWORD)) {
    return "has a user name in it; give credentials apart, so that no log shows them";
  }
  return has_part(parsed, CURLUPART_FRAGMENT) ? "has a fragment (#) in it, which is never sent" : nullptr;
}

bool fits_address(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !text.empty() && std::ranges::all_of(text, fits);
}

bool fits_header(std::string_view text) {
  const auto visible = [](char c) { return c >= ' ' && c <= '~'; };
  return !text.empty() && std::ranges::all_of(text, visible) && text.front() != ' ' && text.back() != ' ';
}

Result<std::unique_ptr<HttpClient>> HttpClient::create(HttpLimits limits, std::string url) {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) return Fault{FaultCode::internal, "libcurl could not be initialised"};
  if (auto status = check_timeout("connect_timeout", limits.connect_timeout); !status) {
    return status.as<std::unique_ptr<HttpClient>>();
  }
  if (auto status = check_timeout("timeout", limits.timeout); !status) return status.as<std::unique_ptr<HttpClient>>();
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(limits), std::move(url)));
}

HttpClient::~HttpClient() {
  if (owner_.is_current()) return;
  for (Idle& idle : idle_) std::ignore = idle.handle.release();  // closing would reach into the parent's connections
}

HttpClient::Handle HttpClient::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      const auto own = std::ranges::find(idle_, std::this_thread::get_id(), &Idle::last);
      std::swap(own == idle_.end() ? idle_.back() : *own, idle_.back());
      Handle handle = std::move(idle_.back().handle);
      idle_.pop_back();
      return handle;
    }
  }
  Handle handle(curl_easy_init());
  if (!handle) throw std::bad_alloc();
  prepare(handle.get());
  return handle;
}

void HttpClient::give_back(Handle handle) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kMostIdle) idle_.push_back({std::move(handle), std::this_thread::get_id()});
}

void HttpClient::prepare(CURL* handle) const {
  set(handle, CURLOPT_URL, url_.c_str());
  set(handle, CURLOPT_WRITEFUNCTION, &receive);
  set(handle, CURLOPT_NOSIGNAL, 1L);
  set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  set(handle, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  set(handle, CURLOPT_PROXY, "");
  set(handle, CURLOPT_FOLLOWLOCATION, 0L);
  set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  set(handle, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(limits_.connect_timeout));
  set(handle, CURLOPT_TIMEOUT_MS, milliseconds(limits_.timeout));
  if (!limits_.ca_file.empty()) set(handle, CURLOPT_CAINFO, limits_.ca_file.c_str());
}

HttpAnswer HttpClient::ask(const HttpRequest& request) {
  if (!owner_.is_current()) return {.problem = "made before fork(); make another in the child"};
  Handle handle = take();
  Headers headers(request);
  Received received;
  put(handle.get(), request, headers, received);
  std::optional<NoBrokenPipe> quiet;
  if ((request.url ? request.url->reveal() : std::string_view(url_)).starts_with("https:")) quiet.emplace();
  const CURLcode code = curl_easy_perform(handle.get());
  HttpAnswer answer = answer_of(handle.get(), code, std::move(received));
  forget(handle.get(), request, url_);
  give_back(std::move(handle));
  return answer;
}

}  // namespace doverie
