// SPDX-License-Identifier: Apache-2.0
//
// Which appends ended nobody knows how, and have to be resolved before anything is read?
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_DOUBTS_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_DOUBTS_H_

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace doverie::postgres {

// An attempt to append a group, of which nobody knows how it ended.
struct Attempt {
  std::string name;
  std::vector<std::string> command_ids;  // in ascending order
};

// What this store answered `unknown` about. A connection that was lost says nothing about the transaction on it: the server may
// not have got the statement yet (it may lie in a buffer of the network or of a pooler), may be waiting for a lock or for a
// standby, and commit seconds later. A plain SELECT would find no command, the library would take that for an answer, and the
// commit would land behind it. So an attempt in doubt is resolved before a read tells of its commands: {s}.resolve makes sure,
// on the server, that it has either been committed or never will be (migrations.cc). Nothing depends on finding out whether the
// old backend is alive, or on waiting long enough.
//
// Only the store that was in doubt knows the attempt. A process that asks about a command of another one, which has died,
// gets what is committed at that moment; when it repeats the command, the primary key on the id still lets it happen once.
// Thread-safe.
class Doubts {
 public:
  void add(Attempt attempt);
  // Those about the command.
  std::vector<Attempt> about(const std::string& command_id) const;
  void remove(const Attempt& attempt);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Attempt> attempts_;                // by name
  std::multimap<std::string, std::string> by_command_id_;  // names of attempts
};

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_DOUBTS_H_
