/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate is parsed, judged and forgotten; what stays of it is 32 bytes that tell a serial
 * number or a key which comes again. Rows are read page by page, so that no commit waits. */
#include "esp-checking.h"

#include "base/esp-error.h"
#include "esp-issuing.h"
#include "esp-progress.h"
#include "model/esp-certificate-finding.h"
#include "model/esp-certificate-seen.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"

#include <string.h>

/* Numbers of authorities among those of rows: above what a row can have. */
#define CA_BASE ((guint32) 1 << 31)

/* How often a finding was made at an authority, and how many of them are shown. */
typedef struct
{
  const EspCa *ca;
  const char *id;
  EspFindingSeverity severity;
  gint64 n;
  guint n_shown;
} Total;

struct _EspChecking
{
  EspOperationContext *context;
  GPtrArray *cas;
  EspCertificateSeen *seen;
  GHashTable *authorities; /* fingerprint: those that are judged as authorities */
  GPtrArray *totals;       /* Total */
  GPtrArray *left_out;     /* EspCa */
  gint64 last_row;
  gint64 n_rows, n_read, n_judged;
  guint n_shown;
};

/* --- Found -------------------------------------------------------------------------------------*/

void
esp_found_free (EspFound *found)
{
  esp_ca_finding_free (found->finding);
  g_free (found->serial);
  g_free (found->subject);
  g_free (found);
}

static EspFound *
add_found (GPtrArray *all, const EspCa *ca, EspCaFinding *finding)
{
  EspFound *found = g_new0 (EspFound, 1);

  found->finding = finding;
  found->ca = ca;
  g_ptr_array_add (all, found);
  return found;
}

void
esp_found_take (GPtrArray *all, const EspCa *ca, GPtrArray *findings)
{
  g_ptr_array_set_free_func (findings, NULL);
  for (guint i = 0; i < findings->len; i++)
    add_found (all, ca, g_ptr_array_index (findings, i));
  g_ptr_array_unref (findings);
}

static Total *
find_total (EspChecking *checking, const EspCa *ca, const EspCaFinding *finding)
{
  Total *total;

  /* The newest first: they are of the authority that is read now. */
  for (guint i = checking->totals->len; i-- > 0;)
    {
      total = g_ptr_array_index (checking->totals, i);
      if (total->ca != ca)
        break;
      if (total->id == finding->id)
        return total;
    }
  total = g_new0 (Total, 1);
  total->ca = ca;
  total->id = finding->id;
  total->severity = finding->severity;
  g_ptr_array_add (checking->totals, total);
  return total;
}

/* --- Beginning and end -------------------------------------------------------------------------*/

static gboolean
remember (EspChecking *checking, guint index, GError **error)
{
  const EspCa *ca = g_ptr_array_index (checking->cas, index);
  g_autoptr (EspCertificate) certificate = NULL;

  if (!ca->serial)
    return TRUE;
  certificate = esp_issuing_load_issuer (checking->context->vault, ca, error);
  if (certificate)
    g_hash_table_add (checking->authorities,
                      g_strdup (esp_certificate_get_fingerprint (certificate)));
  return certificate != NULL;
}

EspChecking *
esp_checking_new (EspOperationContext *context, GPtrArray *cas, GError **error)
{
  g_autoptr (EspChecking) checking = g_new0 (EspChecking, 1);

  checking->context = context;
  checking->cas = g_ptr_array_ref (cas);
  checking->seen = esp_certificate_seen_new ();
  checking->authorities = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  checking->totals = g_ptr_array_new_with_free_func (g_free);
  checking->left_out = g_ptr_array_new ();
  checking->last_row = esp_certificate_store_last_row (context->vault, error);
  if (checking->last_row < 0)
    return NULL;
  for (guint i = 0; i < cas->len; i++)
    if (!remember (checking, i, error))
      return NULL;
  return g_steal_pointer (&checking);
}

void
esp_checking_free (EspChecking *checking)
{
  if (!checking)
    return;
  g_ptr_array_unref (checking->cas);
  g_clear_pointer (&checking->seen, esp_certificate_seen_free);
  g_clear_pointer (&checking->authorities, g_hash_table_unref);
  g_clear_pointer (&checking->totals, g_ptr_array_unref);
  g_clear_pointer (&checking->left_out, g_ptr_array_unref);
  g_free (checking);
}

/* --- The certificates above --------------------------------------------------------------------*/

static EspChain *
load_chain (EspChecking *checking, const EspCa *ca, gboolean with_own, GError **error)
{
  g_autofree char *pem = esp_issuing_chain (checking->context->vault, ca, with_own, error);
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GPtrArray) issuers = NULL;

  if (!pem)
    return NULL;
  if (!*pem)
    return esp_chain_new (NULL);
  text = g_bytes_new (pem, strlen (pem));
  issuers = esp_certificate_parse_chain (text, error);
  return issuers ? esp_chain_new (issuers) : NULL;
}

/* --- What was there before ---------------------------------------------------------------------*/

/* "Issuer", or "CN=a.example (0123…)"; NULL where it is gone. */
static char *
describe_seen (EspChecking *checking, guint32 id)
{
  g_autoptr (GPtrArray) rows = NULL;
  const EspCertificateRow *row;

  if (id == 0)
    return NULL;
  if (id >= CA_BASE)
    {
      const EspCa *ca = g_ptr_array_index (checking->cas, id - CA_BASE);

      return g_strdup (ca->label);
    }
  rows = esp_certificate_store_get_rows (checking->context->vault, &id, 1, NULL);
  if (!rows || rows->len == 0)
    return NULL;
  row = g_ptr_array_index (rows, 0);
  return g_strdup_printf ("%s (%s)", row->subject ? row->subject : "-", row->serial);
}

/* --- One authority -----------------------------------------------------------------------------*/

static guint32
number_of (EspChecking *checking, const EspCa *ca)
{
  guint index = 0;

  return g_ptr_array_find (checking->cas, ca, &index) ? CA_BASE + index : 0;
}

gboolean
esp_checking_authority (EspChecking *checking, const EspCa *ca, GPtrArray *found, GError **error)
{
  g_autoptr (EspCertificate) certificate = NULL;
  g_autoptr (EspChain) chain = NULL;
  g_autofree char *same_serial = NULL, *same_key = NULL;
  EspCertificateFacts facts = { .recorded = TRUE };
  guint32 serial = 0, key = 0;

  if (!ca->serial)
    return TRUE;
  certificate = esp_issuing_load_issuer (checking->context->vault, ca, error);
  chain = certificate ? load_chain (checking, ca, FALSE, error) : NULL;
  if (!chain)
    return FALSE;
  esp_certificate_seen_add (checking->seen, certificate, number_of (checking, ca), &serial, &key);
  facts.certificate = certificate;
  facts.chain = chain;
  facts.same_serial = same_serial = describe_seen (checking, serial);
  facts.same_key = same_key = describe_seen (checking, key);
  facts.ended = ca->state == ESP_CA_DELETED || ca->successor;
  esp_found_take (found, ca, esp_certificate_findings (&facts, checking->context->now));
  return TRUE;
}

/* --- What it issued ----------------------------------------------------------------------------*/

static void
keep_finding (EspChecking *checking,
              const EspCa *ca,
              EspCertificate *certificate,
              EspCaFinding *finding,
              GPtrArray *found)
{
  Total *total = find_total (checking, ca, finding);
  EspFound *kept;

  total->n++;
  if (total->n_shown >= ESP_CHECKING_SHOWN || checking->n_shown >= ESP_CHECKING_SHOWN_ALL)
    {
      esp_ca_finding_free (finding);
      return;
    }
  total->n_shown++;
  checking->n_shown++;
  kept = add_found (found, ca, finding);
  kept->serial = g_strdup (esp_certificate_get_serial (certificate));
  kept->subject = g_strdup (esp_name_get_text (esp_certificate_get_subject (certificate)));
}

/* Of one that has ended only its serial number and key matter. */
static void
judge_issued (EspChecking *checking,
              const EspCa *ca,
              const EspChain *chain,
              const EspCertificateRow *row,
              EspCertificate *certificate,
              GPtrArray *found)
{
  EspCertificateFacts facts = { .certificate = certificate, .chain = chain };
  const char *template = row->template_name;
  g_autofree char *same_serial = NULL, *same_key = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  guint32 serial = 0, key = 0;

  esp_certificate_seen_add (checking->seen, certificate, (guint32) row->row, &serial, &key);
  if (row->revoked_at != 0 || row->not_after < checking->context->now)
    return;
  facts.same_serial = same_serial = describe_seen (checking, serial);
  facts.same_key = same_key = describe_seen (checking, key);
  facts.template = template ? esp_template_find (template, NULL) : NULL;
  findings = esp_certificate_findings (&facts, checking->context->now);
  checking->n_judged++;
  g_ptr_array_set_free_func (findings, NULL);
  for (guint i = 0; i < findings->len; i++)
    keep_finding (checking, ca, certificate, g_ptr_array_index (findings, i), found);
}

static gboolean
read_issued (EspChecking *checking,
             const EspCa *ca,
             const EspChain *chain,
             const EspCertificateRow *row,
             GPtrArray *found,
             GError **error)
{
  g_autoptr (GBytes)
    der = esp_certificate_store_get_der (checking->context->vault, row->row, error);
  g_autoptr (EspCertificate) certificate = der ? esp_certificate_parse (der, error) : NULL;

  if (!certificate)
    return FALSE;
  if (!g_hash_table_contains (checking->authorities, esp_certificate_get_fingerprint (certificate)))
    judge_issued (checking, ca, chain, row, certificate, found);
  return TRUE;
}

static gboolean
may_read (EspChecking *checking, const EspCa *ca)
{
  return esp_context_may (checking->context, "acm-pca:GetCertificate", ca);
}

gboolean
esp_checking_count (EspChecking *checking, const EspCa *ca, GError **error)
{
  EspCertificateFilter filter = { .ca = ca->id, .status = -1 };
  gint64 n;

  if (!ESP_IS_PROGRESS (checking->context->cancellable) || !may_read (checking, ca))
    return TRUE;
  n = esp_certificate_store_count (checking->context->vault, &filter, error);
  checking->n_rows += MAX (n, 0);
  return n >= 0;
}

gboolean
esp_checking_issued (EspChecking *checking, const EspCa *ca, GPtrArray *found, GError **error)
{
  GCancellable *cancellable = checking->context->cancellable;
  g_autoptr (EspCertificateReader) reader = NULL;
  g_autoptr (EspChain) chain = NULL;
  guint n = 1;

  if (!ca->serial)
    return TRUE;
  if (!may_read (checking, ca))
    {
      g_ptr_array_add (checking->left_out, (gpointer) ca);
      return TRUE;
    }
  chain = load_chain (checking, ca, TRUE, error);
  reader = esp_certificate_reader_new (checking->context->vault, ca, checking->last_row);
  while (chain && n > 0)
    {
      const EspCertificateRow *rows = esp_certificate_reader_next (reader, &n, error);

      if (!rows)
        return FALSE;
      for (guint i = 0; i < n; i++)
        if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
            !read_issued (checking, ca, chain, &rows[i], found, error))
          return FALSE;
      checking->n_read += n;
      esp_progress_tell (cancellable, checking->n_read, checking->n_rows);
    }
  return chain != NULL;
}

/* --- The answer --------------------------------------------------------------------------------*/

static JsonObject *
view_ca (const EspCa *ca)
{
  JsonObject *view = json_object_new ();

  json_object_set_string_member (view, "CertificateAuthority", ca->label);
  json_object_set_string_member (view, "CertificateAuthorityArn", ca->arn);
  return view;
}

static JsonArray *
view_totals (EspChecking *checking)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < checking->totals->len; i++)
    {
      const Total *total = g_ptr_array_index (checking->totals, i);
      JsonObject *view = view_ca (total->ca);

      json_object_set_string_member (view, "Finding", total->id);
      json_object_set_string_member (view, "Severity",
                                     esp_finding_severity_to_string (total->severity));
      json_object_set_int_member (view, "Certificates", total->n);
      json_object_set_int_member (view, "Shown", total->n_shown);
      json_array_add_object_element (list, view);
    }
  return list;
}

void
esp_checking_show (EspChecking *checking, JsonObject *result)
{
  JsonObject *counts = json_object_new ();
  JsonArray *left_out = json_array_new ();

  for (guint i = 0; i < checking->left_out->len; i++)
    {
      JsonObject *view = view_ca (g_ptr_array_index (checking->left_out, i));

      json_object_set_string_member (view, "Reason", "DENIED");
      json_array_add_object_element (left_out, view);
    }
  json_object_set_int_member (counts, "Read", checking->n_read);
  json_object_set_int_member (counts, "Judged", checking->n_judged);
  json_object_set_object_member (result, "Certificates", counts);
  json_object_set_array_member (result, "Totals", view_totals (checking));
  json_object_set_array_member (result, "LeftOut", left_out);
}
