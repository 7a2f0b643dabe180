/* SPDX-License-Identifier: Apache-2.0 */
/* How the story gets its service, its clock and its SMS, and finds its place again after a crash. */
#define _POSIX_C_SOURCE 200809L

#include "stage.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void give_up(const char* call, doverie_error* error) {
  fprintf(stderr, "%s\n  %s\n", call, doverie_error_message(error).data);
  doverie_error_free(error);
  exit(1);
}

static void broken(const char* what) {
  perror(what);
  exit(1);
}

const char* iso(int64_t instant) {
  static char texts[2][32];
  static int next;
  const time_t seconds = (time_t)(instant / 1000000);
  char* text = texts[next = 1 - next];
  strftime(text, sizeof texts[0], "%Y-%m-%dT%H:%M:%SZ", gmtime(&seconds));
  return text;
}

const doverie_command_meta* command_of(int step) {
  static doverie_command_meta meta;
  static char id[32];
  sprintf(id, "story-%02d", step);
  DOVERIE_INIT(meta);
  meta.command_id = doverie_text(id);
  return &meta;
}

doverie_bytes secret_of(int step) {
  static uint8_t secret[DOVERIE_SECRET_SIZE];
  doverie_bytes bytes;
  doverie_entropy* entropy;
  MUST(doverie_fake_entropy_new((uint64_t)step, &entropy, &error));
  MUST(doverie_new_recovery_secret(entropy, secret, sizeof secret, &error));
  doverie_entropy_free(entropy);
  bytes.data = secret;
  bytes.size = sizeof secret;
  return bytes;
}

/* --- The SMS that have arrived. After a crash the same message may be there twice: it counts once. */

#define MOST_MESSAGES 64

static int find_sms(const char* path, int count, char* text, size_t size) {
  char ids[MOST_MESSAGES][512], id[512], line[512];
  int known = 0, i;
  FILE* file = fopen(path, "r");
  if (file == NULL) return 0;
  while (known < count && known < MOST_MESSAGES && fscanf(file, "%511[^\t]\t%*[^\t]\t%511[^\n]%*c", id, line) == 2) {
    for (i = 0; i < known && strcmp(ids[i], id) != 0; ++i) continue;
    if (i == known) strcpy(ids[known++], id);
  }
  fclose(file);
  if (known < count || strlen(line) >= size) return 0;
  strcpy(text, line);
  return 1;
}

/* A process that was killed while it sent left a lease of two minutes behind: until that has run out, nobody else sends the message. */
void receive_sms(stage* stage, int count, char* text, size_t size) {
  int tries;
  for (tries = 0; tries < 4; ++tries) {
    if (find_sms(stage->sms_path, count, text, size)) return;
    MUST(doverie_fake_clock_advance(stage->clock, 2 * MINUTE, &error));
    MUST(doverie_service_pump(stage->service, 64, DOVERIE_PUMP_EVERYTHING, NULL, &error));
  }
  fprintf(stderr, "the SMS did not arrive\n");
  exit(1);
}

/* --- The stage. */

/* The service keeps what it needs: of all that it is made from, only what the story moves or fills itself is kept here. */
static void open_stage(stage* stage, const char* directory) {
  static const char master[] = "the story's master key; never use it";
  char path[4096];
  doverie_service_options options;
  doverie_sqlite_options sqlite;
  doverie_store* store;
  doverie_key_ring* keys;
  doverie_sms_sender* sms;
  doverie_bytes master_bytes;

  MUST(doverie_fake_clock_new(MORNING, &stage->clock, &error));
  MUST(doverie_fake_entropy_new(0, &stage->entropy, &error));
  sprintf(path, "%.4000s/accounts.db", directory);
  if (doverie_sqlite_directory_create(doverie_text(path), &stage->accounts, NULL) != DOVERIE_STATUS_OK) {
    MUST(doverie_sqlite_directory_open(doverie_text(path), &stage->accounts, &error)); /* the story is told again */
  }
  DOVERIE_INIT(sqlite);
  sqlite.clock = stage->clock;
  sprintf(path, "%.4000s/circles.db", directory);
  if (doverie_sqlite_store_create(doverie_text(path), &sqlite, &store, NULL) != DOVERIE_STATUS_OK) {
    MUST(doverie_sqlite_store_open(doverie_text(path), &sqlite, &store, &error));
  }
  sprintf(stage->sms_path, "%.4000s/sms.txt", directory);
  MUST(doverie_file_sms_new(doverie_text(stage->sms_path), &sms, &error));
  master_bytes.data = (const uint8_t*)master;
  master_bytes.size = strlen(master);
  MUST(doverie_key_ring_from_master(master_bytes, &keys, &error));

  DOVERIE_INIT(options);
  options.store = store;
  options.directory = stage->accounts;
  options.keys = keys;
  options.sms = sms;
  options.clock = stage->clock;
  options.entropy = stage->entropy;
  MUST(doverie_service_new(&options, &stage->service, &error));
  doverie_store_free(store);
  doverie_key_ring_free(keys);
  doverie_sms_sender_free(sms);
}

static void close_stage(stage* stage) {
  doverie_service_free(stage->service);
  doverie_directory_free(stage->accounts);
  doverie_entropy_free(stage->entropy);
  doverie_clock_free(stage->clock);
}

/* Sets the clock, and runs the pump, as hosts do from time to time. Then comes the entropy: what the pump used of it depends on what
 * there was to send. */
static void begin_step(stage* stage, int number, int64_t jumps) {
  stage->step = number;
  MUST(doverie_fake_clock_set(stage->clock, MORNING + number * MINUTE + jumps, &error));
  MUST(doverie_service_pump(stage->service, 64, DOVERIE_PUMP_EVERYTHING, NULL, &error));
  MUST(doverie_fake_entropy_reseed(stage->entropy, (uint64_t)number, &error));
}

/* Plays a step into a file that appears under its name only when it is complete and on disk. */
static void play(stage* stage, const step* step, int number, int64_t jumps, const char* page) {
  char unfinished[4096];
  FILE* out;
  sprintf(unfinished, "%.*s.tmp", (int)strlen(page) - 4, page);
  if ((out = fopen(unfinished, "w")) == NULL) broken(unfinished);
  begin_step(stage, number, jumps);
  fprintf(out, "%02d  %s\n", number, iso(MORNING + number * MINUTE + jumps));
  step->play(stage, out);
  fprintf(out, "\n");
  if (fflush(out) != 0 || fsync(fileno(out)) != 0 || fclose(out) != 0) broken(unfinished);
  if (rename(unfinished, page) != 0) broken(page);
}

static void print(const char* page) {
  int character;
  FILE* file = fopen(page, "r");
  if (file == NULL) broken(page);
  while ((character = getc(file)) != EOF) putchar(character);
  fclose(file);
  fflush(stdout);
}

static void make_directory(const char* path) {
  if (mkdir(path, 0700) != 0 && errno != EEXIST) broken(path);
}

void tell(const char* directory, const step* steps, int until) {
  char path[4096];
  stage stage;
  int number;
  int64_t jumps = 0;
  make_directory(directory);
  sprintf(path, "%.4000s/out", directory);
  make_directory(path);
  open_stage(&stage, directory);
  for (number = 1; number <= until; ++number) {
    jumps += steps[number - 1].later;
    sprintf(path, "%.4000s/out/%02d.txt", directory, number);
    if (access(path, F_OK) != 0) play(&stage, &steps[number - 1], number, jumps, path);
    print(path);
  }
  close_stage(&stage);
}
