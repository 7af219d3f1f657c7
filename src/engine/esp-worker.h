/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A thread with a connection to the vault of its own and a queue of jobs: one writes, three read. Jobs
 * run one after another; the connection never leaves its thread.
 */
#pragma once

#include "vault/esp-vault.h"

G_BEGIN_DECLS

typedef struct _EspWorker EspWorker;

typedef void (*EspJobFunc) (EspVault *vault, gpointer data);

/* Opens the vault in the new thread and waits for that. Errors: those of esp_vault_open(). */
EspWorker *esp_worker_start (const char *name, const char *path, EspDatabaseMode mode, GError **error);
/* Returns at once; @func runs later in the worker's thread. */
void       esp_worker_push  (EspWorker *worker, EspJobFunc func, gpointer data);
/* How many jobs wait or run, at this moment. */
int        esp_worker_get_load (EspWorker *worker);
/* Waits until @func has run. Never from within a worker's own thread. */
void       esp_worker_run   (EspWorker *worker, EspJobFunc func, gpointer data);
/* Ends after the jobs that are queued; NULL-tolerant. */
void       esp_worker_stop  (EspWorker *worker);
/* In builds with test hooks: called in the thread that asks, after it chose the worker and before the job is queued.
 * NULL: nothing is called. */
extern void (*esp_worker_before_push) (EspJobFunc func);

G_END_DECLS
