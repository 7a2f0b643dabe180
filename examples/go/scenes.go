// SPDX-License-Identifier: Apache-2.0
// Which scenes does the story have, and how are their answers put into words?

package main

// #include "raw.h"
import "C"

import (
	"fmt"
	"time"
)

func tellInvited(answer *C.doverie_answer) string {
	one := invited(answer)
	return fmt.Sprintf("  Invitation to %s, until %s\n", text(one.phone_masked), iso(one.expires_at))
}

func tellAnswer(answer *C.doverie_answer) string {
	one := started(answer)
	more := ""
	if one.number.size > 0 {
		more += ", number " + text(one.number)
	}
	if one.until != 0 {
		more += ", until " + iso(one.until)
	}
	return fmt.Sprintf("  Answer: %s%s\n", text(C.doverie_start_status_name(one.status)), more)
}

func tellAccepted(answer *C.doverie_answer) string {
	one := C.doverie_accepted{struct_size: C.sizeof_doverie_accepted}
	get(func(error **C.doverie_error) C.doverie_status { return C.doverie_answer_accepted(answer, &one, error) })
	return fmt.Sprintf("  Trusted contact of %s from %s\n", nameOf(one.trustor), iso(one.active_from))
}

func tellApproved(answer *C.doverie_answer) string {
	one := C.doverie_approved{struct_size: C.sizeof_doverie_approved}
	get(func(error **C.doverie_error) C.doverie_status { return C.doverie_answer_approved(answer, &one, error) })
	return fmt.Sprintf("  A code goes to %s, good until %s\n", text(one.phone_masked), iso(one.code_expires_at))
}

func tellConfirmed(answer *C.doverie_answer) string {
	one := C.doverie_code_confirmed{struct_size: C.sizeof_doverie_code_confirmed}
	get(func(error **C.doverie_error) C.doverie_status {
		return C.doverie_answer_code_confirmed(answer, &one, error)
	})
	return fmt.Sprintf("  The request is approved, to be redeemed before %s\n", iso(one.redeem_before))
}

func (s *Stage) tellState(scene int) string {
	request, _ := s.begun(scene)
	answer, err := s.service.Ask("", func(a *Asked) C.doverie_status {
		return C.doverie_recoverer_status(a.service, a.text("maria"), a.text(request), a.bytes(secret(scene)), a.out, a.error)
	})
	return told(answer, err, func(answer *C.doverie_answer) string {
		one := C.doverie_recovery_view{struct_size: C.sizeof_doverie_recovery_view}
		get(func(error **C.doverie_error) C.doverie_status {
			return C.doverie_answer_recovery_view(answer, &one, error)
		})
		standing := ""
		if one.standing != StartPending {
			standing = " (" + text(C.doverie_start_status_name(one.standing)) + ")"
		}
		return fmt.Sprintf("  The recovery is %s%s\n", text(C.doverie_request_state_name(one.state)), standing)
	})
}

func tellInvitations(answer *C.doverie_answer, count C.size_t) string {
	lines := ""
	for index := C.size_t(0); index < count; index++ {
		one := C.doverie_invitation_view{struct_size: C.sizeof_doverie_invitation_view}
		get(func(error **C.doverie_error) C.doverie_status {
			return C.doverie_answer_invitation_at(answer, index, &one, error)
		})
		sender := ""
		if one.trustor.size > 0 {
			sender = " from " + nameOf(one.trustor)
		}
		lines += fmt.Sprintf("  Invitation%s to %s, %s: %s, until %s\n", sender, text(one.name), text(one.phone_masked),
			text(C.doverie_invitation_state_name(one.state)), iso(one.expires_at))
	}
	return lines
}

func (s *Stage) trustor(whose string, tell func(*C.doverie_answer, *C.doverie_trustor_view) string) string {
	answer, err := s.service.Ask("", func(a *Asked) C.doverie_status {
		return C.doverie_trustor_cabinet(a.service, a.text(whose), a.out, a.error)
	})
	return told(answer, err, func(answer *C.doverie_answer) string {
		view := C.doverie_trustor_view{struct_size: C.sizeof_doverie_trustor_view}
		get(func(error **C.doverie_error) C.doverie_status {
			return C.doverie_answer_trustor_view(answer, &view, error)
		})
		return tell(answer, &view)
	})
}

func (s *Stage) contact(tell func(*C.doverie_answer, *C.doverie_contact_view) string) string {
	answer, err := s.service.Ask("", func(a *Asked) C.doverie_status {
		return C.doverie_contact_cabinet(a.service, a.text("ivan"), a.out, a.error)
	})
	return told(answer, err, func(answer *C.doverie_answer) string {
		view := C.doverie_contact_view{struct_size: C.sizeof_doverie_contact_view}
		get(func(error **C.doverie_error) C.doverie_status {
			return C.doverie_answer_contact_view(answer, &view, error)
		})
		return tell(answer, &view)
	})
}

func contacts(answer *C.doverie_answer, view *C.doverie_trustor_view) string {
	lines := ""
	for index := C.size_t(0); index < view.contact_count; index++ {
		one := C.doverie_contact_entry{struct_size: C.sizeof_doverie_contact_entry}
		get(func(error **C.doverie_error) C.doverie_status {
			return C.doverie_answer_contact_at(answer, index, &one, error)
		})
		lines += fmt.Sprintf("  Trusted contact: %s, appointed %s\n", nameOf(one.contact), iso(one.appointed_at))
	}
	return lines
}

func requests(answer *C.doverie_answer, view *C.doverie_contact_view) string {
	lines := ""
	for index := C.size_t(0); index < view.request_count; index++ {
		one := C.doverie_request_view{struct_size: C.sizeof_doverie_request_view}
		get(func(error **C.doverie_error) C.doverie_status {
			return C.doverie_answer_request_at(answer, index, &one, error)
		})
		lines += fmt.Sprintf("  %s of %s, number %s: %s, until %s\n", text(one.operation), nameOf(one.trustor), text(one.number),
			text(C.doverie_request_state_name(one.state)), iso(one.expires_at))
	}
	return lines
}

// --- Scenes of more than a line.

func fivePeople(s *Stage) string {
	s.there = true
	lines := ""
	for _, one := range people {
		lines += fmt.Sprintf("  %s, born %s, %s\n", one.name, one.born, one.phone)
	}
	return lines
}

func grant(answer *C.doverie_answer) C.doverie_grant {
	one := C.doverie_grant{struct_size: C.sizeof_doverie_grant}
	get(func(error **C.doverie_error) C.doverie_status { return C.doverie_answer_grant(answer, &one, error) })
	return one
}

func redeemTwice(s *Stage) string {
	id := func(answer *C.doverie_answer) string { return text(grant(answer).id) }
	first, err := s.redeem(forgotten, operation(forgotten))
	lines := told(first, err, func(answer *C.doverie_answer) string {
		second, err := s.redeem(forgotten, operation(forgotten))
		same := "ANOTHER GRANT"
		if told(second, err, id) == id(answer) {
			same = "the same grant"
		}
		return fmt.Sprintf("  Grant %s for %s\n  The same command again: %s\n", id(answer), nameOf(grant(answer).trustor), same)
	})
	return lines
}

func redeemTheChange(s *Stage) string {
	answer, err := s.redeem(changed, operation(changed))
	return told(answer, err, func(answer *C.doverie_answer) string {
		one := grant(answer)
		return fmt.Sprintf("  Grant %s for %s, good for %s\n", text(one.id), nameOf(one.trustor), text(one.operation))
	})
}

func deny(s *Stage) string {
	request, _ := s.begun(stranger)
	must(s.service.Tell(command(s.number), func(a *Asked) C.doverie_status {
		return C.doverie_contact_deny(a.service, a.meta, a.text("ivan"), a.text(request), a.error)
	}))
	return s.tellState(stranger)
}

func report(s *Stage) string {
	must(s.service.Tell(command(s.number), func(a *Asked) C.doverie_status {
		return C.doverie_contact_report_fraud(a.service, a.meta, a.text("ivan"), a.text("maria"), a.error)
	}))
	return s.tellState(fraud) + s.trustor("maria", func(_ *C.doverie_answer, view *C.doverie_trustor_view) string {
		return fmt.Sprintf("  Frozen until %s\n", iso(view.frozen_until))
	})
}

func remove(s *Stage) string {
	return refused(nil, s.service.Tell(command(s.number), func(a *Asked) C.doverie_status {
		return C.doverie_trustor_remove_contact(a.service, a.meta, a.text("maria"), a.text("ivan"), 0, a.error)
	}))
}

func audit(s *Stage) string {
	answer, err := s.service.Ask("", func(a *Asked) C.doverie_status {
		return C.doverie_operator_audit(a.service, a.text("maria"), a.out, a.error)
	})
	return told(answer, err, func(answer *C.doverie_answer) string {
		trail := C.doverie_audit_trail{struct_size: C.sizeof_doverie_audit_trail}
		get(func(error **C.doverie_error) C.doverie_status {
			return C.doverie_answer_audit_trail(answer, &trail, error)
		})
		lines := ""
		for index := C.size_t(0); index < trail.entry_count; index++ {
			one := C.doverie_audit_entry{struct_size: C.sizeof_doverie_audit_entry}
			get(func(error **C.doverie_error) C.doverie_status {
				return C.doverie_answer_audit_entry_at(answer, index, &one, error)
			})
			lines += fmt.Sprintf("  %d %s %s\n", one.version, iso(one.at), text(one._type))
		}
		return fmt.Sprintf("%s  Verified: %d events, none changed, none missing\n", lines, trail.entry_count)
	})
}

type scene struct {
	sentence string
	play     func(*Stage) string
	later    time.Duration // before it, beyond a minute
}

func answering(number int) func(*Stage) string {
	return func(s *Stage) string {
		answer, err := s.start(number, "maria")
		return told(answer, err, tellAnswer)
	}
}

func approving(number int) func(*Stage) string {
	return func(s *Stage) string {
		answer, err := s.approve(number, 1)
		return told(answer, err, tellApproved)
	}
}

func confirming(number, sms int) func(*Stage) string {
	return func(s *Stage) string {
		answer, err := s.confirm(number, s.code(sms))
		return told(answer, err, tellConfirmed)
	}
}

func arriving(sms int) func(*Stage) string { return func(s *Stage) string { return s.tellSms(sms) } }

func refusing(ask func(*Stage) (*C.doverie_answer, error)) func(*Stage) string {
	return func(s *Stage) string { return refused(ask(s)) }
}

func redeeming(number int, named string) func(*Stage) string {
	return refusing(func(s *Stage) (*C.doverie_answer, error) { return s.redeem(number, named) })
}

func inviting(number int, from, to, phone string) func(*Stage) string {
	return func(s *Stage) string {
		answer, err := s.invite(number, from, to, phone)
		return told(answer, err, tellInvited)
	}
}

var story = []scene{
	{"Five people have accounts at the portal.", fivePeople, 0},
	{"Мария, 70, invites Иван to be her trusted contact. She writes his number as she always does.",
		inviting(invitedAt, "maria", "Иван", "8 (916) 123-45-67"), 0},
	{"Иван, 34, opens his cabinet.", func(s *Stage) string {
		return s.contact(func(a *C.doverie_answer, view *C.doverie_contact_view) string {
			return tellInvitations(a, view.invitation_count)
		})
	}, 0},
	{"Иван accepts.", func(s *Stage) string {
		answer, err := s.accept("ivan", invitedAt, "maria", "Иван", "8 (916) 123-45-67")
		return told(answer, err, tellAccepted)
	}, 0},
	{"Мария opens her cabinet.", func(s *Stage) string { return s.trustor("maria", contacts) }, 0},
	{"Мария has forgotten her password and begins to recover it.", answering(forgotten), 0},
	{"Иван opens his cabinet.", func(s *Stage) string { return s.contact(requests) }, 0},
	{"Иван is in a hurry and approves without having spoken with her.",
		refusing(func(s *Stage) (*C.doverie_answer, error) { return s.approve(forgotten, 0) }), 0},
	{"Иван calls Мария. It is she, nobody is misleading her, and she reads him her number. He approves.", approving(forgotten), 0},
	{"", arriving(1), 0},
	{"A while later Иван mistypes the code. The attempt is counted.",
		refusing(func(s *Stage) (*C.doverie_answer, error) { return s.confirm(forgotten, "000000") }), 6 * time.Minute},
	{"Иван types the code.", confirming(forgotten, 1), 0},
	{"The portal redeems the approval and lets Мария set a new password. It loses the answer and asks again.", redeemTwice, 0},
	{"Somebody tries to redeem it a second time.", redeeming(forgotten, OperationPasswordRecovery), 0},
	{"The operator reads the audit trail of Мария's circle.", audit, 0},
	{"Ольга, 45, invites her nephew Пётр.", inviting(olgaInvited, "olga", "Пётр", "+79261112244"), 0},
	{"Пётр is 17, and his passport data are out of date. He accepts, and learns everything that stands against it.",
		refusing(func(s *Stage) (*C.doverie_answer, error) {
			return s.accept("pyotr", olgaInvited, "olga", "Пётр", "+79261112244")
		}), 0},
	{"Ольга's cabinet does not tell whether the number belongs to an account.", func(s *Stage) string {
		return s.trustor("olga", func(a *C.doverie_answer, view *C.doverie_trustor_view) string {
			return tellInvitations(a, view.invitation_count)
		})
	}, 0},
	{"A stranger begins to recover Мария's account.", answering(stranger), 0},
	{"Иван calls Мария, who knows nothing of it. He denies.", deny, 0},
	{"The stranger tries to redeem all the same.", redeeming(stranger, OperationPasswordRecovery), 0},
	{"Another recovery is begun while Иван is on a flight.", answering(unanswered), 0},
	{"25 hours later nobody has answered. Silence never approves.", func(s *Stage) string { return s.tellState(unanswered) }, 25 * time.Hour},
	{"Иван has landed and approves, too late.",
		refusing(func(s *Stage) (*C.doverie_answer, error) { return s.approve(unanswered, 1) }), 0},
	{"A fraudster begins to recover Мария's account and talks her into helping him.", answering(fraud), 0},
	{"Иван reports fraud. Every open request dies, and the account freezes.", report, 0},
	{"The fraudster begins again.", answering(27), 0},
	{"He has Мария take Иван away.", remove, 0},
	{"73 hours later the freeze is over, and Иван is still there.",
		func(s *Stage) string { return s.trustor("maria", contacts) }, 73 * time.Hour},
	{"Мария is logged in and wants another password. The portal asks Иван about that, too.", answering(changed), 0},
	{"Иван's cabinet says what it is about.", func(s *Stage) string { return s.contact(requests) }, 0},
	{"He calls her, and approves what he was shown.", approving(changed), 0},
	{"", arriving(2), 0},
	{"Иван types the code.", confirming(changed, 2), 6 * time.Minute},
	{"Somebody who got hold of Мария's session has the portal recover the password with it.",
		redeeming(changed, OperationPasswordRecovery), 0},
	{"The portal redeems what was confirmed, and Мария sets the new password.", redeemTheChange, 0},
	{"Мария has forgotten the new password, too.", answering(forgottenAgain), 0},
	{"They speak, and Иван approves.", approving(forgottenAgain), 0},
	{"", arriving(3), 0},
	{"Иван types the code.", confirming(forgottenAgain, 3), 6 * time.Minute},
	{"Before it is redeemed, Иван's number is taken out of his account.", func(s *Stage) string {
		s.phoneLost = true
		return s.tellState(forgottenAgain)
	}, 0},
	{"The portal redeems. Everything is checked again at the last moment.", redeeming(forgottenAgain, OperationPasswordRecovery), 0},
	{"A new recovery is not possible either: losing the contact is no way around him.", answering(43), 0},
	{"Сергей, 52, never appointed anybody. The portal recovers his account as it always did.", func(s *Stage) string {
		answer, err := s.start(s.number, "sergey")
		return told(answer, err, tellAnswer)
	}, 0},
	{"The operator reads the audit trail of Мария's circle.", audit, 0},
}
