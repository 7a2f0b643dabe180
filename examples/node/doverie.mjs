// SPDX-License-Identifier: Apache-2.0
// How does a program in Node.js use the library? A thin layer over the raw one: handles that are freed, errors, ports as objects.
import koffi from 'koffi';
import * as raw from './raw.mjs';

/** A rule said no: `reasons` has every one. */
export class Rejected extends Error {}

/** Something broke; `code` is one of raw.DOVERIE_FAULT_…. Ports throw it to say which fault it is. */
export class Fault extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

// --- Strings. C copies what comes in before a call returns; what goes out is copied here at once.

export const text = (string) => (string.size === 0 ? '' : koffi.decode.string(string.data, string.size));
export const string = (value) => {
  const data = Buffer.from(value, 'utf8');
  return { data, size: data.length };
};

const bytes = (value) => ({ data: Buffer.from(value), size: value.length });
/** A struct that grows, with the members that are given; all others are zero. */
export const struct = (type, members = {}) => ({ struct_size: koffi.sizeof(type), ...members });

// --- Calls. What a callback threw is kept here, and thrown again by the call that it ran in.

let thrown;

/** Between every two calls the collector may run: DOVERIE_GC=1 and --expose-gc make it, all of it every hundredth time. */
let calls = 0;
const collect = process.env.DOVERIE_GC ? () => globalThis.gc({ type: ++calls % 100 ? 'minor' : 'major' }) : () => {};

export function call(run) {
  const outer = thrown; // of a callback that we are in
  thrown = undefined;
  const error = [null];
  const status = run(error);
  const host = thrown;
  thrown = outer;
  collect();
  if (status === raw.DOVERIE_STATUS_OK) return;
  const failed = failure(error[0]);
  throw host ?? failed;
}

function failure(error) {
  const message = text(raw.doverie_error_message(error));
  const reasons = Array.from({ length: Number(raw.doverie_error_reason_count(error)) }, (_, index) => reason(error, index));
  const failed = reasons.length ? new Rejected(message) : new Fault(raw.doverie_error_code(error), message);
  if (reasons.length) failed.reasons = reasons;
  raw.doverie_error_free(error);
  return failed;
}

function reason(error, index) {
  const at = struct(raw.doverie_reason);
  const info = struct(raw.doverie_code_info);
  raw.doverie_error_reason_at(error, index, at, null);
  raw.doverie_code_find(at.code, info, null);
  const number = (value) => (value === raw.DOVERIE_ABSENT ? undefined : Number(value));
  return { name: text(at.name), needs: number(at.needs), has: number(at.has), english: text(info.english), russian: text(info.russian) };
}

/** A call that makes something: the handle. */
export function made(run) {
  const out = [null];
  call((error) => run(out, error));
  return out[0];
}

/** A call that fills a struct. */
export function filled(type, run) {
  const out = struct(type);
  call((error) => run(out, error));
  return out;
}

// --- Callbacks. C has a number as `self`; the functions that it calls are registered once for each kind of port.

const hosts = new Map();
let last = 0n;
function self(host) {
  hosts.set(++last, host);
  return last;
}

function callback(type, member, body) {
  return koffi.register((which, ...rest) => {
    collect();
    try {
      body(hosts.get(BigInt(which)), ...rest);
    } catch (error) {
      thrown = error;
    }
  }, koffi.type(type).members[member].type);
}

/** Something of the host's that C calls: its struct of callbacks, made once. */
function port(type, bodies, make) {
  const callbacks = struct(type, { destroy: koffi.register(letGo, koffi.type(type).members.destroy.type) });
  for (const [member, body] of Object.entries(bodies)) callbacks[member] = callback(type, member, body);
  return (host) => made((out, error) => make(callbacks, self(host), out, error));
}

export const held = () => hosts.size; // how many objects of the host's C has now
const letGo = (which) => hosts.delete(BigInt(which));

/** { find(account): facts, members of doverie_account_facts, or undefined when there is no such account }. */
export const directoryOf = port(raw.doverie_directory_callbacks, {
  find(host, account, sink) {
    const facts = host.find(text(account));
    if (facts === undefined) raw.doverie_facts_missing(sink, null);
    else call((error) => raw.doverie_facts_found(sink, struct(raw.doverie_account_facts, facts), error));
  },
}, raw.doverie_host_directory_new);

/** { send(messageId, to, text): one of raw.DOVERIE_SMS_… }. */
export const smsOf = port(raw.doverie_sms_callbacks, {
  send(host, messageId, to, message, sink) {
    raw.doverie_sms_answer(sink, host.send(text(messageId), text(to), text(message)), null);
  },
}, raw.doverie_host_sms_new);

const strings = (count, at) => Array.from({ length: Number(count) }, (_, index) => {
  const out = {};
  call((error) => at(index, out, error));
  return text(out);
});
const views = (count, type, at) => Array.from({ length: Number(count) }, (_, index) =>
  filled(type, (out, error) => at(index, out, error)));

function readRequest(request) {
  const view = filled(raw.doverie_read_view, (out, error) => raw.doverie_read_request_get(request, out, error));
  return {
    streams: strings(view.stream_count, (index, out, error) => raw.doverie_read_request_stream_at(request, index, out, error)),
    tags: strings(view.tag_count, (index, out, error) => raw.doverie_read_request_tag_at(request, index, out, error)),
    tagsSince: Number(view.tags_since),
    whole: view.whole !== 0,
    commandId: view.has_command ? text(view.command_id) : undefined,
  };
}

function give(result, sink) {
  result.streams.forEach((stream, index) => {
    const state = struct(raw.doverie_stream_state, { version: stream.version, erased: stream.erased ? 1 : 0 });
    call((error) => raw.doverie_store_give_stream(sink, index, state, error));
    for (const event of stream.events) {
      const given = struct(raw.doverie_event, { bytes: string(event.bytes), seal: string(event.seal) });
      call((error) => raw.doverie_store_give_event(sink, index, given, error));
    }
  });
  result.tags.forEach((entries, index) => {
    for (const entry of entries) call((error) => raw.doverie_store_give_tag(sink, index, string(entry.stream), entry.setAt, error));
  });
  if (result.command) {
    const { fingerprint, answer } = result.command;
    call((error) => raw.doverie_store_give_command(sink, string(fingerprint), string(answer), error));
  }
}

function batchOf(batch) {
  const view = filled(raw.doverie_batch_view, (out, error) => raw.doverie_batch_get(batch, out, error));
  const at = (getter) => (index, out, error) => getter(batch, index, out, error);
  return {
    commandId: text(view.command_id),
    command: { fingerprint: text(view.fingerprint), answer: text(view.answer) },
    at: Number(view.at),
    expected: views(view.expected_count, raw.doverie_stream_version, at(raw.doverie_batch_expected_at))
      .map((one) => ({ stream: text(one.stream), version: Number(one.version) })),
    appends: views(view.append_count, raw.doverie_stream_append, at(raw.doverie_batch_append_at)).map((one, append) => ({
      stream: text(one.stream),
      summary: Number(one.summary),
      events: views(one.event_count, raw.doverie_event, (index, out, error) => raw.doverie_batch_event_at(batch, append, index, out, error))
        .map((event) => ({ bytes: text(event.bytes), seal: text(event.seal) })),
    })),
    tags: views(view.tag_count, raw.doverie_tag_change, at(raw.doverie_batch_tag_at))
      .map((one) => ({ tag: text(one.tag), stream: text(one.stream), set: one.set !== 0 })),
    messages: views(view.message_count, raw.doverie_message, at(raw.doverie_batch_message_at)).map((one) => ({
      queue: text(one.queue), id: text(one.id), bytes: text(one.bytes), notBefore: Number(one.not_before),
      uselessAfter: Number(one.useless_after),
    })),
    withdrawn: views(view.withdrawn_count, raw.doverie_withdrawn_message, at(raw.doverie_batch_withdrawn_at)).map((one) => text(one.id)),
    erase: strings(view.erase_count, at(raw.doverie_batch_erase_at)),
  };
}

function appended(outcome, sink, error) {
  if (outcome === 'conflict') return raw.doverie_store_conflict(sink, error);
  if (outcome === 'appended') return raw.doverie_store_appended(sink, error);
  return raw.doverie_store_already(sink, string(outcome.fingerprint), string(outcome.answer), error);
}

/** A fault that the store names goes to the library by its name. */
const named = (body) => (host, ...rest) => {
  const sink = rest.at(-1);
  try {
    body(host, ...rest);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    raw.doverie_store_failed(sink, error.code, string(error.message), null);
  }
};
const done = (sink) => call((error) => raw.doverie_store_done(sink, error));

/** read, append ('appended', 'conflict', or the command that is there already), lease, settle and feed, as own_store.mjs has them. */
export const storeOf = port(raw.doverie_event_store_callbacks, {
  read: named((host, request, sink) => { give(host.read(readRequest(request)), sink); done(sink); }),
  append: named((host, batch, sink) => {
    const outcome = host.append(batchOf(batch));
    call((error) => appended(outcome, sink, error));
  }),
  lease_messages: named((host, queue, now, leaseFor, limit, sink) => {
    for (const one of host.lease(text(queue), Number(now), Number(leaseFor), limit)) {
      const leased = struct(raw.doverie_leased_message, {
        queue: string(one.queue), id: string(one.id), bytes: string(one.bytes), not_before: one.notBefore, useless_after: one.uselessAfter,
        attempt: one.attempt, lease: string(one.lease),
      });
      call((error) => raw.doverie_store_give_lease(sink, leased, error));
    }
    done(sink);
  }),
  settle_messages: named((host, settlements, sink) => {
    host.settle(views(raw.doverie_settlements_count(settlements), raw.doverie_settlement,
      (index, out, error) => raw.doverie_settlements_at(settlements, index, out, error)).map((one) => ({
      id: text(one.message_id), lease: text(one.lease), later: one.settle_as === raw.DOVERIE_SETTLE_LATER, retryAt: Number(one.retry_at),
      queue: text(one.queue),
    })));
    done(sink);
  }),
  feed: named((host, after, limit, sink) => {
    for (const one of host.feed(text(after), limit)) {
      const entry = struct(raw.doverie_feed_entry, {
        cursor: string(one.cursor), stream: string(one.stream), version: one.version, event: string(one.bytes), seal: string(one.seal),
      });
      call((error) => raw.doverie_store_give_entry(sink, entry, error));
    }
    done(sink);
  }),
}, raw.doverie_host_store_new);

// --- The service. Every command has an id: sent again, it answers the same and has no second effect.

export const keysFrom = (master) => made((out, error) => raw.doverie_key_ring_from_master(bytes(master), out, error));
export const fakeClock = (start) => made((out, error) => raw.doverie_fake_clock_new(start, out, error));
export const fakeEntropy = (seed) => made((out, error) => raw.doverie_fake_entropy_new(seed, out, error));

export function secretFrom(entropy) {
  const secret = Buffer.alloc(raw.DOVERIE_SECRET_SIZE);
  call((error) => raw.doverie_new_recovery_secret(entropy, secret, secret.length, error));
  return { data: secret, size: secret.length };
}

export class Service {
  constructor(options) {
    this.handle = made((out, error) => raw.doverie_service_new(struct(raw.doverie_service_options, options), out, error));
  }

  close() {
    raw.doverie_service_free(this.handle);
    this.handle = null;
  }

  pump() {
    call((error) => raw.doverie_service_pump(this.handle, 64, raw.DOVERIE_PUMP_EVERYTHING, null, error));
  }

  /** A command or question that answers: `read` gets the answer, which is freed after it. */
  ask(id, command, args, read = () => undefined) {
    const meta = id === undefined ? [] : [struct(raw.doverie_command_meta, { command_id: string(id) })];
    const answer = made((out, error) => command(this.handle, ...meta, ...args, out, error));
    try {
      return read(answer);
    } finally {
      raw.doverie_answer_free(answer);
    }
  }

  /** A command that only works or does not. */
  tell(id, command, args) {
    const meta = struct(raw.doverie_command_meta, { command_id: string(id) });
    call((error) => command(this.handle, meta, ...args, error));
  }
}

/** What is in an answer, with its strings copied. */
export function get(answer, type, getter) {
  return copied(filled(type, (out, error) => getter(answer, out, error)));
}

export function list(answer, count, type, getter) {
  return views(count, type, (index, out, error) => getter(answer, index, out, error)).map(copied);
}

function copied(view) {
  return Object.fromEntries(Object.entries(view).map(([name, value]) => [name, value?.size === undefined ? value : text(value)]));
}
