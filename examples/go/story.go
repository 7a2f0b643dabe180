// SPDX-License-Identifier: Apache-2.0
// What happens when Мария appoints Иван, forgets her password, and Иван lets her in? And everything that can go otherwise: the story of
// examples/python/story.py, to the byte, on a store, accounts and SMS of the host's own.

package main

// #include "raw.h"
import "C"

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unsafe"
)

var morning = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// Scenes that others come back to.
const (
	invitedAt      = 2
	forgotten      = 6
	olgaInvited    = 16
	stranger       = 19
	unanswered     = 22
	fraud          = 25
	changed        = 30
	forgottenAgain = 37
)

type person struct {
	id, name, born, phone string
	passportCurrent       C.int32_t
}

var people = []person{
	{"maria", "Мария", "1955-08-12", "+79031112233", 1},
	{"ivan", "Иван", "1991-06-15", "+79161234567", 1},
	{"olga", "Ольга", "1980-09-30", "+79057654321", 1},
	{"pyotr", "Пётр", "2008-05-20", "+79261112244", 0},
	{"sergey", "Сергей", "1973-12-05", "+79109998877", 1},
}

func nameOf(account C.doverie_string) string {
	for _, one := range people {
		if one.id == text(account) {
			return one.name
		}
	}
	return "somebody"
}

func iso(at C.int64_t) string { return time.UnixMicro(int64(at)).UTC().Format("2006-01-02T15:04:05Z") }

// Stage is a service whose store, accounts and SMS are the host's own, and a clock that stands still.
type Stage struct {
	there     bool
	phoneLost bool
	sms       []string
	service   *Service
	clock     *C.doverie_clock
	entropy   *C.doverie_entropy
	number    int
}

// Find is the directory of the portal.
func (s *Stage) Find(account string, pins *Pins) (*C.doverie_account_facts, error) {
	for _, one := range people {
		if one.id != account || !s.there {
			continue
		}
		born, _ := time.Parse(time.DateOnly, one.born)
		facts := &C.doverie_account_facts{struct_size: C.sizeof_doverie_account_facts, id: pins.text(one.id), given_name: pins.text(one.name),
			citizen: 1, confirmed: 1, passport_current: one.passportCurrent}
		facts.birth_date = C.doverie_date{C.int32_t(born.Year()), C.int32_t(born.Month()), C.int32_t(born.Day())}
		if !(account == "ivan" && s.phoneLost) {
			facts.phone_state, facts.phone = PhoneConfirmed, pins.text(one.phone)
			facts.phone_since = C.int64_t(morning.AddDate(0, 0, -400).UnixMicro())
		}
		return facts, nil
	}
	return nil, nil
}

// Send is its gateway.
func (s *Stage) Send(_, _, text string) (int, error) {
	s.sms = append(s.sms, text)
	return SmsAccepted, nil
}

func newEntropy(seed int) (out *C.doverie_entropy) {
	must(call(func(error **C.doverie_error) C.doverie_status {
		return C.doverie_fake_entropy_new(C.uint64_t(seed), &out, error)
	}))
	return
}

func newStage() *Stage {
	stage := &Stage{entropy: newEntropy(0)}
	must(call(func(error **C.doverie_error) C.doverie_status {
		return C.doverie_fake_clock_new(C.int64_t(morning.UnixMicro()), &stage.clock, error)
	}))
	var keys *C.doverie_key_ring
	var pins Pins
	defer pins.Unpin()
	must(call(func(error **C.doverie_error) C.doverie_status {
		return C.doverie_key_ring_from_master(pins.bytes([]byte("the story's master key; never use it")), &keys, error)
	}))
	store, err := newStore(NewOwnStore())
	must(err)
	accounts, err := newDirectory(stage)
	must(err)
	sms, err := newSms(stage)
	must(err)
	stage.service, err = newService(C.doverie_service_options{store: store, directory: accounts, keys: keys, sms: sms, clock: stage.clock,
		entropy: stage.entropy})
	must(err)
	C.doverie_store_free(store)
	C.doverie_directory_free(accounts)
	C.doverie_sms_sender_free(sms)
	C.doverie_key_ring_free(keys)
	return stage
}

func (s *Stage) close() {
	s.service.Close()
	C.doverie_clock_free(s.clock)
	C.doverie_entropy_free(s.entropy)
}

func (s *Stage) begin(scene int, now time.Time) {
	s.number = scene
	must(call(func(error **C.doverie_error) C.doverie_status {
		return C.doverie_fake_clock_set(s.clock, C.int64_t(now.UnixMicro()), error)
	}))
	must(s.service.Pump())
	must(call(func(error **C.doverie_error) C.doverie_status {
		return C.doverie_fake_entropy_reseed(s.entropy, C.uint64_t(scene), error)
	}))
}

func command(scene int) string { return fmt.Sprintf("story-%02d", scene) }

func secret(scene int) []byte {
	entropy := newEntropy(scene)
	defer C.doverie_entropy_free(entropy)
	secret := make([]byte, SecretSize)
	must(call(func(error **C.doverie_error) C.doverie_status {
		return C.doverie_new_recovery_secret(entropy, (*C.uint8_t)(unsafe.Pointer(&secret[0])), SecretSize, error)
	}))
	return secret
}

func operation(scene int) string {
	if scene == changed {
		return OperationPasswordChange
	}
	return OperationPasswordRecovery
}

// --- What more than one scene needs. A command is sent again by asking for it again: its id is that of its scene.

func (s *Stage) invite(scene int, from, to, phone string) (*C.doverie_answer, error) {
	return s.service.Ask(command(scene), func(a *Asked) C.doverie_status {
		return C.doverie_trustor_invite(a.service, a.meta, a.text(from), a.text(to), a.text(phone), a.out, a.error)
	})
}

func (s *Stage) start(scene int, whose string) (*C.doverie_answer, error) {
	return s.service.Ask(command(scene), func(a *Asked) C.doverie_status {
		return C.doverie_recoverer_start(a.service, a.meta, a.text(whose), a.bytes(secret(scene)), 0, a.text(operation(scene)), a.out, a.error)
	})
}

// begun is id and number of the request that was begun in a scene.
func (s *Stage) begun(scene int) (string, string) {
	answer, err := s.start(scene, "maria")
	must(err)
	defer C.doverie_answer_free(answer)
	started := started(answer)
	return text(started.request), text(started.number)
}

func started(answer *C.doverie_answer) C.doverie_recovery_started {
	out := C.doverie_recovery_started{struct_size: C.sizeof_doverie_recovery_started}
	get(func(error **C.doverie_error) C.doverie_status {
		return C.doverie_answer_recovery_started(answer, &out, error)
	})
	return out
}

func (s *Stage) approve(scene int, honestly C.int32_t) (*C.doverie_answer, error) {
	request, number := s.begun(scene)
	return s.service.Ask(command(s.number), func(a *Asked) C.doverie_status {
		attestation := C.doverie_attestation{struct_size: C.sizeof_doverie_attestation, spoke_with_trustor: honestly, nobody_misleads: honestly}
		if honestly == 1 {
			attestation.number, attestation.operation = a.text(number), a.text(operation(scene))
		}
		return C.doverie_contact_approve(a.service, a.meta, a.text("ivan"), a.text(request), &attestation, a.out, a.error)
	})
}

func (s *Stage) confirm(scene int, code string) (*C.doverie_answer, error) {
	request, _ := s.begun(scene)
	return s.service.Ask(command(s.number), func(a *Asked) C.doverie_status {
		return C.doverie_contact_confirm_code(a.service, a.meta, a.text("ivan"), a.text(request), a.text(code), a.out, a.error)
	})
}

func (s *Stage) redeem(scene int, operation string) (*C.doverie_answer, error) {
	request, _ := s.begun(scene)
	return s.service.Ask(command(s.number), func(a *Asked) C.doverie_status {
		return C.doverie_recoverer_redeem(a.service, a.meta, a.text("maria"), a.text(request), a.bytes(secret(scene)), a.text(operation), a.out,
			a.error)
	})
}

func (s *Stage) accept(whose string, scene int, from, to, phone string) (*C.doverie_answer, error) {
	answer, err := s.invite(scene, from, to, phone)
	must(err)
	defer C.doverie_answer_free(answer)
	return s.service.Ask(command(s.number), func(a *Asked) C.doverie_status {
		return C.doverie_contact_accept(a.service, a.meta, a.text(whose), invited(answer).invitation, a.out, a.error)
	})
}

func invited(answer *C.doverie_answer) C.doverie_invited {
	out := C.doverie_invited{struct_size: C.sizeof_doverie_invited}
	get(func(error **C.doverie_error) C.doverie_status { return C.doverie_answer_invited(answer, &out, error) })
	return out
}

func (s *Stage) code(index int) string { return s.sms[index-1][len(s.sms[index-1])-6:] }

// told puts an answer into words and frees it.
func told(answer *C.doverie_answer, err error, tell func(*C.doverie_answer) string) string {
	must(err)
	defer C.doverie_answer_free(answer)
	return tell(answer)
}

func refused(_ *C.doverie_answer, err error) string {
	var rejected *Rejected
	if !errors.As(err, &rejected) {
		panic(fmt.Sprintf("this was to be refused: %v", err))
	}
	compared := func(what string, number *int64) string {
		if number == nil {
			return ""
		}
		return fmt.Sprintf(", %s %d", what, *number)
	}
	lines := ""
	for _, one := range rejected.Reasons {
		lines += fmt.Sprintf("  Refused: %s%s%s. %s\n", one.Name, compared("needs", one.Needs), compared("has", one.Has), one.English)
	}
	return lines
}

func main() {
	stage := newStage()
	now := morning
	for index, scene := range story {
		now = now.Add(time.Minute + scene.later)
		stage.begin(index+1, now)
		sentence := ""
		if scene.sentence != "" {
			sentence = scene.sentence + "\n"
		}
		fmt.Printf("%02d  %s\n%s%s\n", index+1, now.Format("2006-01-02T15:04:05Z"), sentence, scene.play(stage))
	}
	stage.close()
	if len(hosts) != 0 {
		panic(fmt.Sprintf("%d objects of the host's were not let go", len(hosts)))
	}
}

func (s *Stage) tellSms(index int) string {
	return "Иван's phone rings: an SMS.\n  | " + strings.ReplaceAll(s.sms[index-1], "\n", "\n  | ") + "\n"
}
