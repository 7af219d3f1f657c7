/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history of audit reports: what each covered, and its digest. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-views.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"

#define ACTION "acm-pca:DescribeCertificateAuthorityAuditReport"

/* What the records are about, looked up once. */
typedef struct
{
  GPtrArray *cas;      /* EspCa */
  GPtrArray *accounts; /* EspAccount */
} Known;

static void
known_clear (Known *known)
{
  g_clear_pointer (&known->cas, g_ptr_array_unref);
  g_clear_pointer (&known->accounts, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Known, known_clear)

static const EspCa *
find_ca (const Known *known, const char *id)
{
  for (guint i = 0; i < known->cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (known->cas, i);

      if (g_str_equal (ca->id, id))
        return ca;
    }
  return NULL;
}

static const char *
find_account_name (const Known *known, const char *number)
{
  for (guint i = 0; i < known->accounts->len; i++)
    {
      const EspAccount *account = g_ptr_array_index (known->accounts, i);

      if (g_str_equal (account->id, number))
        return account->name;
    }
  return NULL;
}

/* A report of several authorities is shown to whoever may see those of each of them. */
static gboolean
may_see (EspOperationContext *context, const Known *known, const EspReportRecord *record)
{
  gboolean some = FALSE;

  for (guint i = 0; i < known->cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (known->cas, i);

      if ((record->ca && !g_str_equal (record->ca, ca->id)) ||
          (record->account && !g_str_equal (record->account, ca->account)))
        continue;
      if (!esp_context_may (context, ACTION, ca))
        return FALSE;
      some = TRUE;
    }
  return some;
}

static gboolean
is_own (EspOperationContext *context, const EspReportRecord *record)
{
  return !record->ca &&
         g_strcmp0 (record->requester, esp_session_get_principal (context->session)) == 0;
}

static JsonObject *
show_record (const Known *known, const EspReportRecord *record)
{
  const EspCa *ca = record->ca ? find_ca (known, record->ca) : NULL;
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "AuditReportId", record->id);
  json_object_set_string_member (row, "Scope",
                                 record->ca      ? "CERTIFICATE_AUTHORITY" :
                                 record->account ? "ACCOUNT" :
                                                   "ALL");
  esp_json_set_string (row, "CertificateAuthorityArn", ca ? ca->arn : NULL);
  esp_json_set_string (row, "CertificateAuthority", ca ? ca->label : NULL);
  esp_json_set_string (row, "Account", record->account);
  if (record->account)
    esp_json_set_string (row, "AccountName", find_account_name (known, record->account));
  json_object_set_string_member (row, "Format", record->format);
  esp_json_set_time (row, "CreatedAt", record->created_at);
  json_object_set_int_member (row, "Rows", record->n_rows);
  json_object_set_string_member (row, "Digest", record->digest);
  json_object_set_string_member (row, "RequestedBy", record->requester);
  return row;
}

gboolean
esp_op_list_reports (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray)
    records = esp_report_store_list (context->vault, context->ca ? context->ca->id : NULL, error);
  g_auto (Known) known = { NULL };
  JsonArray *list;

  known.cas = records ? esp_ca_store_list (context->vault, NULL, context->now, error) : NULL;
  known.accounts = known.cas ? esp_account_store_list (context->vault, error) : NULL;
  if (!known.accounts)
    return FALSE;
  list = json_array_new ();
  json_object_set_array_member (context->result, "AuditReports", list);
  for (guint i = 0; i < records->len; i++)
    {
      const EspReportRecord *record = g_ptr_array_index (records, i);

      if (is_own (context, record) || may_see (context, &known, record))
        json_array_add_object_element (list, show_record (&known, record));
    }
  return TRUE;
}
