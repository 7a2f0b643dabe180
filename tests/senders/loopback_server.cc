// SPDX-License-Identifier: Apache-2.0
//
// Sockets, and as much of HTTP/1.1 as the senders speak.
#include "senders/loopback_server.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace doverie::testing {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int bound_socket() {
  const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(0);
  if (made < 0 || ::bind(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("no port on the loopback");
  }
  return made;
}

int port_of(int socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

bool read_more(int socket, std::string& into) {
  char bytes[4096];
  const ssize_t got = ::recv(socket, bytes, sizeof bytes, 0);
  if (got <= 0) return false;
  into.append(bytes, static_cast<std::size_t>(got));
  return true;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

SeenRequest parsed(const std::string& head) {
  SeenRequest request;
  std::size_t line = head.find("\r\n");
  const std::size_t space = head.find(' ');
  request.method = head.substr(0, space);
  request.target = head.substr(space + 1, head.find(' ', space + 1) - space - 1);
  while (line + 2 < head.size()) {
    const std::size_t begin = line + 2;
    line = std::min(head.find("\r\n", begin), head.size());
    const std::size_t colon = head.find(": ", begin);
    request.headers[lower(head.substr(begin, colon - begin))] = head.substr(colon + 2, line - colon - 2);
  }
  return request;
}

// One request off the front of `buffer`.
bool read_request(int socket, std::string& buffer, SeenRequest& request) {
  while (buffer.find("\r\n\r\n") == std::string::npos) {
    if (!read_more(socket, buffer)) return false;
  }
  const std::size_t end = buffer.find("\r\n\r\n");
  request = parsed(buffer.substr(0, end));
  const auto length = request.headers.contains("content-length") ? std::stoul(request.headers["content-length"]) : 0;
  while (buffer.size() < end + 4 + length) {
    if (!read_more(socket, buffer)) return false;
  }
  request.body = buffer.substr(end + 4, length);
  buffer.erase(0, end + 4 + length);
  return true;
}

std::map<std::string, std::string> fields(const std::string& text) {
  std::map<std::string, std::string> all;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('&', at), text.size());
    const std::string pair = text.substr(at, end - at);
    all[decoded(pair.substr(0, pair.find('=')))] = decoded(pair.substr(std::min(pair.find('='), pair.size() - 1) + 1));
    at = end + 1;
  }
  return all;
}

}  // namespace

int free_port() {
  const int socket = bound_socket();
  const int port = port_of(socket);
  ::close(socket);
  return port;
}

std::string decoded(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::map<std::string, std::string> SeenRequest::form() const {
  return fields(body);
}

std::map<std::string, std::string> SeenRequest::query() const {
  const std::size_t mark = target.find('?');
  return fields(mark == std::string::npos ? "" : target.substr(mark + 1));
}

LoopbackServer::LoopbackServer(std::function<Reply(const SeenRequest&)> reply, bool keeps)
    : reply_(std::move(reply)), keeps_(keeps), listener_(bound_socket()), port_(port_of(listener_)) {
  ::listen(listener_, 64);
  accepting_ = std::thread([this] { accept_all(); });
}

LoopbackServer::~LoopbackServer() {
  ::shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  ::close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
  for (const int socket : sockets_) ::close(socket);
}

void LoopbackServer::accept_all() {
  while (true) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::lock_guard lock(mutex_);
    sockets_.push_back(socket);
    const int connection = ++connections_;
    threads_.emplace_back([this, socket, connection] { serve(socket, connection); });
  }
}

void LoopbackServer::serve(int socket, int connection) {
  std::string buffer;
  SeenRequest request;
  while (read_request(socket, buffer, request)) {
    request.connection = connection;
    if (keeps_) {
      const std::lock_guard lock(mutex_);
      seen_.push_back(request);
    }
    const Reply reply = reply_(request);
    if (reply.hangs) continue;
    if (reply.hangs_up) break;
    const std::string answer = "HTTP/1.1 " + std::to_string(reply.status) + " x\r\n" + reply.headers +
                               "Content-Length: " + std::to_string(reply.body.size()) + "\r\n\r\n" + reply.body;
    if (::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) break;
  }
  ::shutdown(socket, SHUT_RDWR);
}

std::vector<SeenRequest> LoopbackServer::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

int LoopbackServer::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

}  // namespace doverie::testing
