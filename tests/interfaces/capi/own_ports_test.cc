// SPDX-License-Identifier: Apache-2.0
//
// Threat T10: clock, entropy and keys of the host's own. A service goes by them, and one that fails is a fault with a name,
// never a yes.
#include <algorithm>
#include <functional>

#include "world.h"

namespace capi_test {
namespace {

// What the callbacks below call; `destroyed` counts.
struct Ports {
  std::function<void(doverie_clock_sink*)> now = [](doverie_clock_sink* sink) {
    CHECK(doverie_clock_tell(sink, kMorning, nullptr) == DOVERIE_STATUS_OK);
  };
  std::function<void(std::size_t, doverie_entropy_sink*)> fill = [this](std::size_t size, doverie_entropy_sink* sink) {
    const std::string random(size, static_cast<char>('a' + drawn++ % 26));
    CHECK(doverie_entropy_give(sink, lend_bytes(random), nullptr) == DOVERIE_STATUS_OK);
  };
  std::function<void(doverie_key_sink*)> keys = [](doverie_key_sink* sink) {
    CHECK(doverie_key_give_id(sink, doverie_text("hsm-2@md_gost12_256"), nullptr) == DOVERIE_STATUS_OK);
    CHECK(doverie_key_give_id(sink, doverie_text("hsm-1"), nullptr) == DOVERIE_STATUS_OK);
    CHECK(doverie_key_done(sink, nullptr) == DOVERIE_STATUS_OK);
  };
  std::function<void(const std::string&, const std::string&, doverie_key_sink*)> mac =
      [this](const std::string& id, const std::string& bytes, doverie_key_sink* sink) {
        used.push_back(id);
        CHECK(doverie_key_give_mac(sink, lend_bytes(digest(id + bytes)), nullptr) == DOVERIE_STATUS_OK);
      };
  int drawn = 0;
  int destroyed = 0;
  std::vector<std::string> used{};

  // No HMAC, but different for different bytes, which is all that is needed here.
  static std::string digest(const std::string& bytes) {
    std::string all;
    for (std::uint64_t round = 0; round < 4; ++round) {
      std::uint64_t hash = 14695981039346656037U + round;
      for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
      for (int byte = 0; byte < 8; ++byte) all.push_back(static_cast<char>(hash >> 8 * byte));
    }
    return all;
  }
};

Ports& ports(void* self) {
  return *static_cast<Ports*>(self);
}
void destroy(void* self) {
  ++ports(self).destroyed;
}

std::string copy_of(doverie_bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data), bytes.size};
}

Clock clock_of(Ports& host) {
  auto callbacks = fresh<doverie_clock_callbacks>();
  callbacks.destroy = destroy;
  callbacks.now = [](void* self, doverie_clock_sink* sink) { ports(self).now(sink); };
  return make<Clock>([&](auto out, auto error) { return doverie_host_clock_new(&callbacks, &host, out, error); });
}

Entropy entropy_of(Ports& host) {
  auto callbacks = fresh<doverie_entropy_callbacks>();
  callbacks.destroy = destroy;
  callbacks.fill = [](void* self, std::size_t size, doverie_entropy_sink* sink) { ports(self).fill(size, sink); };
  return make<Entropy>([&](auto out, auto error) { return doverie_host_entropy_new(&callbacks, &host, out, error); });
}

KeyRing ring_of(Ports& host) {
  auto callbacks = fresh<doverie_key_ring_callbacks>();
  callbacks.destroy = destroy;
  callbacks.keys = [](void* self, doverie_key_purpose, doverie_key_sink* sink) { ports(self).keys(sink); };
  callbacks.mac = [](void* self, doverie_key_purpose, doverie_string id, doverie_bytes bytes, doverie_key_sink* sink) {
    ports(self).mac(copy(id), copy_of(bytes), sink);
  };
  return make<KeyRing>([&](auto out, auto error) { return doverie_host_key_ring_new(&callbacks, &host, out, error); });
}

// A world whose service goes by the host's clock, entropy and keys.
struct OwnWorld {
  OwnWorld() {
    auto options = world.options();
    const Clock clock = clock_of(host);
    const Entropy entropy = entropy_of(host);
    const KeyRing ring = ring_of(host);
    options.clock = clock.get();
    options.entropy = entropy.get();
    options.keys = ring.get();
    world.service = make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });
  }
  // How a start ends.
  Outcome start() {
    doverie_answer* answer = nullptr;
    auto outcome = outcome_of([&](auto error) {
      return doverie_recoverer_start(world.service.get(), nullptr, doverie_text("maria"), lend_bytes(kSecret), 0, {},
                                     &answer, error);
    });
    doverie_answer_free(answer);
    return outcome;
  }

  Ports host;
  World world;
};

}  // namespace

TEST_CASE("T10: a whole recovery by the host's clock, entropy and keys") {
  OwnWorld own;
  own.world.appoint();
  std::string number, grant;
  const std::string request = own.world.start(&number);
  REQUIRE(own.world.approve(request, number).ok());
  own.world.pump();
  REQUIRE(own.world.confirm(request, own.world.last_code()).ok());
  CHECK(own.world.redeem(request, "redeem", &grant).ok());
  CHECK(!grant.empty());
  CHECK(own.host.drawn > 0);
  CHECK(std::ranges::count(own.host.used, "hsm-2@md_gost12_256") > 0);
  CHECK(own.host.destroyed == 0);
  own.world.service.reset();
  CHECK(own.host.destroyed == 3);
}

TEST_CASE("T10: what the host's clock, entropy or keys do not tell is a fault") {
  OwnWorld own;
  own.world.appoint();
  SUBCASE("no time") {
    own.host.now = [](doverie_clock_sink*) {};
    CHECK(own.start().faulted(DOVERIE_FAULT_CLOCK_SKEW));
  }
  SUBCASE("no random bytes, or not as many") {
    own.host.fill = [](std::size_t size, doverie_entropy_sink* sink) {
      const std::string few(size - 1, 'x');
      CHECK(outcome_of([&](auto error) {
              return doverie_entropy_give(sink, lend_bytes(few), error);
            }).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
    };
    CHECK(own.start().faulted(DOVERIE_FAULT_ENTROPY_UNAVAILABLE));
  }
  SUBCASE("no keys") {
    own.host.keys = [](doverie_key_sink* sink) { CHECK(doverie_key_done(sink, nullptr) == DOVERIE_STATUS_OK); };
    CHECK(own.start().faulted(DOVERIE_FAULT_KEY_UNAVAILABLE));
  }
  SUBCASE("no answer about keys") {
    own.host.keys = [](doverie_key_sink*) { throw 1; };
    CHECK(own.start().faulted(DOVERIE_FAULT_KEY_UNAVAILABLE));
  }
  SUBCASE("an id that cannot be one") {
    own.host.keys = [](doverie_key_sink* sink) {
      CHECK(doverie_key_give_id(sink, doverie_text("Ключ"), nullptr) == DOVERIE_STATUS_FAULT);
      CHECK(doverie_key_done(sink, nullptr) == DOVERIE_STATUS_FAULT);
    };
    CHECK(own.start().faulted(DOVERIE_FAULT_INTERNAL));
  }
  SUBCASE("a digest of another length") {
    own.host.mac = [](const std::string&, const std::string&, doverie_key_sink* sink) {
      CHECK(doverie_key_give_mac(sink, lend_bytes("short"), nullptr) == DOVERIE_STATUS_FAULT);
    };
    CHECK(own.start().faulted(DOVERIE_FAULT_INTERNAL));
  }
  SUBCASE("an HSM that is away") {
    own.host.mac = [](const std::string&, const std::string&, doverie_key_sink* sink) {
      CHECK(doverie_key_unavailable(sink, doverie_text("slot 3 is locked"), nullptr) == DOVERIE_STATUS_OK);
      CHECK(doverie_key_unavailable(sink, doverie_text("again"), nullptr) == DOVERIE_STATUS_FAULT);
    };
    const Outcome outcome = own.start();
    CHECK(outcome.faulted(DOVERIE_FAULT_KEY_UNAVAILABLE));
    CHECK(outcome.message().find("slot 3 is locked") != std::string::npos);
  }
}

TEST_CASE("T10: keys are not added to a ring of the host's own, and its callbacks are required") {
  Ports host;
  const KeyRing ring = ring_of(host);
  const std::string key(32, 'k');
  const Outcome added = outcome_of([&](auto error) {
    return doverie_key_ring_add(ring.get(), DOVERIE_KEY_CODE, doverie_text("1"), lend_bytes(key), DOVERIE_KEY_ACTIVE, error);
  });
  CHECK(added.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(added.message() == "ring: of the host's own: it has its keys elsewhere");
  auto callbacks = fresh<doverie_key_ring_callbacks>();
  callbacks.destroy = destroy;
  doverie_key_ring* none = nullptr;
  CHECK(doverie_host_key_ring_new(&callbacks, &host, &none, nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(none == nullptr);
  CHECK(host.destroyed == 1);
}

TEST_CASE("an answer tells its kind, and numbers their names") {
  World world;
  const auto kind = [](const Answer& answer) {
    return copy(doverie_answer_kind_name(doverie_answer_get_kind(answer.get())));
  };
  CHECK(doverie_answer_get_kind(nullptr) == 0);
  world.appoint();
  CHECK(kind(make<Answer>([&](auto out, auto error) {
          return doverie_trustor_cabinet(world.service.get(), doverie_text("maria"), out, error);
        })) == "trustor_view");
  CHECK(kind(make<Answer>([&](auto out, auto error) {
          return doverie_contact_cabinet(world.service.get(), doverie_text("ivan"), out, error);
        })) == "contact_view");
  CHECK(kind(make<Answer>([&](auto out, auto error) {
          return doverie_operator_audit(world.service.get(), doverie_text("maria"), out, error);
        })) == "audit_trail");
  CHECK(kind(make<Answer>([&](auto out, auto error) {
          return doverie_operator_held(world.service.get(), doverie_text("maria"), out, error);
        })) == "holdings");
  CHECK(kind(make<Answer>([&](auto out, auto error) {
          return doverie_trustor_history(world.service.get(), doverie_text("maria"), {}, 10, out, error);
        })) == "history_page");
  CHECK(copy(doverie_status_name(DOVERIE_STATUS_UNKNOWN)) == "unknown");
  CHECK(copy(doverie_phone_state_name(DOVERIE_PHONE_NONE)) == "none");
  CHECK(copy(doverie_waits_for_name(DOVERIE_WAITS_FOR_TIME_OR_OPERATOR)) == "time_or_operator");
  CHECK(copy(doverie_notice_kind_name(DOVERIE_NOTICE_FRAUD_REPORTED_AGAIN)) == "fraud_reported_again");
  CHECK(copy(doverie_sms_outcome_name(DOVERIE_SMS_TRY_LATER)) == "try_later");
  CHECK(copy(doverie_clause_outcome_name(DOVERIE_CLAUSE_NOT_CLAIMED)) == "not_claimed");
  CHECK(copy(doverie_pump_what_name(4)) == "");
}

}  // namespace capi_test
