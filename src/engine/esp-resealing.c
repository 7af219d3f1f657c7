/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealing anew: after each change of access, and later by who comes and can. Who should be able to
 * open what is found in esp-recipients.c. */
#include "esp-resealing.h"

#include "base/esp-error.h"
#include "esp-alerts.h"
#include "esp-approving.h"
#include "esp-engine-private.h"
#include "esp-recipients.h"
#include "esp-splitting.h"
#include "pki/esp-envelope.h"
#include "vault/esp-account-store.h"
#include "vault/esp-approval-store.h"
#include "vault/esp-ca-recipient-store.h"
#include "vault/esp-ca-store.h"

#define ACTION "espalier:ResealKeys"

/* One CA whose key is there. */
typedef struct
{
  EspVault *vault;
  EspCrowd *crowd;
  const EspCa *ca;
  EspIdentity *identity; /* of who is signed in */
  gint64 now;
  GBytes *envelope;
  GPtrArray *present;  /* UUIDs of those it is sealed to */
  GPtrArray *wanted;   /* of those it should be sealed to */
  guint n_persons;     /* among @wanted */
  gboolean recovering; /* by the recovery identity, which opens the key in any case */
} Lock;

static void
lock_clear (Lock *lock)
{
  g_clear_pointer (&lock->envelope, g_bytes_unref);
  g_clear_pointer (&lock->present, g_ptr_array_unref);
  g_clear_pointer (&lock->wanted, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lock, lock_clear)

static gboolean
contains (GPtrArray *ids, const char *id)
{
  return g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL);
}

static gboolean
equal_sets (GPtrArray *ids, GPtrArray *others)
{
  for (guint i = 0; i < ids->len; i++)
    if (!contains (others, g_ptr_array_index (ids, i)))
      return FALSE;
  return ids->len == others->len;
}

/* --- Whom it is sealed to ----------------------------------------------------------------------*/

/* An envelope from before there were rows is asked itself. */
static GPtrArray *
ask_envelope (const Lock *lock, GError **error)
{
  g_autoptr (GPtrArray) principals = esp_principal_store_list (lock->vault, error);
  GPtrArray *ids;

  if (!principals)
    return NULL;
  ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < principals->len; i++)
    {
      const EspPrincipal *principal = g_ptr_array_index (principals, i);
      EspCertificate *certificate = esp_crowd_get_certificate (lock->crowd, principal->id);

      if (certificate && esp_envelope_names (lock->envelope, certificate))
        g_ptr_array_add (ids, g_strdup (principal->id));
    }
  return ids;
}

/* TRUE with *@there FALSE where the key is gone. */
static gboolean
look (Lock *lock, gboolean *there, GError **error)
{
  GError *problem = NULL;

  lock->envelope = esp_ca_store_get_key (lock->vault, lock->ca->id, &problem);
  *there = lock->envelope != NULL;
  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (!*there)
    return TRUE;
  lock->present = esp_ca_recipient_store_list (lock->vault, lock->ca->id, error);
  if (lock->present && lock->present->len == 0)
    {
      g_ptr_array_unref (lock->present);
      lock->present = ask_envelope (lock, error);
    }
  lock->wanted = esp_crowd_recipients (lock->crowd, lock->ca, lock->now, &lock->n_persons);
  return lock->present != NULL;
}

/* --- Changing it -------------------------------------------------------------------------------*/

static EspSecret *
open_key (const Lock *lock)
{
  return esp_envelope_open (lock->envelope, esp_identity_get_agreement_key (lock->identity),
                            esp_identity_get_agreement_certificate (lock->identity), NULL);
}

static gboolean
refuse (const EspCa *ca, GError **error)
{
  esp_error_set (error, ESP_REASON_LOCKOUT, ca->label, NULL);
  return FALSE;
}

static GPtrArray *
list_left (const Lock *lock)
{
  GPtrArray *left = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < lock->present->len; i++)
    if (contains (lock->wanted, g_ptr_array_index (lock->present, i)))
      g_ptr_array_add (left, g_strdup (g_ptr_array_index (lock->present, i)));
  return left;
}

/* Whoever is not known to be kept goes: a principal that was reset has no certificate any more by
 * which the old one could be named. */
static GBytes *
keep (const Lock *lock, GPtrArray *left, GError **error)
{
  g_autoptr (GPtrArray) certificates = g_ptr_array_new ();

  for (guint i = 0; i < left->len; i++)
    g_ptr_array_add (certificates,
                     esp_crowd_get_certificate (lock->crowd, g_ptr_array_index (left, i)));
  return esp_envelope_keep (lock->envelope, certificates, error);
}

static gboolean
has_person (const Lock *lock, GPtrArray *ids, GError **error)
{
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (EspPrincipal)
        principal = esp_principal_store_find (lock->vault, g_ptr_array_index (ids, i), error);

      if (principal && principal->kind == ESP_PRINCIPAL_PERSON)
        return TRUE;
    }
  return FALSE;
}

/* Nobody present can open it: who lost access goes at once, and the rest waits. */
static gboolean
strip (const Lock *lock, GError **error)
{
  g_autoptr (GPtrArray) left = list_left (lock);
  g_autoptr (GBytes) envelope = NULL;

  if (!esp_ca_recipient_store_set_due (lock->vault, lock->ca->id, lock->now, error))
    return FALSE;
  if (left->len == lock->present->len)
    return TRUE;
  if (!lock->recovering && !has_person (lock, left, error))
    return refuse (lock->ca, error);
  envelope = keep (lock, left, error);
  return envelope && esp_ca_store_put_key (lock->vault, lock->ca->id, envelope, lock->now, error) &&
         esp_ca_recipient_store_put (lock->vault, lock->ca->id, left, error);
}

typedef enum
{
  KEPT,
  RESEALED,
  WAITING,
} Change;

static gboolean
follow_whole (const Lock *lock, Change *change, GError **error)
{
  g_autoptr (EspSecret) pkcs8 = NULL;
  gboolean in_force;

  *change = KEPT;
  if (!esp_approving_in_force (lock->vault, lock->ca, lock->now, NULL, &in_force, error))
    return FALSE;
  /* With a second person the rule comes into force, and the key is split. */
  if (!in_force && equal_sets (lock->present, lock->wanted))
    return TRUE;
  /* While nobody is there it stays with the recovery identity alone. */
  pkcs8 = lock->recovering && lock->n_persons == 0 ? NULL : open_key (lock);
  *change = pkcs8 ? RESEALED : WAITING;
  return pkcs8 ? esp_splitting_seal (lock->vault, lock->ca, pkcs8, lock->now, error) :
                 strip (lock, error);
}

/* --- Split keys --------------------------------------------------------------------------------*/

static gboolean
keeps_parts (const Lock *lock, GPtrArray *approvers, const EspPrincipal *principal)
{
  return principal->status == ESP_PRINCIPAL_ACTIVE && principal->agreement_certificate &&
         (contains (lock->wanted, principal->id) ||
          esp_approving_is_among (approvers, principal->id));
}

static gboolean
follow_split (const Lock *lock, Change *change, GError **error)
{
  g_autoptr (GPtrArray) principals = esp_principal_store_list (lock->vault, error);
  g_autoptr (GPtrArray)
    approvers = principals ? esp_approving_who (lock->vault, lock->ca, lock->now, error) : NULL;
  guint n_left = 0;
  gboolean in_force;

  *change = KEPT;
  for (guint i = 0; approvers && i < principals->len; i++)
    {
      const EspPrincipal *principal = g_ptr_array_index (principals, i);
      gint64 n_parts = esp_key_part_store_count (lock->vault, lock->ca->id, principal->id, error);

      if (n_parts < 0)
        return FALSE;
      if (n_parts == 0)
        continue;
      if (keeps_parts (lock, approvers, principal))
        {
          n_left++;
          continue;
        }
      *change = WAITING;
      if (!esp_key_part_store_drop (lock->vault, lock->ca->id, principal->id, error))
        return FALSE;
    }
  if (!approvers ||
      !esp_approving_in_force (lock->vault, lock->ca, lock->now, NULL, &in_force, error))
    return FALSE;
  /* One person would be enough, and could not open it: first the rule is lifted, or there is
   * another second person. The recovery identity opens it in any case. */
  if (!lock->recovering && ((*change == WAITING && n_left < 2) || !in_force))
    return refuse (lock->ca, error);
  return *change == KEPT ||
         esp_ca_recipient_store_set_due (lock->vault, lock->ca->id, lock->now, error);
}

/* --- After a change of access ------------------------------------------------------------------*/

static gboolean
follow_one (Lock *lock, Change *change, GError **error)
{
  gboolean there;
  int split;

  *change = KEPT;
  if (!look (lock, &there, error))
    return FALSE;
  if (!there)
    return TRUE;
  /* A vault in which nobody could before is not made worse. */
  if (!lock->recovering && lock->n_persons == 0 && has_person (lock, lock->present, NULL))
    return refuse (lock->ca, error);
  split = esp_ca_recipient_store_is_split (lock->vault, lock->ca->id, error);
  if (split < 0)
    return FALSE;
  return split ? follow_split (lock, change, error) : follow_whole (lock, change, error);
}

static void
tell (EspOperationContext *context, const char *member, GPtrArray *labels)
{
  JsonArray *names;

  if (labels->len == 0)
    return;
  names = json_array_new ();
  for (guint i = 0; i < labels->len; i++)
    json_array_add_string_element (names, g_ptr_array_index (labels, i));
  json_object_set_array_member (context->details, member, names);
}

static gboolean
follow_all (EspOperationContext *context, EspCrowd *crowd, GError **error)
{
  g_autoptr (GPtrArray) cas = esp_ca_store_list (context->vault, NULL, context->now, error);
  g_autoptr (GPtrArray) resealed = g_ptr_array_new ();
  g_autoptr (GPtrArray) waiting = g_ptr_array_new ();

  for (guint i = 0; cas && i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);
      g_auto (Lock) lock = { .vault = context->vault,
                             .crowd = crowd,
                             .ca = ca,
                             .identity = esp_session_get_identity (context->session),
                             .recovering = context->rights->kind == ESP_PRINCIPAL_RECOVERY,
                             .now = context->now };
      Change change;

      if (!follow_one (&lock, &change, error))
        return FALSE;
      if (change != KEPT)
        g_ptr_array_add (change == RESEALED ? resealed : waiting, ca->label);
    }
  tell (context, "Resealed", resealed);
  tell (context, "ToBeResealed", waiting);
  return cas != NULL;
}

gboolean
esp_resealing_follow (EspOperationContext *context, GError **error)
{
  gint64 revision = esp_vault_get_access_revision (context->vault, error);
  g_autoptr (EspCrowd) crowd = NULL;

  if (revision < 0)
    return FALSE;
  if (revision == context->rights->revision)
    return TRUE;
  crowd = esp_crowd_load (context->vault, error);
  if (!crowd)
    return FALSE;
  /* Who holds the recovery identity is the person who can. */
  if (context->rights->kind != ESP_PRINCIPAL_RECOVERY &&
      !esp_crowd_can_repair (crowd, context->now))
    {
      esp_error_set (error, ESP_REASON_LOCKOUT_ADMINISTRATION, NULL, NULL);
      return FALSE;
    }
  return follow_all (context, crowd, error);
}

/* --- Later, by who can -------------------------------------------------------------------------*/

static EspEvent *
draft_event (EspEngine *engine, EspSession *session, const EspCa *ca)
{
  EspEvent *event = esp_event_new ();

  event->time = esp_clock_now (engine->clock);
  event->actor = g_strdup (esp_session_get_principal_id (session));
  event->actor_name = g_strdup (esp_session_get_principal (session));
  event->account = g_strdup (esp_session_get_account (session));
  event->role = g_strdup (esp_session_get_role (session));
  event->action = g_strdup (ACTION);
  event->resource = g_strdup (ca->arn);
  event->decision = g_strdup ("ALLOW");
  event->statement = g_strdup ("recipient");
  event->outcome = ESP_OUTCOME_ALLOWED;
  event->details = json_object_new ();
  json_object_set_string_member (event->details, "Operation", "ResealKeys");
  json_object_set_string_member (event->details, "CertificateAuthority", ca->label);
  return event;
}

/* *@waits: the key is marked, or is sealed to others than it should be by now. An envelope that
 * would be left to nobody stays: that is no work of the clock. */
static gboolean
look_whether_it_waits (Lock *lock, gboolean *waits, GError **error)
{
  gint64 due = esp_ca_recipient_store_get_due (lock->vault, lock->ca->id, error);
  int split = due < 0 ? -1 : esp_ca_recipient_store_is_split (lock->vault, lock->ca->id, error);
  gboolean there;

  *waits = FALSE;
  /* Split it is opened by two in an act of theirs, and alone by the recovery identity. */
  if (split < 0 || (split > 0 && (due == 0 || !lock->recovering)))
    return split >= 0;
  if (!look (lock, &there, error))
    return FALSE;
  *waits = there && (due > 0 || (lock->n_persons > 0 && !equal_sets (lock->present, lock->wanted)));
  return TRUE;
}

gboolean
esp_resealing_is_overdue (EspVault *vault, gint64 now)
{
  g_autoptr (EspCrowd) crowd = NULL;
  g_autoptr (GPtrArray) cas = NULL;

  if (esp_ca_recipient_store_depend_on_time (vault, NULL) <= 0)
    return FALSE;
  crowd = esp_crowd_load (vault, NULL);
  cas = crowd ? esp_ca_store_list (vault, NULL, now, NULL) : NULL;
  for (guint i = 0; cas && i < cas->len; i++)
    {
      g_auto (Lock)
        lock = { .vault = vault, .crowd = crowd, .ca = g_ptr_array_index (cas, i), .now = now };
      gboolean waits;

      if (look_whether_it_waits (&lock, &waits, NULL) && waits)
        return TRUE;
    }
  return FALSE;
}

/* TRUE with *@event NULL where this one is nothing for the session. */
static gboolean
reseal_one (EspEngine *engine, Lock *lock, EspSession *session, EspEvent **event, GError **error)
{
  g_autoptr (EspSecret) pkcs8 = NULL;
  gboolean waits;

  *event = NULL;
  if (!look_whether_it_waits (lock, &waits, error))
    return FALSE;
  pkcs8 = waits && contains (lock->wanted, esp_session_get_principal_id (session)) ?
            open_key (lock) :
            NULL;
  if (!pkcs8)
    return TRUE;
  if (!esp_splitting_seal (lock->vault, lock->ca, pkcs8, lock->now, error))
    return FALSE;
  *event = draft_event (engine, session, lock->ca);
  return TRUE;
}

static gboolean
is_recovery (EspVault *vault, EspSession *session)
{
  g_autoptr (EspPrincipal)
    principal = esp_principal_store_find (vault, esp_session_get_principal_id (session), NULL);

  return principal && principal->kind == ESP_PRINCIPAL_RECOVERY;
}

static gboolean
reseal_all (EspEngine *engine,
            EspVault *vault,
            EspSession *session,
            GPtrArray *events,
            GError **error)
{
  gint64 now = esp_clock_now (engine->clock);
  g_autoptr (EspCrowd) crowd = esp_crowd_load (vault, error);
  g_autoptr (GPtrArray) cas = crowd ? esp_ca_store_list (vault, NULL, now, error) : NULL;

  for (guint i = 0; cas && i < cas->len; i++)
    {
      g_auto (Lock) lock = { .vault = vault,
                             .crowd = crowd,
                             .ca = g_ptr_array_index (cas, i),
                             .identity = esp_session_get_identity (session),
                             .recovering = is_recovery (vault, session),
                             .now = now };
      EspEvent *event;

      if (!reseal_one (engine, &lock, session, &event, error))
        return FALSE;
      if (!event)
        continue;
      g_ptr_array_add (events, event);
      if (!esp_recorder_append (engine->recorder, vault, event, lock.identity, error) ||
          !esp_alerts_note (vault, event, lock.ca, error))
        return FALSE;
    }
  return cas != NULL;
}

static gboolean
reseal_due (EspEngine *engine, EspVault *vault, EspSession *session, GError **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_event_free);
  g_autoptr (EspTransaction)
    transaction = esp_transaction_begin_write (esp_vault_get_database (vault), error);

  if (!transaction)
    return FALSE;
  if (!reseal_all (engine, vault, session, events, error) ||
      (events->len > 0 && !esp_transaction_commit (transaction, error)))
    {
      esp_recorder_forget (engine->recorder);
      return FALSE;
    }
  if (events->len > 0)
    esp_engine_emit_changed (engine, ((EspEvent *) g_ptr_array_index (events, 0))->sequence,
                             ((EspEvent *) g_ptr_array_index (events, events->len - 1))->sequence,
                             ESP_TOPIC_ACCESS | ESP_TOPIC_LOG);
  return TRUE;
}

void
esp_resealing_keep_house (EspEngine *engine, EspVault *vault)
{
  EspSession *session = esp_engine_ref_session (engine);
  g_autoptr (GError) error = NULL;

  if (session &&
      (esp_ca_recipient_store_count_due (vault, NULL) > 0 ||
       esp_resealing_is_overdue (vault, esp_clock_now (engine->clock))) &&
      !reseal_due (engine, vault, session, &error))
    g_debug ("keys stay sealed as they are for now: %s", error->message);
  esp_session_unref (session);
}
