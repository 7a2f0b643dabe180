// SPDX-License-Identifier: Apache-2.0
// What does a host write to keep the records in a database of its own? Here it is tables in memory.
import { Fault } from './doverie.mjs';
import { DOVERIE_FAULT_INVALID_ARGUMENT, DOVERIE_FAULT_STORE_FAILED } from './raw.mjs';

export class OwnStore {
  #streams = new Map();
  #tags = new Map();
  #commands = new Map();
  #messages = new Map();
  #feed = [];

  read({ streams, tags, tagsSince, whole, commandId }) {
    return {
      streams: streams.map((name) => this.#stream(name, whole)),
      tags: tags.map((tag) => this.#entries(tag, tagsSince)),
      command: this.#commands.get(commandId),
    };
  }

  #stream(name, whole) {
    const { events, first, erased } = this.#streams.get(name) ?? { events: [], first: 1, erased: false };
    return { version: events.length, erased, events: erased ? [] : events.slice(whole ? 0 : first - 1) };
  }

  #entries(tag, since) {
    const entries = [...(this.#tags.get(tag) ?? [])].map(([stream, setAt]) => ({ stream, setAt })).filter((one) => one.setAt >= since);
    return entries.sort((a, b) => a.setAt - b.setAt || (a.stream < b.stream ? -1 : 1));
  }

  /** The command id is looked for before the versions are compared. */
  append(batch) {
    const known = this.#commands.get(batch.commandId);
    if (known) return known;
    const fits = ({ stream, version }) => {
      const kept = this.#streams.get(stream);
      return kept ? !kept.erased && kept.events.length === version : version === 0;
    };
    if (!batch.expected.every(fits)) return 'conflict';
    const ids = batch.messages.map((message) => message.id);
    if (new Set(ids).size < ids.length || ids.some((id) => this.#messages.has(id))) {
      throw new Fault(DOVERIE_FAULT_STORE_FAILED, 'there is such a message');
    }
    this.#write(batch);
    return 'appended';
  }

  #write(batch) {
    this.#commands.set(batch.commandId, batch.command);
    for (const { stream, events, summary } of batch.appends) {
      const kept = this.#make(stream);
      for (const event of events) this.#feed.push({ stream, version: kept.events.push(event) });
      if (summary) kept.first = summary;
    }
    for (const { tag, stream, set } of batch.tags) {
      if (!this.#tags.has(tag)) this.#tags.set(tag, new Map());
      if (set && !this.#streams.get(stream)?.erased) this.#tags.get(tag).set(stream, batch.at);
      else this.#tags.get(tag).delete(stream);
    }
    for (const id of batch.withdrawn) if (this.#messages.get(id)?.attempt === 0) this.#messages.delete(id);
    for (const message of batch.messages) this.#messages.set(message.id, { ...message, due: message.notBefore, attempt: 0, leased: false });
    for (const name of batch.erase) {
      this.#make(name).erased = true;
      for (const tagged of this.#tags.values()) tagged.delete(name);
    }
  }

  #make(name) {
    if (!this.#streams.has(name)) this.#streams.set(name, { events: [], first: 1, erased: false });
    return this.#streams.get(name);
  }

  lease(queue, now, leaseFor, limit) {
    const due = [...this.#messages.values()].filter((one) => one.queue === queue && one.due <= now);
    return due.sort((a, b) => a.due - b.due).slice(0, limit).map((one) => {
      Object.assign(one, { attempt: one.attempt + 1, leased: true, due: now + leaseFor });
      return { ...one, lease: String(one.attempt) };
    });
  }

  settle(settlements) {
    for (const { id, lease, later, retryAt, queue } of settlements) {
      const one = this.#messages.get(id);
      if (!one?.leased || String(one.attempt) !== lease) continue;
      if (later) Object.assign(one, { leased: false, due: retryAt, queue: queue || one.queue });
      else this.#messages.delete(id);
    }
  }

  /** A cursor is a position; one that was never handed out is refused. */
  feed(after, limit) {
    const from = after === '' ? 0 : Number(after);
    if (!(from >= 0 && from <= this.#feed.length)) throw new Fault(DOVERIE_FAULT_INVALID_ARGUMENT, 'not a cursor of this store');
    const entries = this.#feed.map(({ stream, version }, at) => ({ cursor: String(at + 1), stream, version, at }));
    const there = entries.filter((one) => one.at >= from && !this.#streams.get(one.stream).erased).slice(0, limit);
    return there.map((one) => ({ ...one, ...this.#streams.get(one.stream).events[one.version - 1] }));
  }
}
