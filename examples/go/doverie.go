// SPDX-License-Identifier: Apache-2.0
// How does a program in Go use the library? A thin layer over the raw one: handles that are freed, errors, ports as interfaces.

package main

/*
#cgo LDFLAGS: -ldoverie_testing_c -ldoverie
#include <pthread.h>
#include <stdlib.h>
#include "raw.h"
static uintptr_t this_thread(void) { return (uintptr_t)pthread_self(); }
*/
import "C"

import (
	"os"
	"runtime"
	"sync"
	"unsafe"
)

// Reason is why a rule said no.
type Reason struct {
	Name    string
	Needs   *int64
	Has     *int64
	English string
}

// Rejected has every rule that said no.
type Rejected struct{ Reasons []Reason }

func (r *Rejected) Error() string { return "rejected: " + r.Reasons[0].Name }

// Fault says what broke. Ports return it to say which fault it is.
type Fault struct {
	Code    int
	Message string
}

func (f *Fault) Error() string { return f.Message }

// --- Strings. C copies what comes in before a call returns; what goes out is copied here at once.

func text(s C.doverie_string) string { return C.GoStringN(s.data, C.int(s.size)) }

// Pins keeps what C is given where it is, until the call has returned.
type Pins struct{ runtime.Pinner }

func (p *Pins) text(s string) C.doverie_string {
	if s == "" {
		return C.doverie_string{}
	}
	data := unsafe.StringData(s)
	p.Pin(data)
	return C.doverie_string{data: (*C.char)(unsafe.Pointer(data)), size: C.size_t(len(s))}
}

func (p *Pins) bytes(b []byte) C.doverie_bytes {
	data := unsafe.SliceData(b)
	p.Pin(data)
	return C.doverie_bytes{data: (*C.uint8_t)(unsafe.Pointer(data)), size: C.size_t(len(b))}
}

// --- Calls. What a callback could not do is kept by thread, and comes back from the call that it ran in.

var (
	lock      sync.Mutex
	thrown    = map[C.uintptr_t]any{} // by thread
	hosts     = map[uintptr]any{}     // by `self`
	lastHost  uintptr
	collected = os.Getenv("DOVERIE_GC") != ""
)

// keep remembers an error or a panic of a callback.
func keep(what any) {
	lock.Lock()
	defer lock.Unlock()
	thrown[C.this_thread()] = what
}

func take() any {
	lock.Lock()
	defer lock.Unlock()
	thread := C.this_thread()
	what := thrown[thread]
	delete(thrown, thread)
	return what
}

// panicked is a panic of the host's, on its way through C.
type panicked struct{ value any }

// caught ends a callback: nothing leaves it but by its return.
func caught() {
	if value := recover(); value != nil {
		keep(panicked{value})
	}
	collect()
}

// collect lets the collector run between every two calls, when a test wants it.
func collect() {
	if collected {
		runtime.GC()
	}
}

func call(run func(error **C.doverie_error) C.doverie_status) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	outer := take() // of a callback that we are in
	var failed *C.doverie_error
	status := run(&failed)
	host := take()
	if outer != nil {
		keep(outer)
	}
	collect()
	if status == StatusOk {
		return nil
	}
	err := failure(failed)
	switch host := host.(type) {
	case panicked:
		panic(host.value)
	case error:
		return host
	}
	return err
}

func number(value C.int64_t) *int64 {
	if value == Absent {
		return nil
	}
	number := int64(value)
	return &number
}

func failure(failed *C.doverie_error) error {
	defer C.doverie_error_free(failed)
	var reasons []Reason
	for index := C.size_t(0); index < C.doverie_error_reason_count(failed); index++ {
		at := C.doverie_reason{struct_size: C.sizeof_doverie_reason}
		info := C.doverie_code_info{struct_size: C.sizeof_doverie_code_info}
		C.doverie_error_reason_at(failed, index, &at, nil)
		C.doverie_code_find(at.code, &info, nil)
		reasons = append(reasons, Reason{text(at.name), number(at.needs), number(at.has), text(info.english)})
	}
	if reasons != nil {
		return &Rejected{reasons}
	}
	return &Fault{int(C.doverie_error_code(failed)), text(C.doverie_error_message(failed))}
}

// --- Callbacks. C has a number as `self`.

func hosted(host any) C.uintptr_t {
	lock.Lock()
	defer lock.Unlock()
	lastHost++
	hosts[lastHost] = host
	return C.uintptr_t(lastHost)
}

func hostOf(self uintptr) any {
	lock.Lock()
	defer lock.Unlock()
	return hosts[self]
}

func release(self uintptr) {
	lock.Lock()
	defer lock.Unlock()
	delete(hosts, self)
}

// Directory is the host's accounts; nil: there is no such account.
type Directory interface {
	Find(account string, pins *Pins) (*C.doverie_account_facts, error)
}

type directory struct{ Directory }

func (d directory) Find(account C.doverie_string, sink *C.doverie_facts_sink) {
	var pins Pins
	defer pins.Unpin()
	facts, err := d.Directory.Find(text(account), &pins)
	switch {
	case err != nil:
		keep(err)
	case facts == nil:
		C.doverie_facts_missing(sink, nil)
	default:
		C.doverie_facts_found(sink, facts, nil)
	}
}

// SmsSender is the host's gateway; one of Sms….
type SmsSender interface {
	Send(messageID, to, text string) (int, error)
}

type smsSender struct{ SmsSender }

func (s smsSender) Send(messageID, to, what C.doverie_string, sink *C.doverie_sms_sink) {
	outcome, err := s.SmsSender.Send(text(messageID), text(to), text(what))
	if err != nil {
		keep(err)
		return
	}
	C.doverie_sms_answer(sink, C.doverie_sms_outcome(outcome), nil)
}

func newDirectory(host Directory) (out *C.doverie_directory, err error) {
	err = call(func(error **C.doverie_error) C.doverie_status {
		return C.doverie_host_directory_new(&C.go_doverie_directory_callbacks, hosted(directory{host}), &out, error)
	})
	return
}

func newSms(host SmsSender) (out *C.doverie_sms_sender, err error) {
	err = call(func(error **C.doverie_error) C.doverie_status {
		return C.doverie_host_sms_new(&C.go_doverie_sms_callbacks, hosted(smsSender{host}), &out, error)
	})
	return
}

// newStore takes a host whose methods are those of the callbacks: Read, Append, LeaseMessages, SettleMessages, Feed.
func newStore(host any) (out *C.doverie_store, err error) {
	err = call(func(error **C.doverie_error) C.doverie_status {
		return C.doverie_host_store_new(&C.go_doverie_event_store_callbacks, hosted(host), &out, error)
	})
	return
}

// --- The service. Every command has an id: sent again, it answers the same and has no second effect.

// Service answers commands.
type Service struct{ handle *C.doverie_service }

func newService(options C.doverie_service_options) (*Service, error) {
	service := &Service{}
	options.struct_size = C.sizeof_doverie_service_options
	return service, call(func(error **C.doverie_error) C.doverie_status {
		return C.doverie_service_new(&options, &service.handle, error)
	})
}

// Close frees it; it keeps for itself what it works with, so that stores and other ports may be freed before.
func (s *Service) Close() { C.doverie_service_free(s.handle) }

// Pump sends what is due.
func (s *Service) Pump() error {
	return call(func(error **C.doverie_error) C.doverie_status {
		return C.doverie_service_pump(s.handle, 64, PumpEverything, nil, error)
	})
}

// Asked is what a command is given: pins for its strings, what the host says about it, and where its answer goes.
type Asked struct {
	Pins
	service *C.doverie_service
	meta    *C.doverie_command_meta
	out     **C.doverie_answer
	error   **C.doverie_error
}

// Ask runs a command or question; the answer, nil for commands without one, is the caller's to free.
func (s *Service) Ask(id string, run func(*Asked) C.doverie_status) (*C.doverie_answer, error) {
	asked := &Asked{service: s.handle}
	defer asked.Unpin()
	meta := C.doverie_command_meta{struct_size: C.sizeof_doverie_command_meta, command_id: asked.text(id)}
	var answer *C.doverie_answer
	err := call(func(error **C.doverie_error) C.doverie_status {
		asked.meta, asked.out, asked.error = &meta, &answer, error
		return run(asked)
	})
	return answer, err
}

// Tell runs a command that only works or does not.
func (s *Service) Tell(id string, run func(*Asked) C.doverie_status) error {
	_, err := s.Ask(id, run)
	return err
}

// must is for what can only fail by a mistake of this program.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// get fills a struct from an answer.
func get(fill func(error **C.doverie_error) C.doverie_status) { must(call(fill)) }
