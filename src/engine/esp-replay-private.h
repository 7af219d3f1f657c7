/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a replay, shared by the files that make it up. */
#pragma once

#include "base/esp-hex.h"
#include "esp-approving-facts.h"
#include "esp-deciding.h"
#include "design/esp-plan.h"
#include "esp-replay.h"
#include "model/esp-approval.h"
#include "pki/esp-certificate.h"
#include "pki/esp-request.h"
#include "pki/esp-template.h"
#include "vault/esp-state.h"

G_BEGIN_DECLS

/* A plan that two persons agreed on, while its entries come (esp-replay-plan.c). */
typedef struct _EspReplayRun EspReplayRun;
/* A run over a plan, while its entries come (esp-replay-ceremony.c). */
typedef struct _EspReplayCeremony EspReplayCeremony;

struct _EspReplay
{
  EspVault *vault;     /* whose log it is */
  EspVault *state;     /* as the entries so far make it, in memory */
  EspStateRoot *root;  /* over it */
  GHashTable *keys;    /* principal id -> EspKey, of the state */
  GHashTable *retired; /* principal id -> EspKey that was the person's before */
  GHashTable *rights;  /* "principal/role" -> EspRights, of the state */
  gboolean adopted;    /* an entry signed a state */
  gboolean is_sample;  /* this entry is one with which the founder filled a sample vault */
  gboolean sample_over;
  char *consent;       /* id of the request that the entry before named and did not use up, or NULL */
  EspReplayRun *run;   /* or NULL */
  EspReplayCeremony *ceremony; /* or NULL */
  GHashTable *ceremonies;      /* set: ids of those so far */
  EspReplayFind find;
  gpointer data;
};

#define ESP_REPLAY_NOT_USED_UP "the act before it did not use up the consent that it names"

void     esp_replay_tell                (EspReplay *replay, const EspEvent *event, const char *problem);
void     esp_replay_tell_row            (EspReplay *replay, const EspEvent *event, const EspStateTable *table,
                                         const char *key, const char *problem);

/* What an entry says of one row, or of a range of frozen ones. */
typedef struct
{
  const EspStateTable *table;
  const char *name; /* "table/key" */
  const char *key;
  const char *hex;  /* its digest; empty: it is gone */
  JsonObject *row;  /* NULL: gone, or of a table whose rows do not stand in events */
} EspReplayChange;

/* esp-replay-actor.c: who signed, and whether they were allowed to. @changes: EspReplayChange, in all of these. */
gboolean esp_replay_check_old_signature (EspReplay *replay, const EspEvent *event, const EspStoredEvent *stored,
                                         GError **error);
gboolean esp_replay_check_actor         (EspReplay *replay, const EspEvent *event, const EspStoredEvent *stored,
                                         GArray *changes, GError **error);
/* The first entry that signs a state, when that is in place: the founder's, or the one after an upgrade. */
gboolean esp_replay_check_anchor        (EspReplay *replay, const EspEvent *event, const EspStoredEvent *stored,
                                         GError **error);
/* The act reaches authorities beside the one that was decided about: its successor, or those below it. */
gboolean esp_replay_is_relative         (const EspEvent *event, const EspStateTable *table);
/* A person's row changes: the key may be another one from now on. */
void     esp_replay_retire_key          (EspReplay *replay, const char *principal);
/* The key with which @person signed then; NULL: none. Owned by the replay. */
EspKey  *esp_replay_find_key            (EspReplay *replay, const char *person);
/* What @person could do in the role then; NULL where they did not have it. By name, or by id. */
EspRights *esp_replay_find_rights       (EspReplay *replay, const char *person, const char *role_name,
                                         const char *role_id);

/* esp-replay-facts.c: what an entry touches, by the rows that it changed */
GPtrArray *esp_replay_list_facts        (EspReplay *replay, const EspEvent *event, GArray *changes, GError **error);

/* esp-replay-consent.c: the second person */
/* What an event says of a request, or NULL. */
JsonObject *esp_replay_get_proof        (const EspEvent *event);
/* It keeps a request for a second person. */
gboolean esp_replay_is_request          (const EspEvent *event);
/* Approving, refusing and withdrawing name a request, and are acts of their own. */
gboolean esp_replay_is_about_request    (const EspEvent *event);
gboolean esp_replay_check_consent       (EspReplay *replay, const EspEvent *event, GArray *changes, GError **error);
/* NULL: the row of a request was changed as one can be. Else what is wrong. */
const char *esp_replay_judge_request    (EspReplay *replay, const EspReplayChange *change);

/* esp-replay-effects.c: is what was done what the text of the request speaks of? */
void     esp_replay_check_effects       (EspReplay *replay, const EspEvent *event, JsonObject *request,
                                         GArray *changes);

/* esp-replay-terms.c: does a certificate keep to what a signed text says of it? @parameters: Validity,
 * ValidityNotBefore, ApiPassthrough of the call. @request: what was asked with, or NULL. @now: of the entry. */
gboolean esp_replay_keeps_terms         (EspCertificate *certificate, const EspTemplate *template,
                                         JsonObject *parameters, EspRequest *request, gint64 now);
/* The same for one that renews @old, whose certificate was @present; NULL: that came from elsewhere. */
gboolean esp_replay_keeps_renewal       (EspCertificate *certificate, EspCertificate *present, const EspCa *old,
                                         JsonObject *parameters, gint64 now);
/* As it was signed; NULL: it can't be read, or there are several. */
EspCertificate *esp_replay_read_certificate (EspReplay *replay, const EspReplayChange *change);
/* Is it the one that the row of its authority speaks of? Of a row alone could be said anything. */
gboolean esp_replay_is_of_authority     (EspCertificate *certificate, JsonObject *row);

/* esp-replay-authority.c: is a new authority the one that CreateCertificateAuthority with @parameters asks for?
 * @requester: id of the person. */
gboolean esp_replay_is_asked_authority  (EspVault *state, JsonObject *parameters, const char *requester,
                                         JsonObject *row, gint64 now);
gboolean esp_replay_is_asked_tag        (JsonObject *parameters, JsonObject *row);
gboolean esp_replay_is_asked_certificate (JsonObject *parameters, EspCertificate *certificate, gint64 now);

/* esp-replay-renewal.c: the same for RenewCertificateAuthority of @old, as it was before */
gboolean esp_replay_is_renewed          (const EspCa *old, JsonObject *parameters, const char *id, JsonObject *before,
                                         JsonObject *row);
gboolean esp_replay_is_renewed_certificate (EspReplay *replay, const EspCa *old, JsonObject *parameters,
                                         EspCertificate *certificate, gint64 now);
/* One that takes the place of @old has its tags and its approvers. */
gboolean esp_replay_is_inherited_tag    (const EspCa *old, JsonObject *row);
gboolean esp_replay_is_inherited_approver (EspReplay *replay, const EspCa *old, const char *person);

/* esp-replay-import.c: authorities of other tools, and what they issued. */
#define ESP_REPLAY_IMPORT "espalier:ImportAuthorities"

/* The certificate with which the entry brings the authority @ca in, DER; NULL: none. */
GBytes  *esp_replay_read_imported       (EspReplay *replay, GArray *changes, const char *ca);
/* Of an entry that imports: is each row what its certificate says, and was that signed by whom it stands under? */
gboolean esp_replay_check_import        (EspReplay *replay, const EspEvent *event, GArray *changes, GError **error);

/* Revocation settings of a row. */
gboolean esp_replay_has_settings        (JsonObject *row, const EspRevocationSettings *settings);

/* esp-replay-handover.c: hierarchies that left, or arrived */
gboolean esp_replay_is_handover         (const EspEvent *event);
void     esp_replay_check_handover      (EspReplay *replay, const EspEvent *event, GArray *changes);

/* What policies look at in an authority that a request for a plan would make: EspTag, or NULL. */
GPtrArray *esp_replay_find_planned_tags (EspReplay *replay, const EspEvent *event, const char *arn);

/* esp-replay-plan.c, esp-replay-plan-rows.c: is what the entries of a run make the plan in the signed text? */
#define ESP_REPLAY_WHOLE "espalier:ProvisionPlan" /* of the last one */

struct _EspReplayRun
{
  char *consent;     /* id of the request */
  JsonObject *proof; /* what each entry says of it */
  char *parameters_digest;
  gint64 expires_at;
  EspPlan *plan;
  GHashTable *named; /* set of UUIDs: authorities that were there, and that the request names */
  GHashTable *made;  /* set of UUIDs: authorities of this run */
  GHashTable *ids;   /* key in the plan -> UUID, of what was there or was made */
  GHashTable *done;  /* set of things of the plan that were made, by address */
};

/* With the first of them, when all that it says of the consent was checked. @request: the text of @approval. FALSE:
 * there is no plan in it. */
gboolean esp_replay_start_plan          (EspReplay *replay, const EspEvent *event, const EspApproval *approval,
                                         JsonObject *request);
/* It is one more of them: it says the same of the consent. */
gboolean esp_replay_goes_on             (EspReplay *replay, const EspEvent *event);
/* The consent that is open is one to what happens to the authority @ca: named, or made under it. */
gboolean esp_replay_covers              (EspReplay *replay, const char *ca);
/* It is one of the acts that a plan consists of. */
gboolean esp_replay_is_step             (const EspEvent *event);
void     esp_replay_check_plan          (EspReplay *replay, const EspEvent *event, GArray *changes);
void     esp_replay_run_free            (EspReplayRun *run);

/* esp-replay-ceremony.c: do the entries of a run, with consent or without, stand together, and does the last one tell
 * of them all? Each entry in turn; and after the last of the log. */
void     esp_replay_check_ceremony      (EspReplay *replay, const EspEvent *event);
void     esp_replay_end_ceremony        (EspReplay *replay);
void     esp_replay_ceremony_free       (EspReplayCeremony *ceremony);

/* esp-replay-reach.c: a role of one account changes no row of another one */
void     esp_replay_check_reach         (EspReplay *replay, const EspEvent *event, const EspRights *rights,
                                         GArray *changes);

/* esp-replay-exchange.c: are the files that an entry keeps what its act sends or receives? */
void     esp_replay_check_exchange      (EspReplay *replay, const EspEvent *event, GArray *changes);

/* esp-replay-sealing.c: to whom keys are sealed */
gboolean esp_replay_is_sealing          (const EspEvent *event);
/* Who seals anew what others changed: one who could open it then, and that one key. */
gboolean esp_replay_check_sealer        (EspReplay *replay, const EspEvent *event, GArray *changes, GError **error);
/* After the changes: are keys sealed to those alone whom policy names? */
gboolean esp_replay_check_recipients    (EspReplay *replay, const EspEvent *event, GArray *changes, GError **error);

G_END_DECLS
