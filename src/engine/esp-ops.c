/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several handlers share. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "esp-seeing.h"
#include "esp-views.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"

#define SERIAL_DIGITS 32

gboolean
esp_ops_reserve (EspOperationContext *context, const char *ca, const char *serial, GError **error)
{
  g_autoptr (EspTransaction)
    transaction = esp_transaction_begin_write (esp_vault_get_database (context->vault), error);

  return transaction &&
         esp_certificate_store_reserve (context->vault, ca, serial,
                                        esp_session_get_principal_id (context->session),
                                        context->now, error) &&
         esp_transaction_commit (transaction, error);
}

gboolean
esp_ops_release (EspOperationContext *context, const char *ca, const char *serial, GError **error)
{
  g_autoptr (EspTransaction)
    transaction = esp_transaction_begin_write (esp_vault_get_database (context->vault), error);

  return transaction && esp_certificate_store_release (context->vault, ca, serial, error) &&
         esp_transaction_commit (transaction, error);
}

gboolean
esp_ops_show_ca (EspOperationContext *context, const EspCa *ca, GError **error)
{
  g_autoptr (EspCa) parent = ca->parent ? esp_ca_store_find (context->vault, ca->parent, error) :
                                          NULL;

  if (ca->parent && !parent)
    return FALSE;
  json_object_set_object_member (context->result, "CertificateAuthority",
                                 esp_view_ca (ca, parent ? parent->arn : NULL, context->now));
  return TRUE;
}

/* @n_all becomes the number of CAs there are. */
static GPtrArray *
list_readable (EspOperationContext *context, guint *n_all, GError **error)
{
  g_autoptr (GPtrArray) all = esp_ca_store_list (context->vault, NULL, context->now, error);
  GPtrArray *readable;

  if (!all)
    return NULL;
  *n_all = all->len;
  readable = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ca_free);
  for (guint i = 0; i < all->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (all, i);

      if (esp_context_may (context, "acm-pca:GetCertificate", ca))
        g_ptr_array_add (readable, esp_ca_copy (ca));
    }
  return readable;
}

GPtrArray *
esp_ops_readable_cas (EspOperationContext *context, GError **error)
{
  guint n_all;

  return list_readable (context, &n_all, error);
}

gboolean
esp_ops_restrict_to_readable (EspOperationContext *context, char ***ids, GError **error)
{
  guint n_all;
  g_autoptr (GPtrArray) readable = list_readable (context, &n_all, error);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  *ids = NULL;
  if (!readable || readable->len == n_all)
    return readable != NULL;
  for (guint i = 0; i < readable->len; i++)
    g_strv_builder_add (builder, ((const EspCa *) g_ptr_array_index (readable, i))->id);
  *ids = g_strv_builder_end (builder);
  return TRUE;
}

char *
esp_ops_read_serial (const char *text, GError **error)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  gsize len = strlen (text);

  for (const char *c = text; *c && len <= 128; c++)
    {
      if (*c == ':')
        continue;
      if (!g_ascii_isxdigit (*c))
        break;
      g_string_append_c (digits, g_ascii_tolower (*c));
    }
  while (digits->len > SERIAL_DIGITS && digits->str[0] == '0')
    g_string_erase (digits, 0, 1);
  if (len > 128 || digits->len == 0 || strspn (text, "0123456789abcdefABCDEF:") != len)
    {
      esp_error_set (error, ESP_REASON_SERIAL_SYNTAX, NULL, "value", text, NULL);
      return NULL;
    }
  while (digits->len < SERIAL_DIGITS)
    g_string_prepend_c (digits, '0');
  return g_strdup (digits->str);
}

static char *
list_issuers (GPtrArray *rows)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const EspCertificateRow *row = g_ptr_array_index (rows, i);

      g_string_append_printf (text, "%s%s (%s)", i ? ", " : "", row->ca_label, row->ca);
    }
  return g_string_free (text, FALSE);
}

/* Of all authorities: those that the session sees. */
static GPtrArray *
find_seen (EspOperationContext *context, const char *serial, GError **error)
{
  g_autoptr (GPtrArray) rows = esp_certificate_store_find (
    context->vault, context->ca ? context->ca->id : NULL, serial, error);

  for (guint i = rows && !context->ca ? rows->len : 0; i > 0; i--)
    {
      const EspCertificateRow *row = g_ptr_array_index (rows, i - 1);
      g_autoptr (EspCa) ca = esp_ca_store_find (context->vault, row->ca, error);

      if (!ca)
        return NULL;
      if (!esp_seeing_ca (context, ca))
        g_ptr_array_remove_index (rows, i - 1);
    }
  return g_steal_pointer (&rows);
}

EspCertificateRow *
esp_ops_find_certificate (EspOperationContext *context, GError **error)
{
  const char *typed = esp_context_text (context, "CertificateSerial");
  g_autofree char *serial = esp_ops_read_serial (typed, error);
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *candidates = NULL;

  if (!serial)
    return NULL;
  rows = find_seen (context, serial, error);
  if (!rows)
    return NULL;
  if (rows->len == 1)
    {
      g_ptr_array_set_free_func (rows, NULL);
      return g_ptr_array_steal_index (rows, 0);
    }
  if (rows->len == 0)
    {
      esp_error_set (error, ESP_REASON_CERTIFICATE_UNKNOWN, typed, NULL);
      return NULL;
    }
  candidates = list_issuers (rows);
  esp_error_set (error, ESP_REASON_CERTIFICATE_AMBIGUOUS, typed, "candidates", candidates, NULL);
  return NULL;
}
