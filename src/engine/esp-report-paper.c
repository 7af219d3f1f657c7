/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an audit report on paper tells, read from the vault. */
#include "esp-report-paper.h"

#include "base/esp-error.h"
#include "draw/esp-report-pages.h"
#include "esp-engine-private.h"
#include "vault/esp-account-store.h"
#include "vault/esp-event-store.h"

typedef struct
{
  EspOperationContext *context;
  const EspReportScope *scope;
  EspReportCounts *counts;
  EspReportReading reading;
  GHashTable *revoked_now; /* rows revoked in the second in which it was begun, and before that */
  EspReportPagesAdd add;   /* of who draws */
  gpointer pages;
  gboolean counting;
} Paper;

/* A revocation that comes while the report is made is not in it, whether or not its page was read
 * before: counts and list tell the same. */
static gboolean
was_revoked (const Paper *paper, const EspCertificateRow *row)
{
  gpointer key = GSIZE_TO_POINTER ((gsize) row->row);

  if (row->revoked_at == 0 || row->revoked_at > paper->context->now)
    return FALSE;
  if (row->revoked_at < paper->context->now)
    return TRUE;
  if (paper->counting)
    g_hash_table_add (paper->revoked_now, key);
  return g_hash_table_contains (paper->revoked_now, key);
}

static gboolean
take_row (const EspCertificateRow *row, gpointer data, GError **error)
{
  Paper *paper = data;
  EspCertificateRow shown = *row;

  if (!was_revoked (paper, row))
    {
      shown.revoked_at = 0;
      shown.revocation_reason = 0;
    }
  if (!paper->counting)
    return paper->add (&shown, paper->pages, error);
  esp_report_counts_add (paper->counts, &shown);
  return TRUE;
}

static gboolean
each_of (Paper *paper, guint index, GError **error)
{
  return esp_report_rows_each (paper->context, &paper->reading,
                               g_ptr_array_index (paper->scope->cas, index), take_row, paper,
                               error);
}

static gboolean
each_cb (guint index, EspReportPagesAdd add, gpointer pages, gpointer data, GError **error)
{
  Paper *paper = data;

  paper->add = add;
  paper->pages = pages;
  return each_of (paper, index, error);
}

static gboolean
count_all (Paper *paper, GError **error)
{
  if (!esp_report_reading_begin (&paper->reading, paper->context, error))
    return FALSE;
  paper->counting = TRUE;
  for (guint i = 0; i < paper->scope->cas->len; i++)
    if (!each_of (paper, i, error))
      return FALSE;
  paper->counting = FALSE;
  paper->reading.n_rows = paper->reading.n_read;
  paper->reading.n_read = 0;
  return TRUE;
}

/* --- What stands on every page ----------------------------------------------------------------*/

typedef struct
{
  char *fingerprint;
  char *root;
  gint64 size;
  GHashTable *accounts;
} Facts;

static void
facts_clear (Facts *facts)
{
  g_free (facts->fingerprint);
  g_free (facts->root);
  g_clear_pointer (&facts->accounts, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Facts, facts_clear)

static gboolean
read_log (EspVault *vault, Facts *facts, GError **error)
{
  g_autoptr (EspStoredEvent) stored = esp_event_store_get (vault, 1, error);
  g_autoptr (EspEvent) founding = stored ? esp_event_parse (stored->canonical, error) : NULL;
  EspHash root;

  if (!founding)
    return FALSE;
  facts->fingerprint = g_strdup (esp_json_get_string (founding->details, "SigningFingerprint"));
  facts->size = esp_event_store_count (vault, error);
  if (facts->size < 0 || !esp_event_store_root_at (vault, facts->size, &root, error))
    return FALSE;
  facts->root = esp_hash_to_hex (&root);
  return TRUE;
}

static gboolean
read_accounts (EspVault *vault, Facts *facts, GError **error)
{
  g_autoptr (GPtrArray) accounts = esp_account_store_list (vault, error);

  facts->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; accounts && i < accounts->len; i++)
    {
      const EspAccount *account = g_ptr_array_index (accounts, i);

      g_hash_table_insert (facts->accounts, g_strdup (account->id), g_strdup (account->name));
    }
  return accounts != NULL;
}

/* --- Written ----------------------------------------------------------------------------------*/

static GArray *
list_cas (GPtrArray *cas, gint64 now)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (EspReportPagesCa));

  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);
      EspReportPagesCa one = { ca->id, ca->label, ca->arn, esp_ca_get_status (ca, now) };

      g_array_append_val (list, one);
    }
  return list;
}

static gboolean
write_pages (Paper *paper, const Facts *facts, EspPagesSink sink, gpointer data, GError **error)
{
  EspOperationContext *context = paper->context;
  g_autoptr (GArray) cas = list_cas (paper->scope->cas, context->now);
  g_autoptr (GArray) left_out = list_cas (paper->scope->left_out, context->now);
  EspReportPages pages = { .organization = esp_vault_get_info (context->vault)->organization,
                           .ca = context->ca ? context->ca->label : NULL,
                           .account = paper->scope->account,
                           .account_name = paper->scope->account_name,
                           .made_by = esp_session_get_principal (context->session),
                           .role = esp_session_get_role (context->session),
                           .made_at = context->now,
                           .vault_fingerprint = facts->fingerprint,
                           .log_size = facts->size,
                           .log_root = facts->root,
                           .cas = (const EspReportPagesCa *) (void *) cas->data,
                           .n_cas = cas->len,
                           .left_out = (const EspReportPagesCa *) (void *) left_out->data,
                           .n_left_out = left_out->len,
                           .is_complete = paper->scope->is_complete,
                           .counts = paper->counts,
                           .accounts = facts->accounts,
                           .each = each_cb,
                           .data = paper };

  esp_engine_get_words (context->engine, &pages.translate, &pages.right_to_left);
  return esp_report_pages_write (&pages, sink, data, error);
}

gboolean
esp_report_paper_write (EspOperationContext *context,
                        const EspReportScope *scope,
                        EspPagesSink sink,
                        gpointer data,
                        gint64 *n_rows,
                        GError **error)
{
  g_autoptr (EspReportCounts) counts = esp_report_counts_new (context->now);
  g_autoptr (GHashTable) revoked_now = g_hash_table_new (NULL, NULL);
  g_auto (Facts) facts = { NULL };
  Paper paper = { .context = context,
                  .scope = scope,
                  .counts = counts,
                  .revoked_now = revoked_now };

  if (!read_log (context->vault, &facts, error) || !read_accounts (context->vault, &facts, error) ||
      !count_all (&paper, error) || !write_pages (&paper, &facts, sink, data, error))
    return FALSE;
  *n_rows = esp_report_counts_get_total (counts)->issued;
  return TRUE;
}
