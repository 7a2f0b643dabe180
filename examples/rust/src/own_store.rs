// SPDX-License-Identifier: Apache-2.0
// What does a host write to keep the records in a database of its own? Here it is tables in memory under one lock.
use crate::doverie::{string, text, EventStore};
use crate::raw::*;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error;
use std::ptr::null_mut;
use std::sync::{Mutex, MutexGuard};

type HostResult = Result<(), Box<dyn Error>>;

#[derive(Default)]
struct Stream {
    events: Vec<(String, String)>, // bytes and seal
    first: usize,                  // where reads begin, from 1
    erased: bool,
}

struct Message {
    queue: String,
    bytes: String,
    not_before: i64,
    useless_after: i64,
    due: i64,
    attempt: u32,
    leased: bool,
}

#[derive(Default)]
struct Tables {
    streams: HashMap<String, Stream>,
    tags: HashMap<String, BTreeMap<String, i64>>,
    commands: HashMap<String, (String, String)>,
    messages: BTreeMap<String, Message>,
    feed: Vec<(String, usize)>,
}

#[derive(Default)]
pub struct OwnStore(Mutex<Tables>);

/// Fills a struct of C's; what it has was asked for by the library itself.
fn get<S: Default>(fill: impl FnOnce(*mut S) -> doverie_status) -> S {
    let mut out = S::default();
    assert_eq!(fill(&mut out), DOVERIE_STATUS_OK);
    out
}

unsafe fn name_at(fill: impl FnOnce(*mut doverie_string) -> doverie_status) -> String {
    let mut out = string("");
    assert_eq!(fill(&mut out), DOVERIE_STATUS_OK);
    text(out)
}

impl OwnStore {
    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.0.lock().unwrap()
    }
}

impl Tables {
    unsafe fn give_stream(&self, name: &str, index: usize, whole: bool, sink: *mut doverie_store_sink) {
        let none = Stream::default();
        let stream = self.streams.get(name).unwrap_or(&none);
        let (version, erased) = (stream.events.len() as u64, i32::from(stream.erased));
        doverie_store_give_stream(sink, index, &doverie_stream_state { version, erased, ..Default::default() }, null_mut());
        let from = if whole { 0 } else { stream.first.max(1) - 1 };
        for (bytes, seal) in stream.events.iter().skip(from).filter(|_| !stream.erased) {
            let event = doverie_event { bytes: string(bytes), seal: string(seal), ..Default::default() };
            doverie_store_give_event(sink, index, &event, null_mut());
        }
    }

    unsafe fn give_tag(&self, tag: &str, index: usize, since: i64, sink: *mut doverie_store_sink) {
        let mut entries: Vec<_> = self.tags.get(tag).into_iter().flatten().filter(|(_, at)| **at >= since).collect();
        entries.sort_by_key(|(name, at)| (**at, (*name).clone()));
        for (name, at) in entries {
            doverie_store_give_tag(sink, index, string(name), *at, null_mut());
        }
    }

    unsafe fn fits(&self, batch: *const doverie_batch, count: usize) -> bool {
        (0..count).all(|index| {
            let expected = get(|out| doverie_batch_expected_at(batch, index, out, null_mut()));
            let stream = self.streams.get(&text(expected.stream));
            stream.map_or(expected.version == 0, |one| !one.erased && one.events.len() as u64 == expected.version)
        })
    }

    unsafe fn write(&mut self, batch: *const doverie_batch, view: &doverie_batch_view) -> HostResult {
        let mut ids = HashSet::new();
        for index in 0..view.message_count {
            let id = text(get(|out| doverie_batch_message_at(batch, index, out, null_mut())).id);
            if self.messages.contains_key(&id) || !ids.insert(id) {
                return Err("there is such a message".into());
            }
        }
        self.commands.insert(text(view.command_id), (text(view.fingerprint), text(view.answer)));
        for index in 0..view.append_count {
            self.append_to(batch, index);
        }
        for index in 0..view.tag_count {
            let change = get(|out| doverie_batch_tag_at(batch, index, out, null_mut()));
            let tagged = self.tags.entry(text(change.tag)).or_default();
            if change.set != 0 { tagged.insert(text(change.stream), view.at) } else { tagged.remove(&text(change.stream)) };
        }
        for index in 0..view.withdrawn_count {
            let id = text(get(|out| doverie_batch_withdrawn_at(batch, index, out, null_mut())).id);
            if self.messages.get(&id).is_some_and(|message| message.attempt == 0) {
                self.messages.remove(&id);
            }
        }
        for index in 0..view.message_count {
            self.put(&get(|out| doverie_batch_message_at(batch, index, out, null_mut())));
        }
        for index in 0..view.erase_count {
            let name = name_at(|out| doverie_batch_erase_at(batch, index, out, null_mut()));
            for tagged in self.tags.values_mut() {
                tagged.remove(&name);
            }
            self.streams.entry(name).or_default().erased = true;
        }
        Ok(())
    }

    unsafe fn append_to(&mut self, batch: *const doverie_batch, index: usize) {
        let append = get(|out| doverie_batch_append_at(batch, index, out, null_mut()));
        let name = text(append.stream);
        let stream = self.streams.entry(name.clone()).or_default();
        for at in 0..append.event_count {
            let event = get(|out| doverie_batch_event_at(batch, index, at, out, null_mut()));
            stream.events.push((text(event.bytes), text(event.seal)));
            self.feed.push((name.clone(), stream.events.len()));
        }
        if append.summary != 0 {
            stream.first = append.summary as usize;
        }
    }

    fn put(&mut self, message: &doverie_message) {
        let (queue, bytes, due) = (text(message.queue), text(message.bytes), message.not_before);
        let put = Message { queue, bytes, not_before: due, useless_after: message.useless_after, due, attempt: 0, leased: false };
        self.messages.insert(text(message.id), put);
    }
}

impl EventStore for OwnStore {
    unsafe fn read(&self, request: *const doverie_read_request, sink: *mut doverie_store_sink) -> HostResult {
        let tables = self.tables();
        let view = get(|out| doverie_read_request_get(request, out, null_mut()));
        for index in 0..view.stream_count {
            let name = name_at(|out| doverie_read_request_stream_at(request, index, out, null_mut()));
            tables.give_stream(&name, index, view.whole != 0, sink);
        }
        for index in 0..view.tag_count {
            let tag = name_at(|out| doverie_read_request_tag_at(request, index, out, null_mut()));
            tables.give_tag(&tag, index, view.tags_since, sink);
        }
        if let Some((fingerprint, answer)) = tables.commands.get(&text(view.command_id)) {
            doverie_store_give_command(sink, string(fingerprint), string(answer), null_mut());
        }
        doverie_store_done(sink, null_mut());
        Ok(())
    }

    unsafe fn append(&self, batch: *const doverie_batch, sink: *mut doverie_store_sink) -> HostResult {
        let mut tables = self.tables();
        let view = get(|out| doverie_batch_get(batch, out, null_mut()));
        if let Some((fingerprint, answer)) = tables.commands.get(&text(view.command_id)) {
            doverie_store_already(sink, string(fingerprint), string(answer), null_mut());
        } else if !tables.fits(batch, view.expected_count) {
            doverie_store_conflict(sink, null_mut());
        } else {
            tables.write(batch, &view)?;
            doverie_store_appended(sink, null_mut());
        }
        Ok(())
    }

    unsafe fn lease(&self, queue: &str, now: i64, lease_for: i64, limit: usize, sink: *mut doverie_store_sink) -> HostResult {
        let mut tables = self.tables();
        let mut due: Vec<_> = tables.messages.iter_mut().filter(|(_, one)| one.queue == queue && one.due <= now).collect();
        due.sort_by_key(|(_, one)| one.due);
        for (id, one) in due.into_iter().take(limit) {
            (one.attempt, one.leased, one.due) = (one.attempt + 1, true, now + lease_for);
            let lease = one.attempt.to_string();
            let leased = doverie_leased_message {
                queue: string(&one.queue), id: string(id), bytes: string(&one.bytes), not_before: one.not_before,
                useless_after: one.useless_after, attempt: one.attempt, lease: string(&lease), ..Default::default()
            };
            doverie_store_give_lease(sink, &leased, null_mut());
        }
        doverie_store_done(sink, null_mut());
        Ok(())
    }

    unsafe fn settle(&self, settlements: *const doverie_settlements, sink: *mut doverie_store_sink) -> HostResult {
        let mut tables = self.tables();
        for index in 0..doverie_settlements_count(settlements) {
            let settled = get(|out| doverie_settlements_at(settlements, index, out, null_mut()));
            let id = text(settled.message_id);
            let Some(one) = tables.messages.get_mut(&id).filter(|one| one.leased && one.attempt.to_string() == text(settled.lease)) else {
                continue;
            };
            if settled.settle_as != DOVERIE_SETTLE_LATER {
                tables.messages.remove(&id);
                continue;
            }
            (one.leased, one.due) = (false, settled.retry_at);
            if settled.queue.size > 0 {
                one.queue = text(settled.queue);
            }
        }
        doverie_store_done(sink, null_mut());
        Ok(())
    }

    /// A cursor is a position; one that was never handed out is refused.
    unsafe fn feed(&self, after: &str, limit: usize, sink: *mut doverie_store_sink) -> HostResult {
        let tables = self.tables();
        let from = if after.is_empty() { Some(0) } else { after.parse().ok().filter(|at| *at <= tables.feed.len()) };
        let Some(from) = from else {
            doverie_store_failed(sink, DOVERIE_FAULT_INVALID_ARGUMENT, string("not a cursor of this store"), null_mut());
            return Ok(());
        };
        let there = tables.feed.iter().enumerate().skip(from).filter(|(_, (name, _))| !tables.streams[name].erased);
        for (at, (name, version)) in there.take(limit) {
            let (bytes, seal) = &tables.streams[name].events[version - 1];
            let cursor = (at + 1).to_string();
            let entry = doverie_feed_entry {
                cursor: string(&cursor), stream: string(name), version: *version as u64, event: string(bytes), seal: string(seal),
                ..Default::default()
            };
            doverie_store_give_entry(sink, &entry, null_mut());
        }
        doverie_store_done(sink, null_mut());
        Ok(())
    }
}
