/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of certificate authorities and their tags. Requests, certificates and keys are in
 * esp-ca-material-store.c, CRLs in esp-crl-store.c. */
#include "esp-ca-store.h"

#include "base/esp-error.h"
#include "esp-database-private.h"
#include "esp-revocation-store.h"
#include "esp-store.h"
#include "model/esp-arn.h"

#include <string.h>

#define UUID_PREFIX_MIN 8
#define UUID_LEN 36
#define SECONDS_A_DAY 86400

/* What is fixed when a CA is made, then what may change, each with its number in both statements.
 */
#define FIXED_COLUMNS                                                                              \
  "id, account, type, subject, subject_der, key_algorithm, signing_algorithm, usage_mode,"         \
  " created_at"
#define OTHER_COLUMNS                                                                              \
  "state, restore_state, restorable_until, failure_reason, parent, label, path_length, level,"     \
  " serial, template_name, not_before, not_after, changed_at, crl_enabled, crl_days, crl_url,"     \
  " crl_partitioned, ocsp_enabled, ocsp_url, key_destroyed_at, predecessor,"                       \
  " crl_cname, crl_path, crl_omitted, ocsp_cname, dual_control, handed_over_at"
#define COLUMNS                                                                                    \
  "row, " FIXED_COLUMNS ", " OTHER_COLUMNS                                                         \
  ", (SELECT s.id FROM ca AS s WHERE s.predecessor = ca.id ORDER BY s.row DESC LIMIT 1)"

static const char insert_sql[] =
  "INSERT INTO ca (" FIXED_COLUMNS ", " OTHER_COLUMNS ")"
  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,"
  " $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36)"
  " RETURNING row";

static const char update_sql[] =
  "UPDATE ca SET state = $10, restore_state = $11, restorable_until = $12, failure_reason = $13,"
  " parent = $14, label = $15, path_length = $16, level = $17, serial = $18, template_name = $19,"
  " not_before = $20, not_after = $21, changed_at = $22, crl_enabled = $23, crl_days = $24,"
  " crl_url = $25, crl_partitioned = $26, ocsp_enabled = $27, ocsp_url = $28,"
  " key_destroyed_at = $29, predecessor = $30, crl_cname = $31, crl_path = $32, crl_omitted = $33,"
  " ocsp_cname = $34, dual_control = $35, handed_over_at = $36 WHERE id = $1";

static void
bind_fixed (EspStatement *statement, const EspCa *ca)
{
  esp_statement_bind_text (statement, 1, ca->id);
  esp_statement_bind_text (statement, 2, ca->account);
  esp_statement_bind_text (statement, 3, esp_ca_type_to_string (ca->type));
  esp_statement_bind_text (statement, 4, ca->subject);
  esp_statement_bind_bytes (statement, 5, ca->subject_der);
  esp_statement_bind_text (statement, 6, ca->key_algorithm);
  esp_statement_bind_text (statement, 7, ca->signing_algorithm);
  esp_statement_bind_text (statement, 8, esp_usage_mode_to_string (ca->usage_mode));
  esp_statement_bind_int (statement, 9, ca->created_at);
}

static void
bind_life (EspStatement *statement, const EspCa *ca)
{
  gboolean deleted = ca->state == ESP_CA_DELETED;

  esp_statement_bind_text (statement, 10, esp_ca_state_to_string (ca->state));
  esp_statement_bind_text (statement, 11,
                           deleted ? esp_ca_state_to_string (ca->restore_state) : NULL);
  esp_store_bind_time (statement, 12, ca->restorable_until);
  esp_statement_bind_text (statement, 13, ca->failure_reason);
  esp_statement_bind_text (statement, 14, ca->parent);
  esp_statement_bind_text (statement, 15, ca->label);
  esp_statement_bind_int (statement, 16, ca->path_length);
  esp_statement_bind_int (statement, 17, ca->level);
  esp_statement_bind_text (statement, 18, ca->serial);
  esp_statement_bind_text (statement, 19, ca->template_name);
  esp_store_bind_time (statement, 20, ca->not_before);
  esp_store_bind_time (statement, 21, ca->not_after);
  esp_statement_bind_int (statement, 22, ca->changed_at);
  esp_store_bind_time (statement, 29, ca->key_destroyed_at);
  esp_statement_bind_text (statement, 30, ca->predecessor);
  esp_statement_bind_int (statement, 35, ca->dual_control ? 1 : 0);
  esp_store_bind_time (statement, 36, ca->handed_over_at);
}

static void
bind_revocation (EspStatement *statement, const EspRevocationSettings *revocation)
{
  esp_statement_bind_int (statement, 23, revocation->crl_enabled ? 1 : 0);
  esp_statement_bind_int (statement, 24, revocation->crl_days);
  esp_statement_bind_text (statement, 25, revocation->crl_url);
  esp_statement_bind_int (statement, 26, revocation->crl_partitioned ? 1 : 0);
  esp_statement_bind_int (statement, 27, revocation->ocsp_enabled ? 1 : 0);
  esp_statement_bind_text (statement, 28, revocation->ocsp_url);
  esp_statement_bind_text (statement, 31, revocation->crl_cname);
  esp_statement_bind_text (statement, 32, revocation->crl_path);
  esp_statement_bind_int (statement, 33, revocation->crl_omitted ? 1 : 0);
  esp_statement_bind_text (statement, 34, revocation->ocsp_cname);
}

static gboolean
write_tags (EspVault *vault, const EspCa *ca, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault, "DELETE FROM ca_tag WHERE ca = $1", ca->id, error);

  return statement && esp_statement_run (statement, NULL, error) &&
         esp_store_write_tags (vault, "INSERT INTO ca_tag (ca, key, value) VALUES ($1, $2, $3)",
                               ca->id, ca->tags, error);
}

gboolean
esp_ca_store_insert (EspVault *vault, EspCa *ca, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (vault, insert_sql, error);
  gboolean row;

  if (!statement)
    return FALSE;
  bind_fixed (statement, ca);
  bind_life (statement, ca);
  bind_revocation (statement, &ca->revocation);
  if (!esp_statement_step (statement, &row, error))
    return FALSE;
  ca->row = esp_statement_get_int (statement, 0);
  return esp_statement_run (statement, NULL, error) && write_tags (vault, ca, error);
}

gboolean
esp_ca_store_update (EspVault *vault, const EspCa *ca, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (vault, update_sql, ca->id, error);

  if (!statement)
    return FALSE;
  bind_life (statement, ca);
  bind_revocation (statement, &ca->revocation);
  return esp_store_run_changing (statement, error) && write_tags (vault, ca, error);
}

/* --- Reading -------------------------------------------------------------------------------- */

/* Names that the tables' own rules should have kept out: the file was changed by other means. */
static gboolean
read_names (EspStatement *statement, EspCa *ca, GError **error)
{
  const char *restore_state = esp_statement_get_text (statement, 11);

  if (esp_ca_type_from_string (esp_statement_get_text (statement, 3), &ca->type) &&
      esp_usage_mode_from_string (esp_statement_get_text (statement, 8), &ca->usage_mode) &&
      esp_ca_state_from_string (esp_statement_get_text (statement, 10), &ca->state) &&
      (!restore_state || esp_ca_state_from_string (restore_state, &ca->restore_state)))
    return TRUE;
  esp_error_set (error, ESP_REASON_VAULT_DAMAGED, ca->id, NULL);
  return FALSE;
}

static void
read_fixed (EspStatement *statement, EspCa *ca)
{
  ca->row = esp_statement_get_int (statement, 0);
  ca->id = esp_statement_dup_text (statement, 1);
  ca->account = esp_statement_dup_text (statement, 2);
  ca->arn = esp_arn_ca (ca->account, ca->id);
  ca->subject = esp_statement_dup_text (statement, 4);
  ca->subject_der = esp_statement_get_bytes (statement, 5);
  ca->key_algorithm = esp_statement_dup_text (statement, 6);
  ca->signing_algorithm = esp_statement_dup_text (statement, 7);
  ca->created_at = esp_statement_get_int (statement, 9);
}

static void
read_life (EspStatement *statement, EspCa *ca)
{
  ca->restorable_until = esp_statement_get_int (statement, 12);
  ca->failure_reason = esp_statement_dup_text (statement, 13);
  ca->parent = esp_statement_dup_text (statement, 14);
  ca->label = esp_statement_dup_text (statement, 15);
  ca->path_length = (int) esp_statement_get_int (statement, 16);
  ca->level = (int) esp_statement_get_int (statement, 17);
  ca->serial = esp_statement_dup_text (statement, 18);
  ca->template_name = esp_statement_dup_text (statement, 19);
  ca->not_before = esp_statement_get_int (statement, 20);
  ca->not_after = esp_statement_get_int (statement, 21);
  ca->changed_at = esp_statement_get_int (statement, 22);
  ca->key_destroyed_at = esp_statement_get_int (statement, 29);
  ca->predecessor = esp_statement_dup_text (statement, 30);
  ca->dual_control = esp_statement_get_int (statement, 35) != 0;
  ca->handed_over_at = esp_statement_get_int (statement, 36);
  ca->successor = esp_statement_dup_text (statement, 37);
}

static void
read_revocation (EspStatement *statement, EspRevocationSettings *revocation)
{
  revocation->crl_enabled = esp_statement_get_int (statement, 23) != 0;
  revocation->crl_days = (int) esp_statement_get_int (statement, 24);
  revocation->crl_url = esp_statement_dup_text (statement, 25);
  revocation->crl_partitioned = esp_statement_get_int (statement, 26) != 0;
  revocation->ocsp_enabled = esp_statement_get_int (statement, 27) != 0;
  revocation->ocsp_url = esp_statement_dup_text (statement, 28);
  revocation->crl_cname = esp_statement_dup_text (statement, 31);
  revocation->crl_path = esp_statement_dup_text (statement, 32);
  revocation->crl_omitted = esp_statement_get_int (statement, 33) != 0;
  revocation->ocsp_cname = esp_statement_dup_text (statement, 34);
}

static EspCa *
read_ca (EspVault *vault, EspStatement *statement, GError **error)
{
  g_autoptr (EspCa) ca = esp_ca_new ();

  read_fixed (statement, ca);
  read_life (statement, ca);
  read_revocation (statement, &ca->revocation);
  if (!read_names (statement, ca, error) ||
      !esp_store_read_tags (vault, "SELECT key, value FROM ca_tag WHERE ca = $1 ORDER BY key",
                            ca->id, ca->tags, error))
    return NULL;
  return g_steal_pointer (&ca);
}

static GPtrArray *
read_cas (EspVault *vault, EspStatement *statement, GError **error)
{
  g_autoptr (GPtrArray) cas = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ca_free);
  gboolean row;

  while (esp_statement_step (statement, &row, error))
    {
      EspCa *ca;

      if (!row)
        return g_steal_pointer (&cas);
      ca = read_ca (vault, statement, error);
      if (!ca)
        return NULL;
      g_ptr_array_add (cas, ca);
    }
  return NULL;
}

EspCa *
esp_ca_store_find (EspVault *vault, const char *id, GError **error)
{
  g_autoptr (EspTransaction)
    scope = esp_transaction_begin_inner (esp_vault_get_database (vault), error);
  g_autoptr (EspStatement) statement = NULL;
  gboolean row;

  if (!scope)
    return NULL;
  statement = esp_store_prepare_for (vault, "SELECT " COLUMNS " FROM ca WHERE id = $1", id, error);
  if (!statement || !esp_statement_step (statement, &row, error) || !row)
    return NULL;
  return read_ca (vault, statement, error);
}

/* --- The list ------------------------------------------------------------------------------- */

/* How deep a CA stands follows from its parents, not from its level: one that waits for its
 * certificate has none. Whatever no root leads to (a ring made with other tools) comes last. */
static const char list_sql[] =
  "WITH RECURSIVE tree (tree_id, depth) AS ("
  " SELECT id, 0 FROM ca WHERE parent IS NULL"
  " UNION ALL SELECT ca.id, tree.depth + 1 FROM ca JOIN tree ON ca.parent = tree.tree_id)"
  " SELECT " COLUMNS " FROM ca LEFT JOIN tree ON tree.tree_id = ca.id"
  " WHERE $1 = '' OR account = $1 ORDER BY coalesce(depth, 1000), label, id";

/* From the kept counts of each day ($2: today, of which $1 is a second); only those that end today
 * are counted one by one, in an index that holds all that is asked. */
static const char count_sql[] =
  "SELECT ca_row,"
  " sum(CASE WHEN day > $2 THEN n_issued - n_revoked WHEN day < $2 THEN 0 ELSE"
  "  (SELECT count(*) FROM certificate WHERE certificate.ca_row = certificate_count.ca_row"
  "   AND certificate.not_after >= $1 AND certificate.not_after < ($2 + 1) * 86400"
  "   AND certificate.revoked_at IS NULL) END),"
  " sum(n_issued - n_revoked), sum(n_revoked), max(last_revoked_at)"
  " FROM certificate_count GROUP BY ca_row";

static gboolean
fill_counts (EspVault *vault, GPtrArray *cas, gint64 now, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (vault, count_sql, error);
  g_autoptr (GHashTable) by_row = g_hash_table_new (g_int64_hash, g_int64_equal);
  gboolean row;

  if (!statement)
    return FALSE;
  for (guint i = 0; i < cas->len; i++)
    g_hash_table_insert (by_row, &((EspCa *) g_ptr_array_index (cas, i))->row,
                         g_ptr_array_index (cas, i));
  esp_statement_bind_int (statement, 1, now);
  esp_statement_bind_int (statement, 2, now / SECONDS_A_DAY);
  while (esp_statement_step (statement, &row, error))
    {
      gint64 number = row ? esp_statement_get_int (statement, 0) : 0;
      EspCa *ca = g_hash_table_lookup (by_row, &number);

      if (!row)
        return TRUE;
      if (!ca)
        continue;
      ca->n_valid = esp_statement_get_int (statement, 1);
      ca->n_expired = esp_statement_get_int (statement, 2) - ca->n_valid;
      ca->n_revoked = esp_statement_get_int (statement, 3);
      ca->published.last_revoked_at = esp_statement_get_int (statement, 4);
    }
  return FALSE;
}

GPtrArray *
esp_ca_store_list (EspVault *vault, const char *account, gint64 now, GError **error)
{
  g_autoptr (EspTransaction)
    scope = esp_transaction_begin_inner (esp_vault_get_database (vault), error);
  g_autoptr (EspStatement) statement = NULL;
  g_autoptr (GPtrArray) cas = NULL;

  if (!scope)
    return NULL;
  statement = esp_store_prepare_for (vault, list_sql, account ? account : "", error);
  cas = statement ? read_cas (vault, statement, error) : NULL;
  if (!cas || !fill_counts (vault, cas, now, error) ||
      !esp_revocation_store_fill (vault, cas, error))
    return NULL;
  return g_steal_pointer (&cas);
}

GPtrArray *
esp_ca_store_list_dual_control (EspVault *vault, GError **error)
{
  g_autoptr (EspTransaction)
    scope = esp_transaction_begin_inner (esp_vault_get_database (vault), error);
  g_autoptr (EspStatement) statement = NULL;

  if (!scope)
    return NULL;
  statement = esp_store_prepare (
    vault, "SELECT " COLUMNS " FROM ca WHERE dual_control = 1 ORDER BY label, id", error);
  return statement ? read_cas (vault, statement, error) : NULL;
}

/* --- What a person typed -------------------------------------------------------------------- */

static gboolean
may_begin_uuid (const char *text)
{
  gsize len = strlen (text);

  return len >= UUID_PREFIX_MIN && len <= UUID_LEN && strspn (text, "0123456789abcdef-") == len;
}

GPtrArray *
esp_ca_store_search (EspVault *vault, const char *text, GError **error)
{
  g_autoptr (EspTransaction)
    scope = esp_transaction_begin_inner (esp_vault_get_database (vault), error);
  g_autoptr (EspStatement) statement = NULL;
  g_autofree char *from_arn = NULL;
  g_autofree char *prefix = NULL;
  g_autofree char *end = NULL;

  if (!scope)
    return NULL;
  if (esp_arn_parse_ca (text, NULL, &from_arn))
    prefix = g_strdup (from_arn);
  else
    prefix = g_ascii_strdown (text, -1);
  /* 'g' follows all digits of a UUID; a text that begins none finds names alone. */
  end = may_begin_uuid (prefix) ? g_strconcat (prefix, "g", NULL) : g_strdup (prefix);
  statement = esp_store_prepare (vault,
                                 "SELECT " COLUMNS " FROM ca WHERE (id >= $1 AND id < $2)"
                                 " OR label = $3 ORDER BY label, id",
                                 error);
  if (!statement)
    return NULL;
  esp_statement_bind_text (statement, 1, prefix);
  esp_statement_bind_text (statement, 2, end);
  esp_statement_bind_text (statement, 3, text);
  return read_cas (vault, statement, error);
}
