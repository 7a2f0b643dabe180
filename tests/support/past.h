// SPDX-License-Identifier: Apache-2.0
//
// A store in which much has happened, and those who would use it if a door were open: for tests that change the store behind the
// service's back.
#ifndef DOVERIE_TESTS_SUPPORT_PAST_H_
#define DOVERIE_TESTS_SUPPORT_PAST_H_

#include <memory>
#include <string>

#include "support/story.h"

namespace doverie::testing {

class Past {
 public:
  // Lives it in the store, and lets go of that.
  explicit Past(std::shared_ptr<EventStore> store);

  // What opens in the store, which is what has become of the first one; empty: nothing does. Whatever is not a yes will do.
  std::string opened(std::shared_ptr<EventStore> store);
  // Whether somebody who verifies the store notices that it was changed.
  bool noticed(EventStore& store) const;

 private:
  void use(std::shared_ptr<EventStore> store);
  void let_go();
  void live();
  std::string look();

  Story story_;
  RequestId redeemed_;
  RequestId denied_;
  RequestId guessed_;
  std::string code_;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_PAST_H_
