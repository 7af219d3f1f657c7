/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates and lists of one authority, each at the place that certificates name. */
#include "esp-publishing.h"

#include "base/esp-error.h"
#include "model/esp-revocation.h"

#define HTTP_PORT 80

/* --- Places ------------------------------------------------------------------------------------*/

static int
port_of (GUri *uri)
{
  int port = g_uri_get_port (uri);

  return port > 0 ? port : HTTP_PORT;
}

gboolean
esp_publish_base_parse (EspPublishBase *base, const char *url, GError **error)
{
  g_autoptr (GUri) uri = url ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *path = uri ? g_uri_get_path (uri) : NULL;

  if (!url)
    {
      base->path = g_strdup ("/");
      return TRUE;
    }
  if (!uri || !g_str_equal (g_uri_get_scheme (uri), "http") || !g_uri_get_host (uri) ||
      !*g_uri_get_host (uri) || g_uri_get_query (uri) || g_uri_get_fragment (uri) ||
      strpbrk (path, "\"$;{}'\\ "))
    {
      esp_error_set (error, ESP_REASON_PUBLISH_BASE, url, NULL);
      return FALSE;
    }
  base->host = g_ascii_strdown (g_uri_get_host (uri), -1);
  base->port = port_of (uri);
  base->path = g_str_has_suffix (path, "/") ? g_strdup (path) : g_strconcat (path, "/", NULL);
  return TRUE;
}

void
esp_publish_base_clear (EspPublishBase *base)
{
  g_clear_pointer (&base->host, g_free);
  g_clear_pointer (&base->path, g_free);
}

static gboolean
is_below (const EspPublishBase *base, GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  g_autofree char *path = g_strconcat (g_uri_get_path (uri), "/", NULL);

  if (!base->host)
    return TRUE;
  return host && g_ascii_strcasecmp (host, base->host) == 0 && port_of (uri) == base->port &&
         g_str_has_prefix (path, base->path);
}

char *
esp_publish_base_place (const EspPublishBase *base, const char *url, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *shown = NULL;
  const char *path;
  gsize len;

  if (!uri || !is_below (base, uri))
    {
      shown = base->host ? g_strdup_printf ("http://%s:%d%s", base->host, base->port, base->path) :
                           g_strdup (base->path);
      esp_error_set (error, ESP_REASON_PUBLISH_ELSEWHERE, NULL, "url", url, "base", shown, NULL);
      return NULL;
    }
  path = g_uri_get_path (uri);
  len = strlen (path);
  path += MIN (len, strlen (base->path));
  while (*path == '/')
    path++;
  len = strlen (path);
  while (len > 0 && path[len - 1] == '/')
    len--;
  return g_strndup (path, len);
}

/* --- What is left out --------------------------------------------------------------------------*/

void
esp_publishing_skip (EspPublishing *publishing, const EspCa *ca, const GError *problem)
{
  JsonObject *entry = json_object_new ();
  EspReason reason = esp_error_get_reason (problem);

  json_object_set_string_member (entry, "CertificateAuthority", ca->label);
  json_object_set_string_member (entry, "CertificateAuthorityArn", ca->arn);
  esp_json_set_string (entry, "Object", esp_error_get_object (problem));
  json_object_set_string_member (entry, "Reason", esp_reason_get_id (reason));
  json_object_set_string_member (entry, "Sentence", problem->message);
  json_array_add_object_element (publishing->skipped, entry);
}

gboolean
esp_publishing_put (EspPublishing *publishing,
                    const EspCa *ca,
                    const EspPublishedFile *file,
                    GBytes *content,
                    GError **error)
{
  GError *problem = NULL;

  if (esp_publish_folder_put (publishing->folder, file, content, &problem))
    return TRUE;
  if (!esp_error_has_reason (problem, ESP_REASON_PUBLISH_PATH) &&
      !esp_error_has_reason (problem, ESP_REASON_PUBLISH_OCCUPIED))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  esp_publishing_skip (publishing, ca, problem);
  g_error_free (problem);
  return TRUE;
}

/* --- Certificates ------------------------------------------------------------------------------*/

static gboolean
put_named (EspPublishing *publishing,
           const EspCa *ca,
           const char *suffix,
           GBytes *content,
           GError **error)
{
  g_autofree char *path = g_strconcat ("ca/", ca->id, suffix, NULL);
  EspPublishedFile file = { .path = path, .kind = ESP_PUBLISHED_CERTIFICATE, .owner = ca->id };

  file.good_until = ca->not_after;
  return esp_publishing_put (publishing, ca, &file, content, error);
}

static gboolean
put_certificate (EspPublishing *publishing,
                 EspOperationContext *context,
                 EspPublishedCa *published,
                 GError **error)
{
  const EspCa *ca = published->ca;
  g_autofree char *chain = esp_issuing_chain (context->vault, ca, TRUE, error);
  g_autoptr (GBytes) pem = chain ? g_bytes_new (chain, strlen (chain)) : NULL;

  return pem &&
         put_named (publishing, ca, ".cer", esp_certificate_get_der (published->certificate),
                    error) &&
         put_named (publishing, ca, "-chain.pem", pem, error);
}

/* --- Lists -------------------------------------------------------------------------------------*/

/* Where certificates say that it is; a complete list that none names has a place all the same. */
static char *
place_of_list (EspPublishing *publishing, const EspRevocationList *list, GError **error)
{
  const EspCa *ca = list->ca;
  g_autofree char *url = list->part ? g_strdup (list->part->url) :
                                      esp_revocation_crl_url (&ca->revocation, ca->id);

  if (url)
    return esp_publish_base_place (&publishing->base, url, error);
  return g_strconcat ("crl/", ca->id, ".crl", NULL);
}

static gboolean
put_list (EspPublishing *publishing, const EspRevocationList *list, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *path = place_of_list (publishing, list, &problem);
  EspPublishedFile file = { .path = path, .kind = ESP_PUBLISHED_CRL, .owner = list->ca->id };

  if (!path)
    {
      esp_publishing_skip (publishing, list->ca, problem);
      return TRUE;
    }
  file.good_until = esp_crl_get_next_update (list->crl);
  file.renew_at = (esp_crl_get_this_update (list->crl) + file.good_until) / 2;
  return esp_publishing_put (publishing, list->ca, &file, esp_crl_get_der (list->crl), error);
}

/* An authority that may sign no more, because it has expired or was deleted, leaves what it signed
 * last where it is until that runs out. */
static gboolean
put_lists (EspPublishing *publishing,
           EspOperationContext *context,
           EspPublishedCa *published,
           GError **error)
{
  EspCaState state = esp_ca_get_status (published->ca, context->now);
  gboolean may_sign = esp_ca_state_check (state, ESP_CA_MAY_CRL, NULL);
  g_autoptr (GError) problem = NULL;

  for (guint i = 0; i < published->lists->len; i++)
    {
      EspRevocationList *list = g_ptr_array_index (published->lists, i);

      /* Without the key the list that is there stays; the others are tried no more. */
      if (may_sign && !problem)
        esp_revocation_list_renew (list, context, publishing->number, &problem);
      if (!list->crl || (!may_sign && esp_crl_get_next_update (list->crl) < context->now))
        continue;
      if (!put_list (publishing, list, error) ||
          g_cancellable_set_error_if_cancelled (context->cancellable, error))
        return FALSE;
    }
  if (problem)
    esp_publishing_skip (publishing, published->ca, problem);
  return TRUE;
}

gboolean
esp_publishing_lay_out (EspPublishing *publishing,
                        EspOperationContext *context,
                        EspPublishedCa *published,
                        GError **error)
{
  const EspCa *ca = published->ca;
  g_autoptr (GError) state = NULL;

  if (!ca->serial)
    {
      esp_ca_state_check (esp_ca_get_status (ca, context->now), ESP_CA_MAY_CRL, &state);
      if (state)
        esp_publishing_skip (publishing, ca, state);
      return TRUE;
    }
  published->certificate = esp_issuing_load_issuer (context->vault, ca, error);
  if (!published->certificate || !put_certificate (publishing, context, published, error))
    return FALSE;
  if (!ca->revocation.crl_enabled)
    return TRUE;
  published->lists = esp_revocation_lists_load (context->vault, ca, error);
  return published->lists && put_lists (publishing, context, published, error);
}
