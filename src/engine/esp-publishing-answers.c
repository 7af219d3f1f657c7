/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OCSP answers as files, named by the request that asks for them (RFC 5019, 5). An answer that says
 * what is true and has not passed half of its time is left as it is.
 *
 * The signer is made for one run: a key that never touches a disk, a certificate that says not to
 * check it (its time is short, and what it could be abused for is gone with the key), its issuance
 * recorded like any other. Nothing is kept that could be stolen, sealed anew, or restored from an
 * old backup to say "good" of what was revoked.
 */
#include "esp-publishing.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-time.h"
#include "esp-approving.h"
#include "esp-ops.h"
#include "model/esp-revocation.h"
#include "pki/esp-ocsp.h"
#include "pki/esp-validity.h"

#define PAGE 1000
#define SIGNER_TEMPLATE "OCSPSigningCertificate_CSRPassthrough"
#define SIGNER_EXTRA_DAYS 7
#define SHORT_LIVED_DAYS 7
#define SIGNER_NAME "CN=OCSP signer,"

/* --- The signer --------------------------------------------------------------------------------*/

/* Of the authority's kind, so that whoever can check its certificates can check the answers; of RSA
 * keys the smallest, because one is made in each run. */
static const EspKeyAlgorithm *
choose_key (const EspCa *ca, GError **error)
{
  const EspKeyAlgorithm *algorithm = esp_key_algorithm_find (ca->key_algorithm, error);

  if (algorithm && algorithm->family == ESP_KEY_FAMILY_RSA)
    return esp_key_algorithm_find ("RSA_2048", error);
  return algorithm;
}

static gint64
choose_end (EspPublishing *publishing, const EspCa *ca, gint64 now)
{
  gint64 days = publishing->ocsp_days + SIGNER_EXTRA_DAYS;

  if (ca->usage_mode == ESP_USAGE_SHORT_LIVED_CERTIFICATE)
    days = SHORT_LIVED_DAYS;
  return MIN (esp_time_add_days (now, days), ca->not_after);
}

static gboolean
describe_signer (EspIssuing *issuing,
                 EspPublishing *publishing,
                 EspOperationContext *context,
                 EspPublishedCa *published,
                 GError **error)
{
  const EspCa *ca = published->ca;

  issuing->ca = ca;
  issuing->issuer = esp_certificate_ref (published->certificate);
  issuing->issued_at = context->now;
  issuing->not_before = MAX (context->now - ESP_VALIDITY_BACKDATE, ca->not_before);
  issuing->not_after = choose_end (publishing, ca, context->now);
  issuing->requester = g_strdup (esp_session_get_principal (context->session));
  issuing->requester_account = g_strdup (esp_session_get_account (context->session));
  issuing->template = esp_template_find (SIGNER_TEMPLATE, error);
  issuing->algorithm = issuing->template ?
                         esp_signing_algorithm_find (ca->signing_algorithm, error) :
                         NULL;
  if (!issuing->algorithm || !esp_issuing_load_constraints (issuing, context->vault, error))
    return FALSE;
  issuing->signer = esp_approving_open_signer (context, ca, error);
  return issuing->signer != NULL;
}

/* Below the authority's own name, so that no name constraint of a directory is broken by it. */
static EspRequest *
make_request (EspPublishedCa *published, const EspSigningAlgorithm *signing, GError **error)
{
  g_autofree char *text = g_strconcat (SIGNER_NAME, published->ca->subject, NULL);
  g_autoptr (EspName) subject = esp_name_parse (text, error);
  const EspKeyAlgorithm *algorithm = subject ? choose_key (published->ca, error) : NULL;
  g_autoptr (EspKey) key = algorithm ? esp_key_generate (algorithm, error) : NULL;

  if (!key)
    return NULL;
  published->answerer = esp_signer_new_from_key (key);
  return esp_ocsp_request_delegate (subject, published->answerer, signing, error);
}

static gboolean
make_signer (EspPublishing *publishing,
             EspOperationContext *context,
             EspPublishedCa *published,
             GError **error)
{
  g_auto (EspIssuing) issuing = { 0 };
  g_autoptr (EspRequest) request = NULL;
  g_autoptr (GBytes) serial = NULL;
  const guint8 *bytes;
  gsize len;

  if (published->answerer_issued)
    return TRUE;
  if (!describe_signer (&issuing, publishing, context, published, error))
    return FALSE;
  request = make_request (published, issuing.algorithm, error);
  serial = request ? esp_serial_generate (error) : NULL;
  if (!serial)
    return FALSE;
  bytes = g_bytes_get_data (serial, &len);
  published->answerer_serial = esp_hex_encode (bytes, len);
  if (!esp_ops_reserve (context, published->ca->id, published->answerer_serial, error))
    {
      g_clear_pointer (&published->answerer_serial, g_free);
      return FALSE;
    }
  published->answerer_issued = esp_issuing_run (&issuing, request, serial, error);
  return published->answerer_issued != NULL;
}

/* --- One answer --------------------------------------------------------------------------------*/

static char *
state_of (const EspCertificateRow *row)
{
  if (!row->revoked_at)
    return g_strdup ("good");
  return g_strdup_printf ("revoked:%" G_GINT64_FORMAT ":%d", row->revoked_at,
                          row->revocation_reason);
}

/* The request in base64 is a path as a web server sees it when it has decoded the address: its
 * slashes part folders. Two of them in a row are one to a file system. */
static char *
path_of (EspPublishedCa *published,
         const char *folder,
         const EspCertificateRow *row,
         GError **error)
{
  g_autoptr (GBytes) request = esp_ocsp_make_request (published->certificate, row->serial, error);
  g_autofree char *name = NULL;
  GString *path;
  const guint8 *bytes;
  gsize len;

  if (!request)
    return NULL;
  bytes = g_bytes_get_data (request, &len);
  name = g_base64_encode (bytes, len);
  path = g_string_new (folder);
  for (const char *c = name; *c; c++)
    if (*c != '/' || (path->len > 0 && path->str[path->len - 1] != '/'))
      g_string_append_c (path, *c);
  return g_string_free (path, FALSE);
}

static GBytes *
sign_answer (EspPublishing *publishing,
             EspPublishedCa *published,
             const EspCertificateRow *row,
             gint64 now,
             gint64 *until,
             GError **error)
{
  EspCertificate *responder = published->answerer_issued->certificate;
  EspOcspContents contents = {
    .issuer = published->certificate,
    .responder = responder,
    .algorithm = esp_signing_algorithm_find (published->ca->signing_algorithm, error),
    .produced_at = now,
    .this_update = now,
  };
  EspOcspAnswer answer = {
    .serial = row->serial,
    .status = row->revoked_at ? ESP_OCSP_REVOKED : ESP_OCSP_GOOD,
    .revoked_at = row->revoked_at,
    .reason = row->revocation_reason,
  };

  contents.next_update = MIN (esp_time_add_days (now, publishing->ocsp_days),
                              esp_certificate_get_not_after (responder));
  *until = contents.next_update;
  return contents.algorithm ?
           esp_ocsp_make_response (&contents, &answer, published->answerer, error) :
           NULL;
}

static void
count_answer (EspPublishedCa *published, gint64 until)
{
  published->n_answers++;
  if (published->answers_until == 0 || until < published->answers_until)
    published->answers_until = until;
}

static gboolean
is_good (const EspPublishedFile *file, const char *state, const char *owner, gint64 now)
{
  return file && g_str_equal (file->state, state) && g_str_equal (file->owner, owner) &&
         now <= file->renew_at;
}

static gboolean
answer_one (EspPublishing *publishing,
            EspOperationContext *context,
            EspPublishedCa *published,
            const char *folder,
            const EspCertificateRow *row,
            GError **error)
{
  g_autofree char *state = state_of (row);
  g_autofree char *path = path_of (published, folder, row, error);
  const EspPublishedFile *before = path ? esp_publish_folder_intact (publishing->folder, path) :
                                          NULL;
  EspPublishedFile file = { .path = path, .kind = ESP_PUBLISHED_OCSP, .state = state };
  g_autoptr (GBytes) answer = NULL;

  if (!path)
    return FALSE;
  file.owner = published->ca->id;
  if (is_good (before, state, file.owner, context->now))
    {
      esp_publish_folder_keep (publishing->folder, path);
      count_answer (published, before->good_until);
      return TRUE;
    }
  if (!make_signer (publishing, context, published, error))
    return FALSE;
  answer = sign_answer (publishing, published, row, context->now, &file.good_until, error);
  if (!answer)
    return FALSE;
  file.renew_at = context->now + (file.good_until - context->now) / 2;
  published->n_new_answers++;
  count_answer (published, file.good_until);
  return esp_publishing_put (publishing, published->ca, &file, answer, error);
}

/* --- All answers of an authority ---------------------------------------------------------------*/

/* Nobody asks about the certificate of a root, nor about that of a signer of answers. */
static gboolean
is_asked_about (const EspCa *ca, const EspCertificateRow *row)
{
  if (ca->type == ESP_CA_ROOT && g_strcmp0 (row->serial, ca->serial) == 0)
    return FALSE;
  return !row->template_name || !g_str_has_prefix (row->template_name, "OCSPSigningCertificate");
}

static gboolean
answer_all (EspPublishing *publishing,
            EspOperationContext *context,
            EspPublishedCa *published,
            const char *folder,
            GError **error)
{
  gint64 after = 0;
  guint n = PAGE;

  while (n == PAGE)
    {
      g_autoptr (GPtrArray) rows = esp_revocation_store_list_page (
        context->vault, published->ca->id, context->now, after, PAGE, error);

      if (!rows || g_cancellable_set_error_if_cancelled (context->cancellable, error))
        return FALSE;
      n = rows->len;
      for (guint i = 0; i < n; i++)
        {
          const EspCertificateRow *row = g_ptr_array_index (rows, i);

          after = row->row;
          if (is_asked_about (published->ca, row) &&
              !answer_one (publishing, context, published, folder, row, error))
            return FALSE;
        }
    }
  return TRUE;
}

/* What is said of a certificate that nobody knows here: the same for all authorities of a place. */
static gboolean
put_unauthorized (EspPublishing *publishing, const EspCa *ca, const char *folder, GError **error)
{
  g_autofree char *path = g_strconcat (folder, ESP_OCSP_UNAUTHORIZED, NULL);
  g_autoptr (GBytes) content = esp_ocsp_make_unauthorized ();
  EspPublishedFile file = { .path = path, .owner = (char *) "-" };

  file.kind = ESP_PUBLISHED_CONFIGURATION;
  for (guint i = 0; i < publishing->answer_paths->len; i++)
    if (g_str_equal (g_ptr_array_index (publishing->answer_paths, i), folder))
      return TRUE;
  g_ptr_array_add (publishing->answer_paths, g_strdup (folder));
  return esp_publishing_put (publishing, ca, &file, content, error);
}

static char *
folder_of (EspPublishing *publishing, const EspCa *ca, GError **error)
{
  g_autofree char *url = esp_revocation_ocsp_url (&ca->revocation);
  g_autofree char *place = url ? esp_publish_base_place (&publishing->base, url, error) : NULL;

  if (!url)
    esp_error_set (error, ESP_REASON_REVOCATION_OCSP_PLACE, ca->label, NULL);
  if (!place || !*place)
    return g_steal_pointer (&place);
  return g_strconcat (place, "/", NULL);
}

gboolean
esp_publishing_answer (EspPublishing *publishing,
                       EspOperationContext *context,
                       EspPublishedCa *published,
                       GError **error)
{
  const EspCa *ca = published->ca;
  GError *problem = NULL;
  g_autofree char *folder = NULL;

  if (!published->certificate || !ca->revocation.ocsp_enabled ||
      !esp_ca_state_check (esp_ca_get_status (ca, context->now), ESP_CA_MAY_OCSP, NULL))
    return TRUE;
  folder = folder_of (publishing, ca, &problem);
  if (folder && put_unauthorized (publishing, ca, folder, &problem) &&
      answer_all (publishing, context, published, folder, &problem))
    return TRUE;
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      esp_error_has_reason (problem, ESP_REASON_FILE_WRITE))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  /* What was answered before stays; the rest of the run goes on. */
  esp_publish_folder_keep_owner (publishing->folder, ca->id);
  esp_publishing_skip (publishing, ca, problem);
  g_error_free (problem);
  return TRUE;
}
