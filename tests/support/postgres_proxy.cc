// SPDX-License-Identifier: Apache-2.0
//
// Passes messages on one by one, until the one that the test has named.
#include "support/postgres_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

namespace doverie::testing {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool read_all(int from, char* to, std::size_t size) {
  while (size > 0) {
    const ssize_t got = recv(from, to, size, 0);
    if (got <= 0) return false;
    to += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

// One message with its header: a letter, but for the client's first one, and the length. Empty at the end.
std::string read_message(int from, bool first_of_client) {
  std::string message(first_of_client ? 4 : 5, '\0');
  if (!read_all(from, message.data(), message.size())) return {};
  std::uint32_t length = 0;
  for (const char byte : message.substr(message.size() - 4)) length = length << 8 | static_cast<unsigned char>(byte);
  const std::size_t header = message.size();
  message.resize(header + length - 4);
  if (!read_all(from, message.data() + header, length - 4)) return {};
  return message;
}

bool write_all(int to, const std::string& bytes) {
  return send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

}  // namespace

PostgresProxy::PostgresProxy(int server_port) : server_port_(server_port), listener_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* const raw = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, raw, size) != 0 || listen(listener_, 16) != 0 || getsockname(listener_, raw, &size) != 0) std::abort();
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_clients(); });
}

PostgresProxy::~PostgresProxy() {
  stopping_ = true;
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (const Link& link : links_) {
    shutdown(link.client, SHUT_RDWR);
    shutdown(link.server, SHUT_RDWR);
  }
  for (std::thread& pump : pumps_) pump.join();
  for (const Link& link : links_) {
    close(link.client);
    close(link.server);
  }
  close(listener_);
}

std::string PostgresProxy::conninfo() const {
  return "host=127.0.0.1 port=" + std::to_string(port_) +
         " user=postgres dbname=postgres sslmode=disable gssencmode=disable target_session_attrs=any";
}

void PostgresProxy::break_at(Break where) {
  const std::lock_guard lock(mutex_);
  break_ = where;
  broke_ = false;
}

void PostgresProxy::cut_after(Towards towards, int bytes) {
  const std::lock_guard lock(mutex_);
  cut_ = Break{towards, bytes, std::nullopt};
  broke_ = false;
}

std::optional<std::size_t> PostgresProxy::cut_within(Towards towards, std::size_t size) {
  const std::lock_guard lock(mutex_);
  if (!cut_ || cut_->towards != towards) return std::nullopt;
  const auto left = static_cast<std::size_t>(cut_->messages);
  cut_->messages -= static_cast<int>(size);
  if (cut_->messages >= 0) return std::nullopt;
  cut_.reset();
  return left;
}

void PostgresProxy::cut_clients() {
  const std::lock_guard lock(mutex_);
  for (const Link& link : links_) shutdown(link.client, SHUT_RDWR);
}

void PostgresProxy::accept_clients() {
  while (!stopping_) {
    const int client = accept(listener_, nullptr, nullptr);
    if (client < 0) return;
    const int server = socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = loopback(server_port_);
    const bool connected = connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    if (!connected) shutdown(client, SHUT_RDWR);
    const Link link{client, server};
    const std::lock_guard lock(mutex_);
    links_.push_back(link);
    if (!connected) continue;
    pumps_.emplace_back([this, link] { pump(link, Towards::server); });
    pumps_.emplace_back([this, link] { pump(link, Towards::client); });
  }
}

std::optional<Break> PostgresProxy::breaks_here(Towards towards) {
  const std::lock_guard lock(mutex_);
  if (!break_ || break_->towards != towards || break_->messages-- > 0) return std::nullopt;
  return std::exchange(break_, std::nullopt);
}

bool PostgresProxy::pass(Link link, Towards towards, const std::string& message) {
  while (frozen_ && !stopping_) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  const int to = towards == Towards::server ? link.server : link.client;
  if (const auto bytes = cut_within(towards, message.size())) {
    write_all(to, message.substr(0, *bytes));
    broke_ = true;
    shutdown(link.client, SHUT_RDWR);
    shutdown(link.server, SHUT_RDWR);
    return false;
  }
  if (const auto here = breaks_here(towards)) {
    broke_ = true;
    shutdown(link.client, SHUT_RDWR);
    if (!here->late || towards == Towards::client) {
      shutdown(link.server, SHUT_RDWR);
      return false;
    }
    std::this_thread::sleep_for(*here->late);
  }
  return write_all(to, message);
}

void PostgresProxy::pump(Link link, Towards towards) {
  const int from = towards == Towards::server ? link.client : link.server;
  bool first = towards == Towards::server;
  while (true) {
    const std::string message = read_message(from, first);
    if (message.empty() || !pass(link, towards, message)) break;
    first = false;
  }
  // A client that was cut off does not end what the server does for it.
  if (towards == Towards::client) shutdown(link.client, SHUT_RDWR);
}

}  // namespace doverie::testing
