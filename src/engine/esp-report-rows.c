/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a report covers, decided authority by authority, and its certificates page by page. */
#include "esp-report-rows.h"

#include "base/esp-error.h"
#include "esp-deciding.h"
#include "esp-ops.h"
#include "esp-progress.h"
#include "esp-seeing.h"
#include "esp-views.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"

#define ACTION "acm-pca:CreateCertificateAuthorityAuditReport"

/* --- Rows --------------------------------------------------------------------------------------*/

gboolean
esp_report_reading_begin (EspReportReading *reading, EspOperationContext *context, GError **error)
{
  *reading =
    (EspReportReading){ .last_row = esp_certificate_store_last_row (context->vault, error) };
  return reading->last_row >= 0;
}

gboolean
esp_report_rows_each (EspOperationContext *context,
                      EspReportReading *reading,
                      const EspCa *ca,
                      EspReportRowFunc func,
                      gpointer data,
                      GError **error)
{
  g_autoptr (EspCertificateReader)
    reader = esp_certificate_reader_new (context->vault, ca, reading->last_row);
  guint n = 1;

  while (n > 0)
    {
      const EspCertificateRow *rows = esp_certificate_reader_next (reader, &n, error);

      if (!rows || g_cancellable_set_error_if_cancelled (context->cancellable, error))
        return FALSE;
      for (guint i = 0; i < n; i++)
        if (!func (&rows[i], data, error))
          return FALSE;
      reading->n_read += n;
      esp_progress_tell (context->cancellable, reading->n_read, reading->n_rows);
    }
  return TRUE;
}

/* --- Scope -------------------------------------------------------------------------------------*/

static EspReportScope *
scope_new (void)
{
  EspReportScope *scope = g_new0 (EspReportScope, 1);

  scope->cas = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ca_free);
  scope->left_out = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ca_free);
  scope->is_complete = TRUE;
  return scope;
}

void
esp_report_scope_free (EspReportScope *scope)
{
  if (!scope)
    return;
  g_free (scope->account);
  g_free (scope->account_name);
  g_ptr_array_unref (scope->cas);
  g_ptr_array_unref (scope->left_out);
  g_free (scope);
}

/* Of an authority that the session does not see, not even that it is there is told. */
static void
judge_ca (EspOperationContext *context, EspReportScope *scope, const EspCa *ca)
{
  EspQuestion question = esp_question_about (ACTION, ca, context->now);

  if (esp_rights_allow (context->rights, &question))
    {
      esp_context_require_on (context, ACTION, ca);
      g_ptr_array_add (scope->cas, esp_ca_copy (ca));
      return;
    }
  scope->is_complete = FALSE;
  if (esp_ops_may_see_ca (context, ca))
    g_ptr_array_add (scope->left_out, esp_ca_copy (ca));
}

static gboolean
find_account (EspOperationContext *context,
              EspReportScope *scope,
              const char *typed,
              GError **error)
{
  g_autoptr (EspAccount) account = esp_seeing_find_account (context, typed, error);

  if (!account)
    return FALSE;
  scope->account = g_strdup (account->id);
  scope->account_name = g_strdup (account->name);
  return TRUE;
}

/* Where nothing may be reported on, a denial is the answer that says why, and leaves its trace. */
static gboolean
check_some (EspOperationContext *context, EspReportScope *scope, GError **error)
{
  if (scope->cas->len > 0)
    return TRUE;
  if (scope->left_out->len > 0)
    {
      esp_context_require_on (context, ACTION, g_ptr_array_index (scope->left_out, 0));
      return TRUE;
    }
  esp_error_set (error, ESP_REASON_REPORT_NOTHING, scope->account_name, NULL);
  return FALSE;
}

static gboolean
resolve_several (EspOperationContext *context, EspReportScope *scope, GError **error)
{
  g_autoptr (GPtrArray)
    cas = esp_ca_store_list (context->vault, scope->account, context->now, error);

  for (guint i = 0; cas && i < cas->len; i++)
    judge_ca (context, scope, g_ptr_array_index (cas, i));
  return cas && check_some (context, scope, error);
}

EspReportScope *
esp_report_scope_resolve (EspOperationContext *context, GError **error)
{
  const char *ca = esp_context_text (context, "CertificateAuthority");
  const char *account = esp_context_text (context, "Account");
  g_autoptr (EspReportScope) scope = scope_new ();

  if (ca && account)
    {
      esp_error_set (error, ESP_REASON_REPORT_SCOPE, NULL, NULL);
      return NULL;
    }
  if (ca)
    {
      if (!esp_context_resolve_ca (context, error))
        return NULL;
      g_ptr_array_add (scope->cas, esp_ca_copy (context->ca));
      return g_steal_pointer (&scope);
    }
  scope->is_all = !account;
  if ((account && !find_account (context, scope, account, error)) ||
      !resolve_several (context, scope, error))
    return NULL;
  return g_steal_pointer (&scope);
}

/* --- Shown -------------------------------------------------------------------------------------*/

static JsonObject *
show_ca (const EspCa *ca)
{
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "CertificateAuthorityArn", ca->arn);
  json_object_set_string_member (row, "CertificateAuthority", ca->label);
  return row;
}

void
esp_report_scope_show (const EspReportScope *scope, JsonObject *result)
{
  JsonArray *cas = json_array_new ();
  JsonArray *left_out = json_array_new ();

  for (guint i = 0; i < scope->cas->len; i++)
    json_array_add_object_element (cas, show_ca (g_ptr_array_index (scope->cas, i)));
  for (guint i = 0; i < scope->left_out->len; i++)
    {
      JsonObject *row = show_ca (g_ptr_array_index (scope->left_out, i));

      json_object_set_string_member (row, "Reason", "DENIED");
      json_array_add_object_element (left_out, row);
    }
  json_object_set_string_member (result, "Scope",
                                 scope->is_all  ? "ALL" :
                                 scope->account ? "ACCOUNT" :
                                                  "CERTIFICATE_AUTHORITY");
  esp_json_set_string (result, "Account", scope->account);
  esp_json_set_string (result, "AccountName", scope->account_name);
  json_object_set_array_member (result, "CertificateAuthorities", cas);
  json_object_set_array_member (result, "LeftOut", left_out);
  json_object_set_boolean_member (result, "Complete", scope->is_complete);
}
