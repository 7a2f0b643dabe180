// SPDX-License-Identifier: Apache-2.0
//
// Has every state a name, and words in both languages for everybody who is shown it?
#include "doverie/core/states.h"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

#include "doverie/core/texts.h"

namespace doverie {
namespace {

constexpr Viewer kViewers[] = {Viewer::trustor, Viewer::contact, Viewer::recoverer};

struct Listed {
  Vocabulary vocabulary;
  std::string name;
  std::vector<std::string> states;  // from 1 on
};

std::vector<Listed> everything() {
  return {
#define DOVERIE_STATE(number, name, meaning) #name,
#define DOVERIE_VOCABULARY(number, name, Type, prefix, text, states) {Vocabulary::name, #name, {states}},
#include "doverie/core/states.def"
  };
}

// What its reader must not learn of.
bool kept_from(Vocabulary vocabulary, const std::string& state, Viewer reader) {
  return vocabulary == Vocabulary::invitation_state && state == "declined" && reader == Viewer::trustor;
}

// Who is shown a vocabulary at all: the fields of the views.
const std::map<Vocabulary, std::set<Viewer>> kShown = {
    {Vocabulary::start_status, {Viewer::recoverer}},
    {Vocabulary::invitation_state, {Viewer::trustor, Viewer::contact}},
    {Vocabulary::request_state, {Viewer::trustor, Viewer::contact, Viewer::recoverer}},
    {Vocabulary::request_end, {Viewer::trustor, Viewer::contact}},
    {Vocabulary::sms_state, {Viewer::contact}},
    {Vocabulary::contact_step, {Viewer::contact}},
    {Vocabulary::link_state, {Viewer::trustor, Viewer::contact}},
    {Vocabulary::freeze_cause, {Viewer::trustor}},
    {Vocabulary::history_kind, {Viewer::trustor}},
};

bool cyrillic(std::string_view text) {
  return text.find("\xd0") != std::string_view::npos || text.find("\xd1") != std::string_view::npos;
}

TEST_CASE("states: names by number, and none for what is no state") {
  for (const Listed& listed : everything()) {
    for (std::size_t i = 0; i < listed.states.size(); ++i) {
      CHECK(name_of(listed.vocabulary, static_cast<std::int32_t>(i + 1)) == listed.states[i]);
    }
    CHECK(name_of(listed.vocabulary, 0).empty());
    CHECK(name_of(listed.vocabulary, static_cast<std::int32_t>(listed.states.size() + 1)).empty());
    CHECK(name_of(listed.vocabulary, -1).empty());
  }
  CHECK(name_of(Vocabulary{77}, 1).empty());
  CHECK(name_of(RequestState::awaiting_code) == "awaiting_code");
  CHECK(name_of(StartStatus{99}).empty());
}

TEST_CASE("states: words in both languages for everybody who is shown one, and for nobody else") {
  for (const Listed& listed : everything()) {
    REQUIRE_MESSAGE(kShown.contains(listed.vocabulary), listed.name);
    for (std::size_t i = 0; i < listed.states.size(); ++i) {
      for (const Viewer reader : kViewers) {
        INFO(listed.name << " " << listed.states[i]);
        const bool shown =
            kShown.at(listed.vocabulary).contains(reader) && !kept_from(listed.vocabulary, listed.states[i], reader);
        const auto number = static_cast<std::int32_t>(i + 1);
        const auto russian = state_text(listed.vocabulary, number, reader, Language::russian);
        const auto english = state_text(listed.vocabulary, number, reader, Language::english);
        REQUIRE(russian.has_value() == shown);
        REQUIRE(english.has_value() == shown);
        if (!shown) continue;
        CHECK(russian->ends_with("."));
        CHECK(english->ends_with("."));
        CHECK(cyrillic(*russian));
        CHECK_FALSE(cyrillic(*english));
      }
    }
  }
}

TEST_CASE("states: no text speaks of what its reader must not learn") {
  // A stranger: nothing of how many contacts there are, or who they are. The owner: nothing of a decline.
  for (const Listed& listed : everything()) {
    for (std::size_t i = 0; i < listed.states.size(); ++i) {
      const auto number = static_cast<std::int32_t>(i + 1);
      const auto to_stranger = state_text(listed.vocabulary, number, Viewer::recoverer, Language::english);
      if (to_stranger) CHECK(to_stranger->find("contacts") == std::string_view::npos);
      const auto to_owner = state_text(listed.vocabulary, number, Viewer::trustor, Language::english);
      if (to_owner) CHECK(to_owner->find("declined") == std::string_view::npos);
    }
  }
  CHECK_FALSE(state_text(InvitationState::declined, Viewer::trustor, Language::russian).has_value());
}

}  // namespace
}  // namespace doverie
