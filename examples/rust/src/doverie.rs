// SPDX-License-Identifier: Apache-2.0
// How does a program in Rust use the library? A thin layer over the raw one: handles that are freed, results, ports as traits.
use crate::raw::*;
use std::any::Any;
use std::cell::RefCell;
use std::ffi::c_void;
use std::mem::size_of;
use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};
use std::ptr::null_mut;

/// Why a rule said no.
pub struct Reason {
    pub name: String,
    pub needs: Option<i64>,
    pub has: Option<i64>,
    pub english: String,
}

/// The library's no, or what a port of the host's own has answered instead of working.
pub enum Error {
    Rejected(Vec<Reason>),
    Fault { code: i32, message: String },
    Host(Box<dyn std::error::Error>),
}

pub type Result<T> = std::result::Result<T, Error>;
type Failed = *mut *mut doverie_error; // where a call puts its error
type HostResult<T> = std::result::Result<T, Box<dyn std::error::Error>>;

impl std::fmt::Debug for Error {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Rejected(reasons) => write!(out, "rejected: {}", reasons[0].name),
            Error::Fault { code, message } => write!(out, "fault {code}: {message}"),
            Error::Host(error) => write!(out, "{error}"),
        }
    }
}

// --- Strings. C copies what comes in before a call returns; what goes out is copied here at once.

pub fn text(string: doverie_string) -> String {
    if string.data.is_null() {
        return String::new();
    }
    let bytes = unsafe { std::slice::from_raw_parts(string.data.cast::<u8>(), string.size) };
    String::from_utf8_lossy(bytes).into_owned()
}

pub fn string(text: &str) -> doverie_string {
    doverie_string { data: text.as_ptr().cast(), size: text.len() }
}

fn bytes(bytes: &[u8]) -> doverie_bytes {
    doverie_bytes { data: bytes.as_ptr(), size: bytes.len() }
}

// --- Calls. What a callback could not do is kept here, and given back by the call that it ran in.

enum Thrown {
    Error(Box<dyn std::error::Error>),
    Panic(Box<dyn Any + Send>),
}

thread_local! {
    static THROWN: RefCell<Option<Thrown>> = const { RefCell::new(None) };
}

fn call(run: impl FnOnce(*mut *mut doverie_error) -> doverie_status) -> Result<()> {
    let outer = THROWN.take(); // of a callback that we are in
    let mut error = null_mut();
    let status = run(&mut error);
    let thrown = THROWN.replace(outer);
    if status == DOVERIE_STATUS_OK {
        return Ok(());
    }
    let failed = unsafe { failure(error) };
    match thrown {
        Some(Thrown::Panic(panic)) => resume_unwind(panic),
        Some(Thrown::Error(host)) => Err(Error::Host(host)),
        None => Err(failed),
    }
}

unsafe fn failure(error: *mut doverie_error) -> Error {
    let mut reasons = Vec::new();
    for index in 0..doverie_error_reason_count(error) {
        let (mut at, mut info) = (doverie_reason::default(), doverie_code_info::default());
        doverie_error_reason_at(error, index, &mut at, null_mut());
        doverie_code_find(at.code, &mut info, null_mut());
        let number = |value: i64| (value != DOVERIE_ABSENT).then_some(value);
        reasons.push(Reason { name: text(at.name), needs: number(at.needs), has: number(at.has), english: text(info.english) });
    }
    let (code, message) = (doverie_error_code(error), text(doverie_error_message(error)));
    doverie_error_free(error);
    if reasons.is_empty() { Error::Fault { code, message } } else { Error::Rejected(reasons) }
}

fn made<T>(run: impl FnOnce(*mut *mut T, *mut *mut doverie_error) -> doverie_status) -> Result<*mut T> {
    let mut out = null_mut();
    call(|error| run(&mut out, error))?;
    Ok(out)
}

/// A callback: nothing leaves it but by its return.
unsafe fn guarded<T: ?Sized>(this: *mut c_void, run: impl FnOnce(&T) -> HostResult<()>) {
    let host = &*this.cast::<Box<T>>();
    let thrown = match catch_unwind(AssertUnwindSafe(|| run(host))) {
        Ok(Ok(())) => return,
        Ok(Err(error)) => Thrown::Error(error),
        Err(panic) => Thrown::Panic(panic),
    };
    THROWN.set(Some(thrown));
}

unsafe extern "C" fn drop_host<T: ?Sized>(this: *mut c_void) {
    drop(Box::from_raw(this.cast::<Box<T>>()));
}

fn hosted<T: ?Sized>(host: Box<T>) -> *mut c_void {
    Box::into_raw(Box::new(host)).cast()
}

// --- Handles.

macro_rules! handle {
    ($name:ident, $raw:ident, $free:ident) => {
        pub struct $name(pub *mut $raw);
        impl Drop for $name {
            fn drop(&mut self) {
                unsafe { $free(self.0) }
            }
        }
    };
}
handle!(Store, doverie_store, doverie_store_free);
handle!(Accounts, doverie_directory, doverie_directory_free);
handle!(Sender, doverie_sms_sender, doverie_sms_sender_free);
handle!(KeyRing, doverie_key_ring, doverie_key_ring_free);
handle!(Clock, doverie_clock, doverie_clock_free);
handle!(Entropy, doverie_entropy, doverie_entropy_free);
handle!(Service, doverie_service, doverie_service_free);
handle!(Answer, doverie_answer, doverie_answer_free);

impl KeyRing {
    pub fn from_master(master: &[u8]) -> Result<Self> {
        made(|out, error| unsafe { doverie_key_ring_from_master(bytes(master), out, error) }).map(Self)
    }
}

impl Clock {
    pub fn fake(start: i64) -> Result<Self> {
        made(|out, error| unsafe { doverie_fake_clock_new(start, out, error) }).map(Self)
    }

    pub fn set(&self, now: i64) -> Result<()> {
        call(|error| unsafe { doverie_fake_clock_set(self.0, now, error) })
    }
}

impl Entropy {
    pub fn fake(seed: u64) -> Result<Self> {
        made(|out, error| unsafe { doverie_fake_entropy_new(seed, out, error) }).map(Self)
    }

    pub fn reseed(&self, seed: u64) -> Result<()> {
        call(|error| unsafe { doverie_fake_entropy_reseed(self.0, seed, error) })
    }

    pub fn secret(&self) -> Result<[u8; 32]> {
        let mut secret = [0; 32];
        call(|error| unsafe { doverie_new_recovery_secret(self.0, secret.as_mut_ptr(), secret.len(), error) })?;
        Ok(secret)
    }
}

// --- Ports of the host's own.

pub trait Directory {
    /// What is known of the account; `with` takes it. None: there is no such account.
    fn find(&self, account: &str, with: &mut dyn FnMut(Option<&doverie_account_facts>)) -> HostResult<()>;
}

impl Accounts {
    pub fn of(host: Box<dyn Directory>) -> Result<Self> {
        unsafe extern "C" fn find(this: *mut c_void, account: doverie_string, sink: *mut doverie_facts_sink) {
            guarded::<dyn Directory>(this, |host| {
                host.find(&text(account), &mut |facts| {
                    match facts {
                        Some(facts) => doverie_facts_found(sink, facts, null_mut()),
                        None => doverie_facts_missing(sink, null_mut()),
                    };
                })
            });
        }
        let callbacks = doverie_directory_callbacks { find: Some(find), destroy: Some(drop_host::<dyn Directory>), ..Default::default() };
        made(|out, error| unsafe { doverie_host_directory_new(&callbacks, hosted(host), out, error) }).map(Self)
    }
}

pub trait Sms {
    /// Sends the text; one of DOVERIE_SMS_….
    fn send(&self, message_id: &str, to: &str, text: &str) -> HostResult<doverie_sms_outcome>;
}

impl Sender {
    pub fn of(host: Box<dyn Sms>) -> Result<Self> {
        type Text = doverie_string;
        unsafe extern "C" fn send(this: *mut c_void, id: Text, to: Text, what: Text, sink: *mut doverie_sms_sink) {
            guarded::<dyn Sms>(this, |host| {
                doverie_sms_answer(sink, host.send(&text(id), &text(to), &text(what))?, null_mut());
                Ok(())
            });
        }
        let callbacks = doverie_sms_callbacks { send: Some(send), destroy: Some(drop_host::<dyn Sms>), ..Default::default() };
        made(|out, error| unsafe { doverie_host_sms_new(&callbacks, hosted(host), out, error) }).map(Self)
    }
}

/// The host's own store: it looks into what it is asked with the functions of the raw layer, and answers through the sink.
pub trait EventStore {
    unsafe fn read(&self, request: *const doverie_read_request, sink: *mut doverie_store_sink) -> HostResult<()>;
    unsafe fn append(&self, batch: *const doverie_batch, sink: *mut doverie_store_sink) -> HostResult<()>;
    unsafe fn lease(&self, queue: &str, now: i64, lease_for: i64, limit: usize, sink: *mut doverie_store_sink) -> HostResult<()>;
    unsafe fn settle(&self, settlements: *const doverie_settlements, sink: *mut doverie_store_sink) -> HostResult<()>;
    unsafe fn feed(&self, after: &str, limit: usize, sink: *mut doverie_store_sink) -> HostResult<()>;
}

type Host = dyn EventStore;
type Sink = *mut doverie_store_sink;

unsafe extern "C" fn read(this: *mut c_void, request: *const doverie_read_request, sink: Sink) {
    guarded::<Host>(this, |host| host.read(request, sink));
}
unsafe extern "C" fn append(this: *mut c_void, batch: *const doverie_batch, sink: Sink) {
    guarded::<Host>(this, |host| host.append(batch, sink));
}
unsafe extern "C" fn lease(this: *mut c_void, queue: doverie_string, now: i64, lease_for: i64, limit: u32, sink: Sink) {
    guarded::<Host>(this, |host| host.lease(&text(queue), now, lease_for, limit as usize, sink));
}
unsafe extern "C" fn settle(this: *mut c_void, settlements: *const doverie_settlements, sink: Sink) {
    guarded::<Host>(this, |host| host.settle(settlements, sink));
}
unsafe extern "C" fn feed(this: *mut c_void, after: doverie_string, limit: u32, sink: Sink) {
    guarded::<Host>(this, |host| host.feed(&text(after), limit as usize, sink));
}

impl Store {
    pub fn of(host: Box<dyn EventStore>) -> Result<Self> {
        let (read, append, lease_messages) = (Some(read as _), Some(append as _), Some(lease as _));
        let (settle_messages, feed, destroy) = (Some(settle as _), Some(feed as _), Some(drop_host::<Host> as _));
        let struct_size = size_of::<doverie_event_store_callbacks>();
        let callbacks = doverie_event_store_callbacks { struct_size, destroy, read, append, lease_messages, settle_messages, feed };
        made(|out, error| unsafe { doverie_host_store_new(&callbacks, hosted(host), out, error) }).map(Self)
    }
}

// --- The service. Every command has an id: sent again, it answers the same and has no second effect.

impl Service {
    pub fn new(store: &Store, accounts: &Accounts, keys: &KeyRing, sms: &Sender, clock: &Clock, entropy: &Entropy) -> Result<Self> {
        let (store, directory, keys) = (store.0.cast_const(), accounts.0.cast_const(), keys.0.cast_const());
        let (sms, clock, entropy) = (sms.0.cast_const(), clock.0.cast_const(), entropy.0.cast_const());
        let options = doverie_service_options { store, directory, keys, sms, clock, entropy, ..Default::default() };
        made(|out, error| unsafe { doverie_service_new(&options, out, error) }).map(Self)
    }

    pub fn pump(&self) -> Result<()> {
        call(|error| unsafe { doverie_service_pump(self.0, 64, DOVERIE_PUMP_EVERYTHING, null_mut(), error) })
    }

    /// A command that answers: `run` gives the service, what the host says about it, and where the answer goes.
    pub fn ask<F>(&self, id: &str, run: F) -> Result<Answer>
    where F: FnOnce(*const doverie_service, *const doverie_command_meta, *mut *mut doverie_answer, Failed) -> doverie_status {
        let meta = doverie_command_meta { command_id: string(id), ..Default::default() };
        made(|out, error| run(self.0, &meta, out, error)).map(Answer)
    }

    /// A command that only works or does not.
    pub fn tell<F>(&self, id: &str, run: F) -> Result<()>
    where F: FnOnce(*const doverie_service, *const doverie_command_meta, Failed) -> doverie_status {
        self.ask(id, |service, meta, _, error| run(service, meta, error)).map(drop)
    }
}

impl Answer {
    /// What is in it; its strings live as long as it does.
    pub fn get<S: Default>(&self, getter: unsafe extern "C" fn(*const doverie_answer, *mut S, Failed) -> i32) -> Result<S> {
        let mut out = S::default();
        call(|error| unsafe { getter(self.0, &mut out, error) })?;
        Ok(out)
    }

    pub fn at<S: Default>(&self, index: usize, of: unsafe extern "C" fn(*const doverie_answer, usize, *mut S, Failed) -> i32) -> Result<S> {
        let mut out = S::default();
        call(|error| unsafe { of(self.0, index, &mut out, error) })?;
        Ok(out)
    }
}
