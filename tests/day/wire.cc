// SPDX-License-Identifier: Apache-2.0
//
// Sockets, and nothing else.
#include "day/wire.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <sstream>

namespace doverie::day {
namespace {

constexpr timeval kPatience{60, 0};

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool send_all(int socket, const std::string& text) {
  std::string whole = text + '\0';
  for (std::size_t sent = 0; sent < whole.size();) {
    const ssize_t more = ::send(socket, whole.data() + sent, whole.size() - sent, MSG_NOSIGNAL);
    if (more <= 0) return false;
    sent += static_cast<std::size_t>(more);
  }
  return true;
}

// Up to the zero byte.
std::optional<std::string> receive(int socket) {
  std::string text;
  char part[4096];
  while (text.empty() || text.back() != '\0') {
    const ssize_t got = ::recv(socket, part, sizeof part, 0);
    if (got <= 0) return std::nullopt;
    text.append(part, static_cast<std::size_t>(got));
  }
  text.pop_back();
  return text;
}

}  // namespace

Words words_of(const std::string& text) {
  std::istringstream in(text);
  Words words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::optional<std::string> ask(int port, const Words& question) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  const sockaddr_in address = loopback(port);
  std::optional<std::string> answer;
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      send_all(socket, joined(question)))
    answer = receive(socket);
  ::close(socket);
  return answer;
}

QuestionServer::QuestionServer(std::function<std::string(const Words&)> answer) : answer_(std::move(answer)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 100) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::cerr << "no port of the loopback\n";
    std::_Exit(1);
  }
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread([this] { accept_all(); });
}

QuestionServer::~QuestionServer() {
  ::shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  ::close(listener_);
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [this] { return in_hand_ == 0; });
}

void QuestionServer::accept_all() {
  while (true) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::lock_guard lock(mutex_);
    ++in_hand_;
    std::thread([this, socket] { serve(socket); }).detach();
  }
}

void QuestionServer::serve(int socket) {
  if (const auto question = receive(socket)) send_all(socket, answer_(words_of(*question)));
  ::close(socket);
  const std::lock_guard lock(mutex_);
  --in_hand_;
  ended_.notify_all();
}

}  // namespace doverie::day
