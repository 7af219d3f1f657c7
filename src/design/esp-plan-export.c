/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What all exports have in common: a plan is read once into rows whose subjects, templates and
 * validities are known to be sound, so that those who write need not doubt them; names in the
 * target language; addresses.
 */
#include "esp-plan-export-private.h"

#include "access/esp-managed-permission.h"
#include "base/esp-error.h"
#include "base/esp-json.h"
#include "model/esp-revocation.h"
#include "pki/esp-algorithm.h"
#include "pki/esp-name-constraints.h"
#include "pki/esp-template.h"

#include <string.h>

#define OID_NAME_CONSTRAINTS "2.5.29.30"
#define CRL_DAYS_ROOT 180
#define CRL_DAYS 7
#define ROLE_NAME_MAX 64
#define SLUG_MAX 48

/* Actions that are ours: a whole service of them, and some beside those that IAM has. */
static const char *const local_actions[] = { "espalier:*", "iam:AssignRole", "iam:ConfirmUser",
                                             "iam:ResetUser", "iam:UnassignRole" };

void
esp_plan_file_free (EspPlanFile *file)
{
  if (!file)
    return;
  g_free (file->name);
  g_free (file->text);
  g_free (file);
}

static void
free_row (EspExportCa *row)
{
  g_clear_pointer (&row->subject, esp_name_unref);
  g_free (row->id);
  g_free (row->label);
  g_free (row->constraints);
  g_free (row);
}

gboolean
esp_export_refuse (const EspExport *export, const char *object, const char *problem, GError **error)
{
  esp_error_set (error, ESP_REASON_PLAN_EXPORT, object, "format", export->format, "problem",
                 problem, NULL);
  return FALSE;
}

/* --- Names
 * --------------------------------------------------------------------------------------*/

char *
esp_export_take_id (EspExport *export, const char *text)
{
  g_autofree char *base = export->make_id (text);
  char *id = g_strdup (base);

  for (guint n = 2; g_hash_table_contains (export->taken, id); n++)
    {
      g_free (id);
      id = g_strdup_printf ("%sN%u", base, n);
    }
  g_hash_table_add (export->taken, g_strdup (id));
  return id;
}

char *
esp_export_slug (const char *text, const char *fallback)
{
  GString *slug = g_string_new (NULL);

  for (const char *at = text ? text : ""; *at && slug->len < SLUG_MAX; at++)
    if (g_ascii_isalnum (*at))
      g_string_append_c (slug, g_ascii_tolower (*at));
    else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
      g_string_append_c (slug, '-');
  while (slug->len > 0 && slug->str[slug->len - 1] == '-')
    g_string_truncate (slug, slug->len - 1);
  if (slug->len > 0)
    return g_string_free (slug, FALSE);
  g_string_free (slug, TRUE);
  return g_strdup (fallback);
}

char *
esp_export_account_stem (const EspExport *export, const char *account)
{
  const EspPlanAccount *row = esp_plan_find_account (export->plan, account);
  g_autofree char *slug = row ? esp_export_slug (row->name, NULL) : NULL;

  return slug ? g_strconcat (account, "-", slug, NULL) : g_strdup (account);
}

const char *
esp_export_title (const EspExport *export)
{
  return export->plan->name && *export->plan->name ? export->plan->name : "A plan";
}

char *
esp_export_role_name (const char *name)
{
  GString *text = g_string_new (NULL);

  for (const char *at = name; *at && text->len < ROLE_NAME_MAX; at = g_utf8_next_char (at))
    g_string_append_c (text, g_ascii_isalnum (*at) || strchr ("+=,.@-_", *at) ? *at : '-');
  return g_string_free (text, FALSE);
}

/* --- Rows
 * ---------------------------------------------------------------------------------------*/

/* The algorithm of the plan where it fits the CA's own key, else the usual one. */
static const char *
find_signing (const EspPlanCa *ca, const EspKeyAlgorithm *key)
{
  const EspSigningAlgorithm *wanted = ca->signing_algorithm ?
                                        esp_signing_algorithm_find (ca->signing_algorithm, NULL) :
                                        NULL;

  if (wanted && esp_signing_algorithm_check (wanted, key, NULL))
    return wanted->name;
  return key->default_signing;
}

/* They come in by the request to issue, so the template becomes the one of its family that lets
 * such things in. */
static gboolean
read_constraints (EspExportCa *row, const EspTemplate *template)
{
  g_autoptr (GBytes) der = esp_name_constraints_encode (row->ca->name_constraints, NULL);
  GPtrArray *templates = esp_templates ();

  if (!der)
    return FALSE;
  row->constraints = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  for (guint i = 0; !template->api_passthrough && i < templates->len; i++)
    {
      const EspTemplate *other = g_ptr_array_index (templates, i);

      if (other->api_passthrough && other->csr_passthrough == template->csr_passthrough &&
          other->path_length == template->path_length && other->kind == template->kind &&
          g_str_equal (other->family, template->family))
        row->template_name = other->name;
    }
  return template->api_passthrough || !g_str_equal (row->template_name, template->name);
}

JsonNode *
esp_export_passthrough (const EspExportCa *row)
{
  JsonObject *passthrough = json_object_new (), *extensions = json_object_new ();
  JsonObject *extension = json_object_new ();
  JsonArray *custom = json_array_new ();

  json_object_set_string_member (extension, "ObjectIdentifier", OID_NAME_CONSTRAINTS);
  json_object_set_string_member (extension, "Value", row->constraints);
  json_object_set_boolean_member (extension, "Critical", TRUE);
  json_array_add_object_element (custom, extension);
  json_object_set_array_member (extensions, "CustomExtensions", custom);
  json_object_set_object_member (passthrough, "Extensions", extensions);
  return esp_json_wrap_object (passthrough);
}

static gboolean
read_row (const EspExport *export, EspExportCa *row, GError **error)
{
  const EspPlanCa *ca = row->ca;
  const EspKeyAlgorithm *key = esp_key_algorithm_find (ca->key_algorithm ? ca->key_algorithm : "",
                                                       NULL);
  const EspTemplate *template = esp_template_find (ca->template_name ? ca->template_name : "",
                                                   NULL);

  row->subject = esp_name_parse (ca->subject ? ca->subject : "", NULL);
  if (!row->subject)
    return esp_export_refuse (export, row->label, "its subject is no distinguished name", error);
  if (!key)
    return esp_export_refuse (export, row->label, "its key algorithm is not known", error);
  if (!template || !template->ca)
    return esp_export_refuse (export, row->label, "its template is none for authorities", error);
  if ((template->kind == ESP_TEMPLATE_ROOT) != (!ca->parent && !ca->parent_arn))
    return esp_export_refuse (
      export, row->label,
      "a root needs a template for roots, and what stands below one needs a template "
      "for subordinates",
      error);
  if (!ca->validity || !esp_validity_parse (ca->validity, &row->validity, NULL))
    return esp_export_refuse (export, row->label, "its validity can't be read", error);
  row->signing = find_signing (ca, key);
  row->template_name = template->name;
  if (!ca->name_constraints || read_constraints (row, template))
    return TRUE;
  return esp_export_refuse (
    export, row->label, "its name constraints can't be read, or its template lets none in", error);
}

static gboolean
add_row (EspExport *export, const EspPlanCa *ca, GError **error)
{
  EspExportCa *row = g_new0 (EspExportCa, 1);

  g_ptr_array_add (export->cas, row);
  row->ca = ca;
  row->label = esp_plan_ca_get_label (ca);
  row->id = esp_export_take_id (export, ca->key);
  row->parent = ca->parent ? g_hash_table_lookup (export->by_key, ca->parent) : NULL;
  row->outside = !row->parent && ca->parent_arn;
  row->elsewhere = row->outside ||
                   (row->parent && g_strcmp0 (row->parent->ca->account, ca->account) != 0);
  g_hash_table_insert (export->by_key, ca->key, row);
  return read_row (export, row, error);
}

EspExport *
esp_export_new (const EspPlan *plan,
                const char *format,
                char *(*make_id) (const char *text),
                GError **error)
{
  EspExport *export = g_new0 (EspExport, 1);
  g_autoptr (GPtrArray) ordered = esp_plan_list_ordered (plan);

  export->plan = plan;
  export->format = format;
  export->make_id = make_id;
  export->cas = g_ptr_array_new_with_free_func ((GDestroyNotify) free_row);
  export->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  export->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  export->files = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_plan_file_free);
  export->dropped = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < ordered->len; i++)
    if (!add_row (export, g_ptr_array_index (ordered, i), error))
      {
        esp_export_free (export);
        return NULL;
      }
  return export;
}

void
esp_export_free (EspExport *export)
{
  g_ptr_array_unref (export->cas);
  g_hash_table_unref (export->by_key);
  g_hash_table_unref (export->taken);
  g_ptr_array_unref (export->files);
  g_ptr_array_unref (export->dropped);
  g_free (export);
}

GPtrArray *
esp_export_finish (EspExport *export)
{
  GPtrArray *files = g_ptr_array_ref (export->files);

  esp_export_free (export);
  return files;
}

void
esp_export_add_file (EspExport *export, const char *name, char *text)
{
  EspPlanFile *file = g_new0 (EspPlanFile, 1);

  file->name = g_strdup (name);
  file->text = text;
  g_ptr_array_add (export->files, file);
}

static void
add_account (GPtrArray *accounts, const char *number)
{
  if (number && !g_ptr_array_find_with_equal_func (accounts, number, g_str_equal, NULL))
    g_ptr_array_add (accounts, (gpointer) number);
}

GPtrArray *
esp_export_list_accounts (const EspExport *export)
{
  GPtrArray *accounts = g_ptr_array_new ();

  for (guint i = 0; i < export->cas->len; i++)
    add_account (accounts, ((EspExportCa *) g_ptr_array_index (export->cas, i))->ca->account);
  for (guint i = 0; i < export->plan->roles->len; i++)
    add_account (accounts, ((EspPlanRole *) g_ptr_array_index (export->plan->roles, i))->account);
  return accounts;
}

const char *
esp_export_issuer_signing (const EspExportCa *row)
{
  if (row->parent)
    return row->parent->signing;
  return row->outside ? NULL : row->signing;
}

/* --- Revocation
 * ---------------------------------------------------------------------------------*/

int
esp_export_crl_days (const EspPlanCa *ca)
{
  if (ca->revocation.crl_days > 0)
    return ca->revocation.crl_days;
  return ca->parent || ca->parent_arn ? CRL_DAYS : CRL_DAYS_ROOT;
}

/* "http://HOST/FOLDER/" into its parts; without FOLDER *folder stays NULL. What follows the last
 * slash is the name of a list, which the service chooses itself. */
static char *
split_url (const char *url, char **folder)
{
  const char *host = url && g_str_has_prefix (url, "http://") ? url + strlen ("http://") : NULL;
  const char *slash = host ? strchr (host, '/') : NULL;
  const char *last = host ? strrchr (host, '/') : NULL;
  g_autofree char *name = host ? g_strndup (host, slash ? (gsize) (slash - host) : strlen (host)) :
                                 NULL;

  if (!name || !esp_revocation_is_host (name))
    return NULL;
  if (last > slash)
    *folder = g_strndup (slash + 1, (gsize) (last - slash - 1));
  return g_steal_pointer (&name);
}

void
esp_export_read_addresses (const EspRevocationSettings *settings, EspExportAddresses *addresses)
{
  *addresses = (EspExportAddresses){ g_strdup (settings->crl_cname), g_strdup (settings->crl_path),
                                     g_strdup (settings->ocsp_cname), FALSE };
  if (!addresses->crl_cname && settings->crl_url)
    {
      g_clear_pointer (&addresses->crl_path, g_free);
      addresses->crl_cname = split_url (settings->crl_url, &addresses->crl_path);
      addresses->crl_moved = !addresses->crl_cname || !addresses->crl_path ||
                             !g_str_has_suffix (settings->crl_url, "/");
    }
  if (addresses->crl_path && !esp_revocation_is_path (addresses->crl_path))
    {
      g_clear_pointer (&addresses->crl_path, g_free);
      addresses->crl_moved = TRUE;
    }
  if (!addresses->ocsp_cname && settings->ocsp_url)
    {
      g_autofree char *folder = NULL;

      addresses->ocsp_cname = split_url (settings->ocsp_url, &folder);
    }
}

void
esp_export_clear_addresses (EspExportAddresses *addresses)
{
  g_clear_pointer (&addresses->crl_cname, g_free);
  g_clear_pointer (&addresses->crl_path, g_free);
  g_clear_pointer (&addresses->ocsp_cname, g_free);
}

/* --- Policies
 * -----------------------------------------------------------------------------------*/

gboolean
esp_export_is_service_permission (const char *name)
{
  return esp_managed_permission_find (name) != NULL;
}

static gboolean
is_local (JsonNode *action)
{
  const char *text = JSON_NODE_HOLDS_VALUE (action) ? json_node_get_string (action) : NULL;

  for (gsize i = 0; text && i < G_N_ELEMENTS (local_actions); i++)
    {
      const char *star = strchr (local_actions[i], '*');
      gsize n = star ? (gsize) (star - local_actions[i]) : strlen (local_actions[i]) + 1;

      if (g_ascii_strncasecmp (text, local_actions[i], n) == 0)
        return TRUE;
    }
  return FALSE;
}

/* @member: "Action" or "NotAction". FALSE: it had some, and none is left. */
static gboolean
keep_actions (JsonObject *statement, const char *member, gboolean *changed)
{
  JsonNode *node = json_object_get_member (statement, member);
  JsonArray *kept, *all;

  if (!node)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      *changed = *changed || is_local (node);
      return !is_local (node);
    }
  all = json_node_get_array (node);
  kept = json_array_new ();
  for (guint i = 0; i < json_array_get_length (all); i++)
    if (!is_local (json_array_get_element (all, i)))
      json_array_add_element (kept, json_array_dup_element (all, i));
  *changed = *changed || json_array_get_length (kept) < json_array_get_length (all);
  if (json_array_get_length (kept) == 0)
    {
      json_array_unref (kept);
      return FALSE;
    }
  json_object_set_array_member (statement, member, kept);
  return TRUE;
}

/* A copy without local actions; a NotAction without them says the same of all others. */
static JsonArray *
keep_statements (JsonNode *statements, gboolean *changed)
{
  JsonArray *kept = json_array_new ();
  JsonArray *all = JSON_NODE_HOLDS_ARRAY (statements) ? json_node_get_array (statements) : NULL;
  guint n = all ? json_array_get_length (all) : 1;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = all ? json_array_get_element (all, i) : statements;
      g_autofree char *text = esp_json_to_text (node, FALSE);
      g_autoptr (JsonNode) copy = json_from_string (text, NULL);
      JsonObject *statement = copy && JSON_NODE_HOLDS_OBJECT (copy) ? json_node_get_object (copy) :
                                                                      NULL;

      if (statement && keep_actions (statement, "Action", changed) &&
          keep_actions (statement, "NotAction", changed))
        json_array_add_element (kept, g_steal_pointer (&copy));
      else
        *changed = TRUE;
    }
  return kept;
}

JsonNode *
esp_export_policy (EspExport *export, const EspPlanRole *role, const EspPlanPolicy *policy)
{
  JsonObject *from = policy->document && JSON_NODE_HOLDS_OBJECT (policy->document) ?
                       json_node_get_object (policy->document) :
                       NULL;
  g_autoptr (JsonArray) statements = NULL;
  JsonObject *to;
  gboolean changed = FALSE;

  if (!from || !json_object_has_member (from, "Statement"))
    return NULL;
  statements = keep_statements (json_object_get_member (from, "Statement"), &changed);
  if (changed)
    g_ptr_array_add (export->dropped,
                     g_strdup_printf ("%s of %s, %s", role->name, role->account, policy->name));
  if (json_array_get_length (statements) == 0)
    return NULL;
  to = json_object_new ();
  esp_json_set_string (to, "Version", esp_json_get_string (from, "Version"));
  json_object_set_array_member (to, "Statement", g_steal_pointer (&statements));
  return esp_json_wrap_object (to);
}
