/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parameters of a share name: the other side, and the permission. */
#include "esp-share-views.h"

#include "access/esp-managed-permission.h"
#include "base/esp-error.h"
#include "model/esp-arn.h"
#include "vault/esp-account-store.h"
#include "vault/esp-share-store.h"

/* --- The other side ----------------------------------------------------------------------------*/

/* One thing that a text may mean. */
typedef struct
{
  EspShareConsumerKind kind;
  char *id;
  char *account;
  char *shown; /* how to name exactly this one */
  gboolean is_recovery;
} Candidate;

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;

  g_free (candidate->id);
  g_free (candidate->account);
  g_free (candidate->shown);
  g_free (candidate);
}

static Candidate *
add_candidate (GPtrArray *candidates,
               EspShareConsumerKind kind,
               const char *id,
               const char *account)
{
  Candidate *candidate = g_new0 (Candidate, 1);

  candidate->kind = kind;
  candidate->id = g_strdup (id);
  candidate->account = g_strdup (account);
  g_ptr_array_add (candidates, candidate);
  return candidate;
}

static gboolean
add_accounts (EspVault *vault, const char *text, GPtrArray *candidates, GError **error)
{
  g_autoptr (GPtrArray) accounts = esp_account_store_list (vault, error);

  for (guint i = 0; accounts && i < accounts->len; i++)
    {
      const EspAccount *account = g_ptr_array_index (accounts, i);

      if (g_str_equal (account->id, text) || g_str_equal (account->name, text))
        add_candidate (candidates, ESP_SHARE_WITH_ACCOUNT, account->id, account->id)->shown =
          g_strdup (account->id);
    }
  return accounts != NULL;
}

static gboolean
add_principals (EspVault *vault, const char *text, GPtrArray *candidates, GError **error)
{
  g_autoptr (GPtrArray) principals = esp_principal_store_list (vault, error);

  for (guint i = 0; principals && i < principals->len; i++)
    {
      const EspPrincipal *principal = g_ptr_array_index (principals, i);
      g_autofree char *arn = esp_arn_principal (principal->account, principal->name);
      Candidate *candidate;

      if (!g_str_equal (principal->name, text) && !g_str_equal (arn, text))
        continue;
      candidate = add_candidate (candidates, ESP_SHARE_WITH_PRINCIPAL, principal->id,
                                 principal->account);
      candidate->is_recovery = principal->kind == ESP_PRINCIPAL_RECOVERY;
      candidate->shown = g_steal_pointer (&arn);
    }
  return principals != NULL;
}

static gboolean
add_roles (EspVault *vault, const char *text, GPtrArray *candidates, GError **error)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list (vault, NULL, error);

  for (guint i = 0; roles && i < roles->len; i++)
    {
      const EspRole *role = g_ptr_array_index (roles, i);
      g_autofree char *arn = esp_arn_role (role->account, role->name);
      g_autofree char *path = g_strconcat (role->account, "/", role->name, NULL);

      if (g_str_equal (role->name, text) || g_str_equal (arn, text) || g_str_equal (path, text))
        add_candidate (candidates, ESP_SHARE_WITH_ROLE, role->id, role->account)->shown =
          g_steal_pointer (&path);
    }
  return roles != NULL;
}

static void
set_which (GPtrArray *candidates, const char *text, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < candidates->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            ((const Candidate *) g_ptr_array_index (candidates, i))->shown);
  esp_error_set (error, ESP_REASON_SHARE_CONSUMER_WHICH, text, "candidates", names->str, NULL);
}

static gboolean
check_candidate (const Candidate *candidate,
                 const EspShare *share,
                 const char *text,
                 GError **error)
{
  if (candidate->is_recovery)
    esp_error_set (error, ESP_REASON_SHARE_CONSUMER_RECOVERY, text, NULL);
  else if (g_str_equal (candidate->account, share->owner_account))
    esp_error_set (error, ESP_REASON_SHARE_OWN_ACCOUNT, NULL, "consumer", candidate->shown,
                   "account", candidate->account, NULL);
  else
    return TRUE;
  return FALSE;
}

gboolean
esp_share_read_consumer (EspVault *vault, const char *text, EspShare *share, GError **error)
{
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (candidate_free);
  const Candidate *candidate;

  if (!add_accounts (vault, text, candidates, error) ||
      !add_principals (vault, text, candidates, error) ||
      !add_roles (vault, text, candidates, error))
    return FALSE;
  if (candidates->len != 1)
    {
      if (candidates->len == 0)
        esp_error_set (error, ESP_REASON_SHARE_CONSUMER_UNKNOWN, text, NULL);
      else
        set_which (candidates, text, error);
      return FALSE;
    }
  candidate = g_ptr_array_index (candidates, 0);
  if (!check_candidate (candidate, share, text, error))
    return FALSE;
  share->consumer_kind = candidate->kind;
  share->consumer = g_strdup (candidate->id);
  share->consumer_account = g_strdup (candidate->account);
  return TRUE;
}

/* --- The permission ----------------------------------------------------------------------------*/

static const char *
default_permission (void)
{
  GPtrArray *rows = esp_managed_permissions ();

  for (guint i = 0; i < rows->len; i++)
    {
      const EspManagedPermission *row = g_ptr_array_index (rows, i);

      if (row->is_default)
        return row->name;
    }
  return NULL;
}

/* The one default version of an own permission. */
static gboolean
check_version (const EspOwnPermission *own, gint64 version, GError **error)
{
  g_autofree char *wanted = NULL, *attachable = NULL;

  if (version == 0 || version == own->default_version)
    return TRUE;
  wanted = g_strdup_printf ("%" G_GINT64_FORMAT, version);
  attachable = g_strdup_printf ("%" G_GINT64_FORMAT, own->default_version);
  esp_error_set (error, ESP_REASON_MANAGED_PERMISSION_NOT_DEFAULT, own->name, "version", wanted,
                 "default", attachable, NULL);
  return FALSE;
}

static void
set_permission (EspShare *share, const char *name, gint64 version)
{
  char *copy = g_strdup (name);

  g_free (share->permission);
  share->permission = copy;
  share->permission_version = version;
}

gboolean
esp_share_read_permission (EspVault *vault,
                           const char *name,
                           gint64 version,
                           EspShare *share,
                           GError **error)
{
  const char *wanted = name ? name : default_permission ();
  g_autoptr (EspOwnPermission) own = NULL;
  GError *problem = NULL;

  if (esp_managed_permission_find (wanted) && version == 0)
    {
      set_permission (share, wanted, 0);
      return TRUE;
    }
  own = esp_own_permission_store_find (vault, wanted, &problem);
  if (problem)
    g_propagate_error (error, problem);
  else if (!own || own->deleted_at)
    esp_error_set (error, ESP_REASON_MANAGED_PERMISSION_UNKNOWN, wanted, NULL);
  if (!own || own->deleted_at || !check_version (own, version, error))
    return FALSE;
  set_permission (share, own->name, own->default_version);
  return TRUE;
}
