/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a vault: file, founder, first account, ready-made roles, first event; then, if wanted, a
 * sample in it. On failure nothing is left behind, neither file nor keyring item. */
#include "esp-engine-private.h"

#include "base/esp-error.h"
#include "design/esp-sample.h"
#include "esp-rollback.h"
#include "esp-sample-builder.h"
#include "model/esp-account.h"
#include "model/esp-arn.h"
#include "pki/esp-digest.h"
#include "vault/esp-account-store.h"

#include <glib/gstdio.h>

#define ADMINISTRATOR "Administrator"
#define AUDITOR "Auditor"

static const char administrator_policy[] =
  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Everything\",\"Effect\":\"Allow\","
  "\"Action\":\"*\",\"Resource\":\"*\"}]}";

/* The service's AWSPrivateCAAuditor, and reading of what the service leaves to its neighbours. */
static const char auditor_policy[] =
  "{\"Version\":\"2012-10-17\",\"Statement\":["
  "{\"Sid\":\"Reading\",\"Effect\":\"Allow\",\"Action\":["
  "\"acm-pca:CreateCertificateAuthorityAuditReport\",\"acm-pca:DescribeCertificateAuthority\","
  "\"acm-pca:DescribeCertificateAuthorityAuditReport\",\"acm-pca:GetCertificateAuthorityCsr\","
  "\"acm-pca:GetCertificateAuthorityCertificate\",\"acm-pca:GetCertificate\",\"acm-pca:GetPolicy\","
  "\"acm-pca:ListPermissions\",\"acm-pca:ListTags\"],"
  "\"Resource\":\"arn:aws:acm-pca:*:*:certificate-authority/*\"},"
  "{\"Sid\":\"Listing\",\"Effect\":\"Allow\",\"Action\":[\"acm-pca:ListCertificateAuthorities\","
  "\"organizations:List*\",\"iam:List*\",\"espalier:Describe*\",\"espalier:List*\","
  "\"espalier:GetEvent\",\"espalier:Verify*\",\"espalier:UpdateOwnIdentity\"],"
  "\"Resource\":\"*\"}]}";

/* What is made before the file exists. */
typedef struct
{
  const EspVaultCreation *wanted;
  EspVaultInfo info;
  char *account;
  EspSecret *password;
  EspUnlock unlock;
  const char *way;
  EspIdentity *identity;
  EspSealedIdentity *sealed;
  EspPrincipal *principal;
  EspRole *role;
  EspSample *sample;
  GPtrArray *identities;
  GPtrArray *keyring_items; /* principal ids, to forget on failure */
  gint64 now;
} Founding;

static void
founding_clear (Founding *founding)
{
  g_free (founding->info.id);
  g_free (founding->info.organization);
  g_free (founding->info.founder);
  g_free (founding->account);
  esp_secret_unref (founding->password);
  g_clear_pointer (&founding->identity, esp_identity_unref);
  g_clear_pointer (&founding->sealed, esp_sealed_identity_free);
  g_clear_pointer (&founding->principal, esp_principal_free);
  g_clear_pointer (&founding->role, esp_role_free);
  g_clear_pointer (&founding->sample, esp_sample_free);
  g_clear_pointer (&founding->identities, g_ptr_array_unref);
  g_clear_pointer (&founding->keyring_items, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Founding, founding_clear)

static gboolean
check_wanted (EspEngine *engine, const EspVaultCreation *wanted, GError **error)
{
  if (engine->writer)
    {
      esp_error_set (error, ESP_REASON_ENGINE_OPEN, engine->path, NULL);
      return FALSE;
    }
  if (g_file_test (wanted->path, G_FILE_TEST_EXISTS))
    {
      esp_error_set (error, ESP_REASON_VAULT_EXISTS, wanted->path, NULL);
      return FALSE;
    }
  if (wanted->unlock == ESP_UNLOCK_WITH_PASSPHRASE && !wanted->passphrase)
    {
      esp_error_set (error, ESP_REASON_PASSPHRASE_NEEDED, wanted->admin, NULL);
      return FALSE;
    }
  return esp_thing_name_check (wanted->organization, error) &&
         esp_thing_name_check (wanted->admin, error) &&
         (!wanted->account || esp_thing_name_check (wanted->account, error));
}

/* Twelve digits, the first not zero. */
static char *
random_account (GError **error)
{
  guint64 random;

  if (!esp_random_bytes ((guint8 *) &random, sizeof random, error))
    return NULL;
  return g_strdup_printf ("%012" G_GUINT64_FORMAT, G_GUINT64_CONSTANT (100000000000) +
                                                     random % G_GUINT64_CONSTANT (900000000000));
}

static gboolean
choose_account (Founding *founding, GError **error)
{
  const EspSampleAccount *first;

  if (!founding->sample || founding->wanted->account)
    {
      founding->account = random_account (error);
      return founding->account != NULL;
    }
  first = g_ptr_array_index (founding->sample->accounts, 0);
  founding->account = g_strdup (first->id);
  return TRUE;
}

static gboolean
make_password (EspEngine *engine, Founding *founding, GCancellable *cancellable, GError **error)
{
  const EspVaultCreation *wanted = founding->wanted;

  if (wanted->unlock == ESP_UNLOCK_WITH_PASSPHRASE)
    {
      founding->unlock = ESP_UNLOCK_PASSPHRASE;
      founding->way = "passphrase";
      founding->password = esp_secret_ref (wanted->passphrase);
      return TRUE;
    }
  founding->unlock = ESP_UNLOCK_KEYRING;
  founding->way = "keyring";
  founding->password = esp_engine_store_new_secret (engine, founding->info.id,
                                                    founding->info.founder, wanted->admin,
                                                    wanted->organization, cancellable, error);
  if (!founding->password)
    return FALSE;
  g_ptr_array_add (founding->keyring_items, g_strdup (founding->info.founder));
  return TRUE;
}

/* In the keyring a secret belongs to one principal, so a sample's people get an item each. */
static gboolean
make_sample_people (EspEngine *engine,
                    Founding *founding,
                    GCancellable *cancellable,
                    GError **error)
{
  if (!founding->sample)
    return TRUE;
  founding->identities = esp_sample_make_identities (founding->sample, founding->password,
                                                     founding->unlock, founding->now, error);
  for (guint i = 0; founding->identities && founding->unlock == ESP_UNLOCK_KEYRING &&
                    i < founding->identities->len;
       i++)
    {
      const EspSampleIdentity *identity = g_ptr_array_index (founding->identities, i);
      const EspSamplePerson *person = g_ptr_array_index (founding->sample->people, i);
      g_autofree char *label = g_strdup_printf ("Espalier: %s (%s)", person->name,
                                                founding->wanted->organization);

      if (!esp_keyring_store (engine->keyring, founding->info.id, identity->id, label,
                              founding->password, cancellable, error))
        return FALSE;
      g_ptr_array_add (founding->keyring_items, g_strdup (identity->id));
    }
  return founding->identities != NULL;
}

static gboolean
prepare (EspEngine *engine, Founding *founding, GCancellable *cancellable, GError **error)
{
  const EspVaultCreation *wanted = founding->wanted;

  founding->now = esp_clock_now (engine->clock);
  founding->keyring_items = g_ptr_array_new_with_free_func (g_free);
  if (wanted->sample && !(founding->sample = esp_sample_load (wanted->sample, error)))
    return FALSE;
  founding->info.id = g_uuid_string_random ();
  founding->info.organization = g_strdup (wanted->organization);
  founding->info.created_at = founding->now;
  founding->info.founder = g_uuid_string_random ();
  if (!choose_account (founding, error) || !make_password (engine, founding, cancellable, error))
    return FALSE;
  founding->identity = esp_identity_create (wanted->admin, founding->password, founding->unlock,
                                            founding->now, &founding->sealed, error);
  return founding->identity && make_sample_people (engine, founding, cancellable, error);
}

/* --- Rows --------------------------------------------------------------------------------------*/

static gboolean
insert_account (EspVault *vault, Founding *founding, GError **error)
{
  const EspVaultCreation *wanted = founding->wanted;
  const char *name = wanted->account ? wanted->account : wanted->organization;
  g_autoptr (EspAccount) account = NULL;

  if (founding->sample && !wanted->account)
    name = ((const EspSampleAccount *) g_ptr_array_index (founding->sample->accounts, 0))->name;
  account = esp_account_new (founding->account, name, founding->now);
  return esp_account_store_insert (vault, account, error);
}

static gboolean
insert_founder (EspVault *vault, Founding *founding, GError **error)
{
  EspPrincipal *principal = founding->principal = esp_principal_new ();

  principal->id = g_strdup (founding->info.founder);
  principal->account = g_strdup (founding->account);
  principal->name = g_strdup (founding->wanted->admin);
  principal->status = ESP_PRINCIPAL_ACTIVE;
  principal->created_at = founding->now;
  principal->agreement_certificate = g_bytes_ref (founding->sealed->agreement_certificate);
  principal->signing_certificate = g_bytes_ref (founding->sealed->signing_certificate);
  return esp_principal_store_insert (vault, principal, error) &&
         esp_principal_store_put_identity (vault, principal->id, founding->sealed, founding->way,
                                           error) &&
         esp_vault_set_founder (vault, principal->id, error);
}

static EspRole *
insert_role (EspVault *vault,
             Founding *founding,
             const char *name,
             const char *policy,
             GError **error)
{
  g_autoptr (EspRole) role = esp_role_new ();

  role->id = g_uuid_string_random ();
  role->account = g_strdup (founding->account);
  role->name = g_strdup (name);
  role->scope = ESP_ROLE_SCOPE_ORGANIZATION;
  g_ptr_array_add (role->policies, esp_role_policy_new (name, policy));
  return esp_role_store_insert (vault, role, error) ? g_steal_pointer (&role) : NULL;
}

static gboolean
insert_roles (EspVault *vault, Founding *founding, GError **error)
{
  g_autoptr (EspRole) auditor = NULL;

  founding->role = insert_role (vault, founding, ADMINISTRATOR, administrator_policy, error);
  if (!founding->role ||
      !esp_role_store_assign (vault, founding->role->id, founding->principal->id, error))
    return FALSE;
  if (founding->sample)
    return TRUE;
  auditor = insert_role (vault, founding, AUDITOR, auditor_policy, error);
  return auditor != NULL;
}

/* The anchor of the log: who founded this vault, with which keys. */
static gboolean
record_founding (EspVault *vault, Founding *founding, GError **error)
{
  EspRecorder *recorder = esp_recorder_new ();
  g_autoptr (EspEvent) event = esp_event_new ();
  gboolean recorded;

  event->time = founding->now;
  event->actor = g_strdup (founding->principal->id);
  event->actor_name = g_strdup (founding->principal->name);
  event->account = g_strdup (founding->account);
  event->role = g_strdup (ADMINISTRATOR);
  event->action = g_strdup ("espalier:CreateVault");
  event->resource = g_strdup ("*");
  event->decision = g_strdup ("ALLOW");
  event->statement = g_strdup ("founder");
  event->outcome = ESP_OUTCOME_ALLOWED;
  event->details = json_object_new ();
  json_object_set_string_member (event->details, "Vault", founding->info.id);
  json_object_set_string_member (event->details, "Organization", founding->info.organization);
  json_object_set_string_member (
    event->details, "SigningFingerprint",
    esp_certificate_get_fingerprint (esp_identity_get_signing_certificate (founding->identity)));
  json_object_set_string_member (
    event->details, "AgreementFingerprint",
    esp_certificate_get_fingerprint (esp_identity_get_agreement_certificate (founding->identity)));
  recorded = esp_recorder_append (recorder, vault, event, founding->identity, error);
  esp_recorder_free (recorder);
  return recorded;
}

static gboolean
fill_vault (EspVault *vault, Founding *founding, GError **error)
{
  g_autoptr (EspTransaction)
    transaction = esp_transaction_begin_write (esp_vault_get_database (vault), error);

  return transaction && insert_account (vault, founding, error) &&
         insert_founder (vault, founding, error) && insert_roles (vault, founding, error) &&
         esp_vault_bump_access_revision (vault, error) &&
         record_founding (vault, founding, error) && esp_transaction_commit (transaction, error);
}

/* --- Opening it --------------------------------------------------------------------------------*/

typedef struct
{
  Founding *founding;
  EspRights *rights;
  GError *error;
} LoadRights;

static void
load_rights_job (EspVault *vault, gpointer data)
{
  LoadRights *load = data;

  load->rights = esp_rights_load (vault, load->founding->principal, load->founding->role->id,
                                  &load->error);
}

static gboolean
open_and_sign_in (EspEngine *engine, Founding *founding, GError **error)
{
  LoadRights load = { founding, NULL, NULL };

  if (!esp_engine_open (engine, founding->wanted->path, NULL, error))
    return FALSE;
  esp_worker_run (engine->writer, load_rights_job, &load);
  if (load.error)
    {
      g_propagate_error (error, load.error);
      return FALSE;
    }
  esp_engine_take_session (engine, esp_session_new (founding->principal, founding->role,
                                                    g_steal_pointer (&founding->identity),
                                                    load.rights, engine->clock));
  return TRUE;
}

static gboolean
build_sample (EspEngine *engine, Founding *founding, GCancellable *cancellable, GError **error)
{
  EspSampleInput input = { founding->sample, founding->password, founding->unlock, founding->way,
                           founding->identities };
  g_autoptr (JsonNode) done = NULL;

  if (!founding->sample)
    return TRUE;
  done = esp_engine_call_internal (engine, "CreateSample", NULL, &input, cancellable, error);
  return done != NULL;
}

static void
leave_nothing (EspEngine *engine, Founding *founding, gboolean file_made)
{
  esp_engine_close (engine);
  if (file_made)
    g_unlink (founding->wanted->path);
  for (guint i = 0; founding->keyring_items && i < founding->keyring_items->len; i++)
    esp_keyring_forget (engine->keyring, founding->info.id,
                        g_ptr_array_index (founding->keyring_items, i), NULL, NULL);
}

gboolean
esp_engine_create (EspEngine *engine,
                   const EspVaultCreation *creation,
                   GCancellable *cancellable,
                   GError **error)
{
  g_auto (Founding) founding = { .wanted = creation };
  g_autoptr (EspVault) vault = NULL;
  EspVaultInfo info;
  gboolean file_made, filled;

  if (!check_wanted (engine, creation, error))
    return FALSE;
  if (!prepare (engine, &founding, cancellable, error))
    {
      leave_nothing (engine, &founding, FALSE);
      return FALSE;
    }
  info = founding.info;
  info.founder = NULL; /* named once the row is there */
  vault = esp_vault_create (creation->path, &info, error);
  file_made = vault != NULL;
  filled = file_made && fill_vault (vault, &founding, error);
  g_clear_pointer (&vault, esp_vault_close);
  if (filled && open_and_sign_in (engine, &founding, error) &&
      build_sample (engine, &founding, cancellable, error))
    {
      esp_rollback_look (
        engine, founding.unlock == ESP_UNLOCK_KEYRING ? founding.info.founder : NULL, cancellable);
      return TRUE;
    }
  leave_nothing (engine, &founding, file_made);
  return FALSE;
}
