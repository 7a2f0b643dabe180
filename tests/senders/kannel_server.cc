// SPDX-License-Identifier: Apache-2.0
//
// Configuration, processes, and the lines of Kannel's fake centre.
#include "senders/kannel_server.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "senders/loopback_server.h"

namespace doverie::testing {
namespace {

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "Kannel for the tests: " << why << std::endl;
  std::_Exit(1);
}

std::string program(const std::string& name) {
  const std::string path = "/usr/sbin/" + name;
  if (!std::filesystem::exists(path)) give_up("there is no " + path + "; install the package kannel");
  return path;
}

// The child ends when this program does, however that ends.
pid_t spawn(const std::string& name, const std::string& configuration, const std::string& log) {
  const std::string path = program(name);
  const pid_t process = ::fork();
  if (process != 0) return process;
  const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(file, 1);
  ::dup2(file, 2);
  for (int descriptor = 3; descriptor < 256; ++descriptor) ::close(descriptor);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::execl(path.c_str(), path.c_str(), "-v", "1", configuration.c_str(), nullptr);
  std::_Exit(127);
}

int connected(int port) {
  const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return made;
  ::close(made);
  return -1;
}

bool listens(int port) {
  const int made = connected(port);
  if (made >= 0) ::close(made);
  return made >= 0;
}

std::string content(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// UTF-16, the high byte first. No pairs: nothing here writes any.
std::string utf8_of_ucs2(const std::string& bytes) {
  std::string text;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const unsigned unit = static_cast<unsigned char>(bytes[i]) * 256U + static_cast<unsigned char>(bytes[i + 1]);
    if (unit < 0x80) {
      text += static_cast<char>(unit);
    } else if (unit < 0x800) {
      text += static_cast<char>(0xC0U | (unit >> 6U));
      text += static_cast<char>(0x80U | (unit & 0x3FU));
    } else {
      text += static_cast<char>(0xE0U | (unit >> 12U));
      text += static_cast<char>(0x80U | ((unit >> 6U) & 0x3FU));
      text += static_cast<char>(0x80U | (unit & 0x3FU));
    }
  }
  return text;
}

}  // namespace

Phone::Phone(int port) : port_(port) {
  if (!eventually([&] { return (socket_ = connected(port)) >= 0; })) give_up("the fake centre takes no phone");
  reading_ = std::thread([this] { read_all(); });
}

Phone::~Phone() {
  ending_ = true;
  ::shutdown(socket_, SHUT_RDWR);
  reading_.join();
}

std::vector<PhoneSms> Phone::received() const {
  const std::lock_guard lock(mutex_);
  return received_;
}

void Phone::read_all() {
  while (read_until_it_ends()) {
    ::close(socket_);
    while (!ending_ && (socket_ = connected(port_)) < 0) std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  ::close(socket_);
}

// False when this program is the one that ends it.
bool Phone::read_until_it_ends() {
  std::string buffer;
  char bytes[4096];
  while (true) {
    const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
    if (got <= 0) return !ending_;
    buffer.append(bytes, static_cast<std::size_t>(got));
    for (std::size_t end; (end = buffer.find('\n')) != std::string::npos; buffer.erase(0, end + 1)) {
      take(buffer.substr(0, end));
    }
  }
}

// `SENDER RECEIVER text WORDS`, `… ucs-2 %04%1A…` or `… udh %05%00%03%ID%OF%NUMBER data %04%1A…`; a line of other shape goes on
// with the text before.
void Phone::take(const std::string& line) {
  std::istringstream words(line);
  std::string sender, to, kind, rest;
  words >> sender >> to >> kind;
  const std::lock_guard lock(mutex_);
  if (kind == "ucs-2") {
    words >> rest;
    received_.push_back({to, utf8_of_ucs2(decoded(rest)), true});
  } else if (kind == "udh") {
    std::string header, data;
    words >> header >> data >> rest;
    const std::string udh = decoded(header);
    if (udh[5] == 1) first_segment_ = decoded(rest);
    if (udh[5] == 2) received_.push_back({to, utf8_of_ucs2(first_segment_ + decoded(rest)), true, udh[4]});
  } else if (kind == "text") {
    received_.push_back({to, line.substr(sender.size() + to.size() + 7)});
  } else if (!received_.empty()) {
    received_.back().text += "\n" + line;
  }
}

KannelServer::KannelServer()
    : admin_port_(free_port()), box_port_(free_port()), centre_port_(free_port()), send_port_(free_port()) {
  std::filesystem::create_directory(directory_.file("spool"));
  write_configuration();
  start();
}

KannelServer::~KannelServer() {
  kill();
}

void KannelServer::write_configuration() const {
  std::ofstream(directory_.file("kannel.conf"))
      << "group = core\nadmin-port = " << admin_port_ << "\nadmin-password = x\nsmsbox-port = " << box_port_
      << "\nadmin-allow-ip = 127.0.0.1\nbox-allow-ip = 127.0.0.1\nstore-type = spool\n"
      << "store-location = " << directory_.file("spool")
      << "\n\ngroup = smsc\nsmsc = fake\nsmsc-id = fake\nport = " << centre_port_
      << "\nconnect-allow-ip = 127.0.0.1\nallowed-prefix = \"+7\"\n\ngroup = smsbox\nbearerbox-host = 127.0.0.1\n"
      << "sendsms-port = " << send_port_ << "\nhttp-request-retry = 20\nhttp-queue-delay = 1\n\n"
      << "group = sendsms-user\nusername = portal\npassword = p4ss\n"
      << "max-messages = 2\nconcatenation = true\n";
}

void KannelServer::start() {
  const std::string configuration = directory_.file("kannel.conf");
  const std::string bearerbox_log = directory_.file("bearerbox.log");
  bearerbox_ = spawn("bearerbox", configuration, bearerbox_log);
  const auto bearerbox_is_ready = [&] { return listens(box_port_) && listens(admin_port_); };
  if (!eventually(bearerbox_is_ready)) give_up("no bearerbox:\n" + content(bearerbox_log));

  // smsbox 1.4.5 opens its port before it is ready, and crashes when somebody asks just then.
  const std::string smsbox_log = directory_.file("smsbox.log");
  const auto smsbox_is_ready = [&] {
    const bool ended = smsbox_ != 0 && ::waitpid(smsbox_, nullptr, WNOHANG) == smsbox_;
    if (smsbox_ == 0 || ended) smsbox_ = spawn("smsbox", configuration, smsbox_log);
    return content(smsbox_log).find("Connected to bearerbox") != std::string::npos && listens(send_port_);
  };
  if (!eventually(smsbox_is_ready)) give_up("no smsbox:\n" + content(smsbox_log));
}

void KannelServer::end(int signal) {
  for (pid_t* process : {&smsbox_, &bearerbox_}) {
    if (*process == 0) continue;
    if (::waitpid(*process, nullptr, WNOHANG) == 0) {
      ::kill(*process, signal);
      ::waitpid(*process, nullptr, 0);
    }
    *process = 0;
  }
}

void KannelServer::stop() {
  end(SIGTERM);
}

void KannelServer::kill() {
  end(SIGKILL);
}

void KannelServer::freeze() const {
  ::kill(smsbox_, SIGSTOP);
}

KannelOptions KannelServer::options() const {
  KannelOptions options;
  options.url = "http://127.0.0.1:" + std::to_string(send_port_) + "/cgi-bin/sendsms";
  options.username = "portal";
  options.password = Secret("p4ss");
  options.from = "Portal";
  return options;
}

}  // namespace doverie::testing
