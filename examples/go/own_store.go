// SPDX-License-Identifier: Apache-2.0
// What does a host write to keep the records in a database of its own? Here it is tables in memory under one lock.

package main

// #include "raw.h"
import "C"

import (
	"sort"
	"strconv"
	"sync"
)

type event struct{ bytes, seal string }

type stream struct {
	events []event
	first  int // where reads begin, from 1
	erased bool
}

type message struct {
	queue, id, bytes        string
	notBefore, uselessAfter C.int64_t
	due                     C.int64_t
	attempt                 C.uint32_t
	leased                  bool
}

type position struct {
	stream  string
	version int
}

// OwnStore answers the library through the sink of each call.
type OwnStore struct {
	mutex    sync.Mutex
	streams  map[string]*stream
	tags     map[string]map[string]C.int64_t
	commands map[string][2]string
	messages map[string]*message
	feed     []position
}

// NewOwnStore has nothing in it.
func NewOwnStore() *OwnStore {
	return &OwnStore{streams: map[string]*stream{}, tags: map[string]map[string]C.int64_t{}, commands: map[string][2]string{},
		messages: map[string]*message{}}
}

func (s *OwnStore) stream(name string) *stream {
	if s.streams[name] == nil {
		s.streams[name] = &stream{first: 1}
	}
	return s.streams[name]
}

func nameAt(fill func(out *C.doverie_string) C.doverie_status) string {
	var out C.doverie_string
	if fill(&out) != StatusOk {
		panic("no such element")
	}
	return text(out)
}

func (s *OwnStore) Read(request *C.doverie_read_request, sink *C.doverie_store_sink) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	view := C.doverie_read_view{struct_size: C.sizeof_doverie_read_view}
	C.doverie_read_request_get(request, &view, nil)
	for index := C.size_t(0); index < view.stream_count; index++ {
		name := nameAt(func(out *C.doverie_string) C.doverie_status {
			return C.doverie_read_request_stream_at(request, index, out, nil)
		})
		s.giveStream(name, index, view.whole != 0, sink)
	}
	for index := C.size_t(0); index < view.tag_count; index++ {
		tag := nameAt(func(out *C.doverie_string) C.doverie_status {
			return C.doverie_read_request_tag_at(request, index, out, nil)
		})
		s.giveTag(tag, index, view.tags_since, sink)
	}
	if known, there := s.commands[text(view.command_id)]; there && view.has_command != 0 {
		var pins Pins
		defer pins.Unpin()
		C.doverie_store_give_command(sink, pins.text(known[0]), pins.text(known[1]), nil)
	}
	C.doverie_store_done(sink, nil)
}

func (s *OwnStore) giveStream(name string, index C.size_t, whole bool, sink *C.doverie_store_sink) {
	var pins Pins
	defer pins.Unpin()
	kept := s.streams[name]
	if kept == nil {
		kept = &stream{first: 1}
	}
	state := C.doverie_stream_state{struct_size: C.sizeof_doverie_stream_state, version: C.uint64_t(len(kept.events))}
	if kept.erased {
		state.erased = 1
	}
	C.doverie_store_give_stream(sink, index, &state, nil)
	for at, one := range kept.events {
		if !kept.erased && (whole || at+1 >= kept.first) {
			given := C.doverie_event{struct_size: C.sizeof_doverie_event, bytes: pins.text(one.bytes), seal: pins.text(one.seal)}
			C.doverie_store_give_event(sink, index, &given, nil)
		}
	}
}

func (s *OwnStore) giveTag(tag string, index C.size_t, since C.int64_t, sink *C.doverie_store_sink) {
	var pins Pins
	defer pins.Unpin()
	var names []string
	for name, at := range s.tags[tag] {
		if at >= since {
			names = append(names, name)
		}
	}
	sort.Slice(names, func(i, j int) bool {
		a, b := s.tags[tag][names[i]], s.tags[tag][names[j]]
		return a < b || a == b && names[i] < names[j]
	})
	for _, name := range names {
		C.doverie_store_give_tag(sink, index, pins.text(name), s.tags[tag][name], nil)
	}
}

// Append looks for the command id before it compares versions.
func (s *OwnStore) Append(batch *C.doverie_batch, sink *C.doverie_store_sink) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var pins Pins
	defer pins.Unpin()
	view := C.doverie_batch_view{struct_size: C.sizeof_doverie_batch_view}
	C.doverie_batch_get(batch, &view, nil)
	if known, there := s.commands[text(view.command_id)]; there {
		C.doverie_store_already(sink, pins.text(known[0]), pins.text(known[1]), nil)
	} else if !s.fits(batch, view.expected_count) {
		C.doverie_store_conflict(sink, nil)
	} else if s.hasMessages(batch, view.message_count) {
		C.doverie_store_failed(sink, FaultStoreFailed, pins.text("there is such a message"), nil)
	} else {
		s.write(batch, &view)
		C.doverie_store_appended(sink, nil)
	}
}

func (s *OwnStore) fits(batch *C.doverie_batch, count C.size_t) bool {
	for index := C.size_t(0); index < count; index++ {
		expected := C.doverie_stream_version{struct_size: C.sizeof_doverie_stream_version}
		C.doverie_batch_expected_at(batch, index, &expected, nil)
		kept := s.streams[text(expected.stream)]
		if kept == nil && expected.version != 0 || kept != nil && (kept.erased || C.uint64_t(len(kept.events)) != expected.version) {
			return false
		}
	}
	return true
}

func messageAt(batch *C.doverie_batch, index C.size_t) C.doverie_message {
	out := C.doverie_message{struct_size: C.sizeof_doverie_message}
	C.doverie_batch_message_at(batch, index, &out, nil)
	return out
}

func (s *OwnStore) hasMessages(batch *C.doverie_batch, count C.size_t) bool {
	ids := map[string]bool{}
	for index := C.size_t(0); index < count; index++ {
		id := text(messageAt(batch, index).id)
		if s.messages[id] != nil || ids[id] {
			return true
		}
		ids[id] = true
	}
	return false
}

func (s *OwnStore) write(batch *C.doverie_batch, view *C.doverie_batch_view) {
	s.commands[text(view.command_id)] = [2]string{text(view.fingerprint), text(view.answer)}
	for index := C.size_t(0); index < view.append_count; index++ {
		s.appendTo(batch, index)
	}
	for index := C.size_t(0); index < view.tag_count; index++ {
		s.changeTag(batch, index, view.at)
	}
	for index := C.size_t(0); index < view.withdrawn_count; index++ {
		gone := C.doverie_withdrawn_message{struct_size: C.sizeof_doverie_withdrawn_message}
		C.doverie_batch_withdrawn_at(batch, index, &gone, nil)
		if waiting := s.messages[text(gone.id)]; waiting != nil && waiting.attempt == 0 {
			delete(s.messages, waiting.id)
		}
	}
	for index := C.size_t(0); index < view.message_count; index++ {
		put := messageAt(batch, index)
		s.messages[text(put.id)] = &message{queue: text(put.queue), id: text(put.id), bytes: text(put.bytes), notBefore: put.not_before,
			uselessAfter: put.useless_after, due: put.not_before}
	}
	for index := C.size_t(0); index < view.erase_count; index++ {
		name := nameAt(func(out *C.doverie_string) C.doverie_status { return C.doverie_batch_erase_at(batch, index, out, nil) })
		s.stream(name).erased = true
		for _, tagged := range s.tags {
			delete(tagged, name)
		}
	}
}

func (s *OwnStore) appendTo(batch *C.doverie_batch, index C.size_t) {
	given := C.doverie_stream_append{struct_size: C.sizeof_doverie_stream_append}
	C.doverie_batch_append_at(batch, index, &given, nil)
	name := text(given.stream)
	kept := s.stream(name)
	for at := C.size_t(0); at < given.event_count; at++ {
		one := C.doverie_event{struct_size: C.sizeof_doverie_event}
		C.doverie_batch_event_at(batch, index, at, &one, nil)
		kept.events = append(kept.events, event{text(one.bytes), text(one.seal)})
		s.feed = append(s.feed, position{name, len(kept.events)})
	}
	if given.summary != 0 {
		kept.first = int(given.summary)
	}
}

func (s *OwnStore) changeTag(batch *C.doverie_batch, index C.size_t, at C.int64_t) {
	change := C.doverie_tag_change{struct_size: C.sizeof_doverie_tag_change}
	C.doverie_batch_tag_at(batch, index, &change, nil)
	tag, name := text(change.tag), text(change.stream)
	if s.tags[tag] == nil {
		s.tags[tag] = map[string]C.int64_t{}
	}
	delete(s.tags[tag], name)
	if kept := s.streams[name]; change.set != 0 && (kept == nil || !kept.erased) {
		s.tags[tag][name] = at
	}
}

func (s *OwnStore) LeaseMessages(queue C.doverie_string, now, leaseFor C.int64_t, limit C.uint32_t, sink *C.doverie_store_sink) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var pins Pins
	defer pins.Unpin()
	var due []*message
	for _, one := range s.messages {
		if one.queue == text(queue) && one.due <= now {
			due = append(due, one)
		}
	}
	sort.Slice(due, func(i, j int) bool {
		return due[i].due < due[j].due || due[i].due == due[j].due && due[i].id < due[j].id
	})
	for _, one := range due[:min(len(due), int(limit))] {
		one.attempt, one.leased, one.due = one.attempt+1, true, now+leaseFor
		leased := C.doverie_leased_message{struct_size: C.sizeof_doverie_leased_message, queue: pins.text(one.queue), id: pins.text(one.id),
			bytes: pins.text(one.bytes), not_before: one.notBefore, useless_after: one.uselessAfter, attempt: one.attempt,
			lease: pins.text(strconv.Itoa(int(one.attempt)))}
		C.doverie_store_give_lease(sink, &leased, nil)
	}
	C.doverie_store_done(sink, nil)
}

func (s *OwnStore) SettleMessages(settlements *C.doverie_settlements, sink *C.doverie_store_sink) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for index := C.size_t(0); index < C.doverie_settlements_count(settlements); index++ {
		settled := C.doverie_settlement{struct_size: C.sizeof_doverie_settlement}
		C.doverie_settlements_at(settlements, index, &settled, nil)
		one := s.messages[text(settled.message_id)]
		if one == nil || !one.leased || strconv.Itoa(int(one.attempt)) != text(settled.lease) {
			continue
		}
		if settled.settle_as != SettleLater {
			delete(s.messages, one.id)
			continue
		}
		one.leased, one.due = false, settled.retry_at
		if settled.queue.size > 0 {
			one.queue = text(settled.queue)
		}
	}
	C.doverie_store_done(sink, nil)
}

// Feed has positions as cursors; one that was never handed out is refused.
func (s *OwnStore) Feed(after C.doverie_string, limit C.uint32_t, sink *C.doverie_store_sink) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var pins Pins
	defer pins.Unpin()
	from := 0
	if after.size > 0 {
		var err error
		if from, err = strconv.Atoi(text(after)); err != nil || from < 1 || from > len(s.feed) {
			C.doverie_store_failed(sink, FaultInvalidArgument, pins.text("not a cursor of this store"), nil)
			return
		}
	}
	for at, given := from, 0; at < len(s.feed) && given < int(limit); at++ {
		kept := s.streams[s.feed[at].stream]
		if kept.erased {
			continue
		}
		one := kept.events[s.feed[at].version-1]
		entry := C.doverie_feed_entry{struct_size: C.sizeof_doverie_feed_entry, cursor: pins.text(strconv.Itoa(at + 1)),
			stream: pins.text(s.feed[at].stream), version: C.uint64_t(s.feed[at].version), event: pins.text(one.bytes), seal: pins.text(one.seal)}
		C.doverie_store_give_entry(sink, &entry, nil)
		given++
	}
	C.doverie_store_done(sink, nil)
}
