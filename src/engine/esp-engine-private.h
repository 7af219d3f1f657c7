/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the engine, shared by the files that make it up. */
#pragma once

#include "engine/esp-engine.h"
#include "esp-operation.h"
#include "esp-recorder.h"
#include "esp-worker.h"
#include "vault/esp-certificate-sieve.h"
#include "vault/esp-keyring.h"
#include "vault/esp-state.h"

G_BEGIN_DECLS

/* The proof of a large log and a report of everything each take one for minutes; one is left. */
#define ESP_N_READERS 3

typedef struct _EspNoter EspNoter;

struct _EspEngine
{
  GObject parent_instance;

  EspClock *clock;
  EspKeyring *keyring;
  GMainContext *context; /* where signals arrive */
  GThread *thread;       /* whose context it is; only compared */

  char *path;
  char *organization;
  char *vault_id;
  const char *read_only_reason; /* static text; atomic */
  EspWorker *writer;
  EspWorker *readers[ESP_N_READERS];
  EspCertificateSieve *sieve; /* as long as there are readers */
  EspRecorder *recorder; /* writer thread only */

  GRecMutex ending;      /* held by who locks or closes: the workers stay while one waits for them */
  GMutex lock;           /* guards what follows */
  EspSession *session;
  GCond check_finished;  /* the quick check of the file */
  GThread *checker;
  gboolean check_running;
  GError *check_error;
  GPtrArray *state_problems; /* EspStateProblem; NULL: none */
  EspNoter *noter;       /* keeps the notes outside of the vault (esp-rollback.h); NULL: nobody signed in yet */
  EspPlanTranslate translate; /* or NULL */
  gboolean right_to_left;
  char *rollback_fault;  /* that the file is older than it should be here; NULL: it is not */

  gint64 state_version;  /* writer thread only: data version whose state was looked at */
  char *signing_tried;   /* writer thread only: what of the requests for signatures was tried last */
  gint64 approved_tried; /* writer thread only: version of the file at which approved acts were last tried */
  gint64 keep_house_at;  /* writer thread only: when it is next looked whether a key must go */

  gboolean restoring;     /* that the file is older is what is wanted */
  int keyring_note;       /* EspKeyringNote of esp-rollback.h; atomic */

  GSource *watch;
  guint looks;           /* of the watch */
  gint64 seen_version;
};

/* Tests bring a keyring of their own. */
EspEngine  *esp_engine_new_with_keyring (EspClock *clock, EspKeyring *keyring);
EspWorker  *esp_engine_get_reader       (EspEngine *engine);
/* Puts a session in place; NULL locks. */
void        esp_engine_take_session     (EspEngine *engine, EspSession *session);
/* After a commit, from any thread: tells the main context. */
void        esp_engine_emit_changed     (EspEngine *engine, gint64 from, gint64 to, guint topics);
/* Waits for the quick check of the file; FALSE when it found damage. */
gboolean    esp_engine_wait_for_check   (EspEngine *engine, GError **error);
/* Writer thread, at most once an hour: destroys the keys of authorities whose deletion window has ended, as
 * far as the session may delete them. Silent: what can't be done now is done by the next one who may. */
void        esp_engine_keep_house       (EspEngine *engine, EspVault *vault);
/* The same, at once and from any other thread, where something is due. */
void        esp_engine_start_house      (EspEngine *engine);
/* The keys of somebody who signs in beside the person whose session it is: opened, and not put in place. */
EspSession *esp_engine_open_session     (EspEngine *engine, const char *principal, EspSecret *passphrase,
                                         GCancellable *cancellable, GError **error);
EspSession *esp_engine_open_recovery    (EspEngine *engine, const char *file, EspSecret *passphrase, GError **error);
/* --- The signed state (esp-engine-state.c) --- */
/* Writer thread, before anything is used: the connection notes what it touches, and the small tables are
 * compared with the newest event. */
void        esp_engine_begin_state      (EspEngine *engine, EspVault *vault);
/* The checker's thread: the log and the large tables. */
void        esp_engine_check_large      (EspEngine *engine, EspVault *vault, GError **error);
/* From here on nothing is written, for @reason (static text: "state", "rollback"), @problem (borrowed) being why. */
void        esp_engine_stop_writing     (EspEngine *engine, const char *reason, const EspStateProblem *problem);
/* TRUE with @error set where nothing may be written. */
gboolean    esp_engine_refuses_writing  (EspEngine *engine, GError **error);
/* Writer thread, before a write: what another connection wrote since is compared too. FALSE where nothing may
 * be written. */
gboolean    esp_engine_look_again       (EspEngine *engine, EspVault *vault, GError **error);
/* StateProblems of DescribeVault; NULL where there are none. */
JsonArray  *esp_engine_show_problems    (EspEngine *engine);

/* Runs one operation for a list model: a denial leaves no event. */
JsonNode   *esp_engine_call_quiet       (EspEngine *engine, const char *operation, JsonObject *parameters,
                                         GCancellable *cancellable, GError **error);
/* Runs an internal operation with an input that is no JSON; @parameters may be NULL. */
JsonNode   *esp_engine_call_internal    (EspEngine *engine, const char *operation, JsonObject *parameters,
                                         gpointer input, GCancellable *cancellable, GError **error);
/* The secret of the keyring for a new identity, in hex: made, stored, returned. */
EspSecret  *esp_engine_store_new_secret (EspEngine *engine, const char *vault, const char *principal_id,
                                         const char *name,
                                         const char *organization, GCancellable *cancellable, GError **error);

G_END_DECLS
