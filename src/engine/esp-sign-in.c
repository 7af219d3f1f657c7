/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in: who, in which role, opened by what. Reading is done on a worker; the keyring, which
 * may wait for a person, and the slow derivation of a key run in the caller's thread. */
#include "esp-engine-private.h"

#include "base/esp-error.h"
#include "esp-rollback.h"
#include "pki/esp-thread.h"
#include "vault/esp-account-store.h"

/* What a worker reads about one person. */
typedef struct
{
  const char *wanted;
  const char *wanted_role;
  gboolean any_role; /* who only signs something needs none in particular */
  EspPrincipal *principal;
  EspRole *role;
  EspSealedIdentity *sealed;
  char *unlock;
  EspRights *rights;
  GError *error;
} Lookup;

static void
lookup_clear (Lookup *lookup)
{
  g_clear_pointer (&lookup->principal, esp_principal_free);
  g_clear_pointer (&lookup->role, esp_role_free);
  g_clear_pointer (&lookup->sealed, esp_sealed_identity_free);
  g_clear_pointer (&lookup->unlock, g_free);
  g_clear_pointer (&lookup->rights, esp_rights_unref);
  g_clear_error (&lookup->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lookup, lookup_clear)

static gboolean
can_sign_in (const EspPrincipal *principal)
{
  return principal->kind != ESP_PRINCIPAL_RECOVERY && principal->status == ESP_PRINCIPAL_ACTIVE;
}

static EspPrincipal *
steal_only_one (GPtrArray *principals, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0, index = 0;

  for (guint i = 0; i < principals->len; i++)
    {
      const EspPrincipal *principal = g_ptr_array_index (principals, i);

      if (!can_sign_in (principal))
        continue;
      g_string_append_printf (names, "%s%s", n ? ", " : "", principal->name);
      index = i;
      n++;
    }
  if (n == 1)
    {
      g_ptr_array_set_free_func (principals, NULL);
      return g_ptr_array_index (principals, index);
    }
  esp_error_set (error, ESP_REASON_PRINCIPAL_WHICH, NULL, "candidates", names->str, NULL);
  return NULL;
}

static EspPrincipal *
find_principal (EspVault *vault, const char *wanted, GError **error)
{
  g_autoptr (GPtrArray) principals = NULL;
  EspPrincipal *principal;

  if (!wanted)
    {
      EspPrincipal *only;

      principals = esp_principal_store_list (vault, error);
      only = principals ? steal_only_one (principals, error) : NULL;
      if (!only)
        return NULL;
      /* The list lost its free function with the one that was taken: free the others. */
      for (guint i = 0; i < principals->len; i++)
        if (g_ptr_array_index (principals, i) != only)
          esp_principal_free (g_ptr_array_index (principals, i));
      return only;
    }
  principal = esp_principal_store_find (vault, wanted, error);
  if (!principal && error && !*error)
    esp_error_set (error, ESP_REASON_PRINCIPAL_UNKNOWN, wanted, NULL);
  if (principal && !can_sign_in (principal))
    {
      esp_error_set (error, ESP_REASON_PRINCIPAL_INACTIVE, principal->name, NULL);
      g_clear_pointer (&principal, esp_principal_free);
    }
  return principal;
}

static EspRole *
choose_role (GPtrArray *roles,
             const char *wanted,
             gboolean any,
             const char *principal,
             GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < roles->len; i++)
    {
      EspRole *role = g_ptr_array_index (roles, i);

      g_string_append_printf (names, "%s%s", i ? ", " : "", role->name);
      if (wanted ? g_str_equal (role->name, wanted) : roles->len == 1 || any)
        {
          g_ptr_array_steal_index (roles, i);
          return role;
        }
    }
  if (roles->len == 0)
    esp_error_set (error, ESP_REASON_ROLE_NONE, principal, NULL);
  else if (wanted)
    esp_error_set (error, ESP_REASON_ROLE_UNKNOWN, wanted, "candidates", names->str, NULL);
  else
    esp_error_set (error, ESP_REASON_ROLE_WHICH, principal, "candidates", names->str, NULL);
  return NULL;
}

static void
lookup_job (EspVault *vault, gpointer data)
{
  Lookup *lookup = data;
  g_autoptr (GPtrArray) roles = NULL;

  lookup->principal = find_principal (vault, lookup->wanted, &lookup->error);
  if (!lookup->principal)
    return;
  roles = esp_role_store_list_for (vault, lookup->principal->id, &lookup->error);
  if (!roles)
    return;
  lookup->role = choose_role (roles, lookup->wanted_role, lookup->any_role, lookup->principal->name,
                              &lookup->error);
  if (!lookup->role ||
      !esp_principal_store_get_identity (vault, lookup->principal->id, &lookup->sealed,
                                         &lookup->unlock, &lookup->error))
    return;
  if (!lookup->sealed)
    {
      esp_error_set (&lookup->error, ESP_REASON_PRINCIPAL_INACTIVE, lookup->principal->name, NULL);
      return;
    }
  lookup->rights = esp_rights_load (vault, lookup->principal, lookup->role->id, &lookup->error);
}

/* --- The password ------------------------------------------------------------------------------*/

/* "both": the keyring's secret in hex, a colon, the passphrase (security.md). */
static EspSecret *
join_secrets (EspSecret *hex, EspSecret *passphrase, GError **error)
{
  gsize hex_len, len;
  const guint8 *first = esp_secret_get_bytes (hex, &hex_len);
  const guint8 *second = esp_secret_get_bytes (passphrase, &len);
  EspSecret *both = esp_secret_new (hex_len + 1 + len, error);
  guint8 *bytes = both ? esp_secret_get_writable (both) : NULL;

  if (!both)
    return NULL;
  memcpy (bytes, first, hex_len);
  bytes[hex_len] = ':';
  memcpy (bytes + hex_len + 1, second, len);
  return both;
}

static EspSecret *
get_password (EspEngine *engine,
              const Lookup *lookup,
              EspSecret *passphrase,
              GCancellable *cancellable,
              GError **error)
{
  gboolean both = g_str_equal (lookup->unlock, "both");
  g_autoptr (EspSecret) hex = NULL;

  if (g_str_equal (lookup->unlock, "passphrase") || both)
    {
      if (!passphrase)
        {
          esp_error_set (error, ESP_REASON_PASSPHRASE_NEEDED, lookup->principal->name, NULL);
          return NULL;
        }
      if (!both)
        return esp_secret_ref (passphrase);
    }
  hex = esp_keyring_lookup (engine->keyring, engine->vault_id, lookup->principal->id, cancellable,
                            error);
  if (!hex)
    return NULL;
  return both ? join_secrets (hex, passphrase, error) : g_steal_pointer (&hex);
}

static EspSession *
open_session (EspEngine *engine,
              Lookup *lookup,
              EspSecret *passphrase,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (EspSecret) password = NULL;
  EspIdentity *identity;

  if (!engine->writer)
    {
      esp_error_set (error, ESP_REASON_ENGINE_CLOSED, NULL, NULL);
      return NULL;
    }
  esp_worker_run (esp_engine_get_reader (engine), lookup_job, lookup);
  if (lookup->error)
    {
      g_propagate_error (error, g_steal_pointer (&lookup->error));
      return NULL;
    }
  password = get_password (engine, lookup, passphrase, cancellable, error);
  identity = password ? esp_identity_open (lookup->sealed, password, error) : NULL;
  if (!identity)
    {
      if (error)
        esp_error_set_object (*error, lookup->principal->name);
      return NULL;
    }
  return esp_session_new (lookup->principal, lookup->role, identity,
                          g_steal_pointer (&lookup->rights), engine->clock);
}

gboolean
esp_engine_sign_in (EspEngine *engine,
                    const char *principal,
                    const char *role,
                    EspSecret *passphrase,
                    GCancellable *cancellable,
                    GError **error)
{
  g_auto (Lookup) lookup = { .wanted = principal, .wanted_role = role };
  EspSession *session = open_session (engine, &lookup, passphrase, cancellable, error);

  if (!session)
    return FALSE;
  esp_rollback_look (
    engine, g_str_equal (lookup.unlock, "passphrase") ? NULL : lookup.principal->id, cancellable);
  esp_engine_take_session (engine, session);
  esp_engine_start_house (engine);
  return TRUE;
}

EspSession *
esp_engine_open_session (EspEngine *engine,
                         const char *principal,
                         EspSecret *passphrase,
                         GCancellable *cancellable,
                         GError **error)
{
  g_auto (Lookup) lookup = { .wanted = principal, .any_role = TRUE };

  return open_session (engine, &lookup, passphrase, cancellable, error);
}

/* --- Another role ------------------------------------------------------------------------------*/

/* Nothing is opened: the identity of the session goes on in a session of the other role. */
static void
other_role_job (EspVault *vault, gpointer data)
{
  Lookup *lookup = data;
  g_autoptr (GPtrArray) roles = NULL;

  lookup->principal = find_principal (vault, lookup->wanted, &lookup->error);
  roles = lookup->principal ?
            esp_role_store_list_for (vault, lookup->principal->id, &lookup->error) :
            NULL;
  lookup->role = roles ? choose_role (roles, lookup->wanted_role, FALSE, lookup->principal->name,
                                      &lookup->error) :
                         NULL;
  if (lookup->role)
    lookup->rights = esp_rights_load (vault, lookup->principal, lookup->role->id, &lookup->error);
}

gboolean
esp_engine_switch_role (EspEngine *engine, const char *role, GError **error)
{
  g_autoptr (EspSession) session = esp_engine_ref_session (engine);
  g_auto (Lookup) lookup = { .wanted_role = role };

  if (!session)
    {
      esp_error_set (error, ESP_REASON_LOCKED, NULL, NULL);
      return FALSE;
    }
  lookup.wanted = esp_session_get_principal_id (session);
  esp_worker_run (esp_engine_get_reader (engine), other_role_job, &lookup);
  if (lookup.error)
    {
      g_propagate_error (error, g_steal_pointer (&lookup.error));
      return FALSE;
    }
  if (!esp_session_is_of (session, lookup.principal))
    {
      esp_error_set (error, ESP_REASON_PRINCIPAL_INACTIVE, lookup.principal->name, NULL);
      return FALSE;
    }
  esp_engine_take_session (engine,
                           esp_session_new (lookup.principal, lookup.role,
                                            esp_identity_ref (esp_session_get_identity (session)),
                                            g_steal_pointer (&lookup.rights), engine->clock));
  esp_engine_start_house (engine);
  return TRUE;
}

/* --- Asynchronous form -------------------------------------------------------------------------*/

typedef struct
{
  char *principal;
  char *role;
  EspSecret *passphrase;
} SignIn;

static void
sign_in_free (gpointer data)
{
  SignIn *sign_in = data;

  g_free (sign_in->principal);
  g_free (sign_in->role);
  esp_secret_unref (sign_in->passphrase);
  g_free (sign_in);
}

static void
sign_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const SignIn *sign_in = data;
  GError *error = NULL;

  if (esp_engine_sign_in (ESP_ENGINE (source), sign_in->principal, sign_in->role,
                          sign_in->passphrase, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
esp_engine_sign_in_async (EspEngine *engine,
                          const char *principal,
                          const char *role,
                          EspSecret *passphrase,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (engine, cancellable, callback, user_data);
  SignIn *sign_in = g_new0 (SignIn, 1);

  sign_in->principal = g_strdup (principal);
  sign_in->role = g_strdup (role);
  sign_in->passphrase = passphrase ? esp_secret_ref (passphrase) : NULL;
  g_task_set_source_tag (task, esp_engine_sign_in_async);
  g_task_set_task_data (task, sign_in, sign_in_free);
  esp_task_run_in_thread (task, sign_in_thread);
}

gboolean
esp_engine_sign_in_finish (EspEngine *engine, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Who could ---------------------------------------------------------------------------------*/

typedef struct
{
  GPtrArray *people;
  GError *error;
} People;

static char **
list_role_names (GPtrArray *roles)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < roles->len; i++)
    g_strv_builder_add (names, ((const EspRole *) g_ptr_array_index (roles, i))->name);
  return g_strv_builder_end (names);
}

static EspPerson *
read_person (EspVault *vault, const EspPrincipal *principal, GError **error)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list_for (vault, principal->id, error);
  g_autoptr (EspAccount)
    account = roles ? esp_account_store_find (vault, principal->account, error) : NULL;
  g_autoptr (EspSealedIdentity) sealed = NULL;
  g_autoptr (EspPerson) person = g_new0 (EspPerson, 1);

  if (!account ||
      !esp_principal_store_get_identity (vault, principal->id, &sealed, &person->unlock, error))
    return NULL;
  person->name = g_strdup (principal->name);
  person->account = g_strdup (principal->account);
  person->account_name = g_strdup (account->name);
  person->roles = list_role_names (roles);
  person->active = can_sign_in (principal) && sealed;
  person->service = principal->kind == ESP_PRINCIPAL_SERVICE;
  return g_steal_pointer (&person);
}

static void
people_job (EspVault *vault, gpointer data)
{
  People *answer = data;
  g_autoptr (GPtrArray) principals = esp_principal_store_list (vault, &answer->error);
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_person_free);

  for (guint i = 0; principals && i < principals->len; i++)
    {
      const EspPrincipal *principal = g_ptr_array_index (principals, i);
      EspPerson *person;

      if (principal->kind == ESP_PRINCIPAL_RECOVERY)
        continue;
      person = read_person (vault, principal, &answer->error);
      if (!person)
        return;
      g_ptr_array_add (people, person);
    }
  if (principals)
    answer->people = g_steal_pointer (&people);
}

GPtrArray *
esp_engine_list_people (EspEngine *engine, GError **error)
{
  People answer = { NULL, NULL };

  if (!engine->writer)
    {
      esp_error_set (error, ESP_REASON_ENGINE_CLOSED, NULL, NULL);
      return NULL;
    }
  esp_worker_run (esp_engine_get_reader (engine), people_job, &answer);
  if (answer.error)
    g_propagate_error (error, answer.error);
  return answer.people;
}
