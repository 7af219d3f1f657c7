/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IssueCertificate: one request. The order is that of security.md, "Issuing": decided, serial
 * reserved and committed, built, linted, signed, compared, verified; then stored with its event in
 * one transaction; only then answered. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "esp-issuing.h"
#include "model/esp-arn.h"

#define IGNORED_TOLD 20 /* in an event */

typedef struct
{
  EspIssuing issuing;
  char *serial;
  gboolean reserved;
  EspIssued *issued;
} Issue;

static void
issue_free (gpointer data)
{
  Issue *issue = data;

  esp_issuing_clear (&issue->issuing);
  g_clear_pointer (&issue->issued, esp_issued_free);
  g_free (issue->serial);
  g_free (issue);
}

/* Of the preview and of a batch too: what is decided on is the authority and the template. */
gboolean
esp_op_issue_resolve (EspOperationContext *context, GError **error)
{
  esp_context_read_template (context);
  return esp_context_resolve_ca (context, error);
}

static EspRequest *
read_request (EspOperationContext *context, GError **error)
{
  const char *csr = esp_context_text (context, "Csr");
  g_autoptr (GBytes) bytes = g_bytes_new (csr, strlen (csr));

  return esp_request_parse (bytes, error);
}

gboolean
esp_op_issue_prepare (EspOperationContext *context, GError **error)
{
  Issue *issue = g_new0 (Issue, 1);
  g_autoptr (EspRequest) request = NULL;
  g_autoptr (GBytes) serial = NULL;
  const guint8 *bytes;
  gsize len;

  context->data = issue;
  context->free_data = issue_free;
  request = read_request (context, error);
  if (!request || !esp_issuing_init (&issue->issuing, context, context->ca, error))
    return FALSE;
  serial = esp_serial_generate (error);
  if (!serial)
    return FALSE;
  bytes = g_bytes_get_data (serial, &len);
  issue->serial = esp_hex_encode (bytes, len);
  issue->reserved = esp_ops_reserve (context, context->ca->id, issue->serial, error);
  if (!issue->reserved)
    return FALSE;
  issue->issued = esp_issuing_run (&issue->issuing, request, serial, error);
  return issue->issued != NULL;
}

/* The log keeps what was asked for and not taken: nothing is dropped silently, for whoever asks
 * later either. */
static void
tell_ignored (EspOperationContext *context, GPtrArray *ignored)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (ignored->len, IGNORED_TOLD); i++)
    {
      const EspExtension *row = g_ptr_array_index (ignored, i);

      g_string_append_printf (text, "%s%s (%s, %s)", i > 0 ? "; " : "",
                              esp_extension_get_label (row), esp_source_get_name (row->source),
                              row->ignored_why);
    }
  if (ignored->len > IGNORED_TOLD)
    g_string_append_printf (text, "; %u more", ignored->len - IGNORED_TOLD);
  if (ignored->len > 0)
    esp_context_detail (context, "NotTaken", text->str);
}

static void
tell_event (EspOperationContext *context, const EspIssued *issued)
{
  esp_context_detail (context, "Serial", issued->row->serial);
  esp_context_detail (context, "Subject", issued->row->subject);
  esp_context_detail (context, "Template", issued->row->template_name);
  esp_context_detail (context, "Fingerprint",
                      esp_certificate_get_fingerprint (issued->certificate));
  tell_ignored (context, issued->ignored);
}

gboolean
esp_op_issue_perform (EspOperationContext *context, GError **error)
{
  Issue *issue = context->data;
  EspIssued *issued = issue->issued;
  g_autofree char *arn = esp_arn_certificate (context->ca->arn, issued->row->serial);
  g_autofree char *pem = esp_certificate_to_pem (issued->certificate);
  g_autofree char *chain = NULL;

  if (!esp_issued_store (issued, context->vault, error))
    return FALSE;
  chain = esp_issuing_chain (context->vault, context->ca, TRUE, error);
  if (!chain)
    return FALSE;
  tell_event (context, issued);
  json_object_set_string_member (context->result, "CertificateArn", arn);
  json_object_set_string_member (context->result, "CertificateSerial", issued->row->serial);
  json_object_set_string_member (context->result, "Certificate", pem);
  json_object_set_string_member (context->result, "CertificateChain", chain);
  esp_issued_add_notes (issued, context->result);
  return TRUE;
}

gboolean
esp_op_issue_abandon (EspOperationContext *context, GError **error)
{
  Issue *issue = context->data;

  return !issue || !issue->reserved ||
         esp_ops_release (context, context->ca->id, issue->serial, error);
}
