/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a hierarchy that leaves goes into its file: authorities with their keys, each sealed to
 * the new owner alone, and what they issued and revoked. */
#include "esp-hierarchy-leaving.h"

#include "base/esp-error.h"
#include "esp-hierarchy-private.h"
#include "esp-issuing.h"
#include "esp-revocation-lists.h"
#include "esp-splitting.h"
#include "pki/esp-envelope.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"
#include "vault/esp-revocation-store.h"

#define PAGE 500

/* --- Keys -------------------------------------------------------------------------------------*/

static EspSecret *
open_key (EspOperationContext *context, const EspCa *ca, GBytes *envelope, GError **error)
{
  EspIdentity *identity = esp_session_get_identity (context->session);

  if (context->opened_key && g_strcmp0 (context->opened_ca, ca->id) == 0)
    return esp_secret_ref (context->opened_key);
  if (!esp_splitting_check_whole (context->vault, ca, error))
    return NULL;
  return esp_envelope_open (envelope, esp_identity_get_agreement_key (identity),
                            esp_identity_get_agreement_certificate (identity), error);
}

/* Sealed to the new owner alone. */
static gboolean
add_key (EspOperationContext *context, const EspCa *ca, JsonObject *line, GError **error)
{
  const EspLeaving *leaving = context->data;
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  GError *problem = NULL;
  g_autoptr (GBytes) envelope = esp_ca_store_get_key (context->vault, ca->id, &problem);
  g_autoptr (EspSecret) pkcs8 = NULL;
  g_autoptr (GBytes) sealed = NULL;

  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  /* As it is, it stands for what it would be sealed anew. */
  if (!envelope || leaving->rehearsed)
    {
      esp_hierarchy_put_bytes (line, "key", envelope);
      return TRUE;
    }
  pkcs8 = open_key (context, ca, envelope, error);
  if (!pkcs8)
    {
      if (error)
        esp_error_set_object (*error, ca->label);
      return FALSE;
    }
  g_ptr_array_add (recipients, leaving->owner);
  sealed = esp_envelope_seal (pkcs8, recipients, error);
  esp_hierarchy_put_bytes (line, "key", sealed);
  return sealed != NULL;
}

/* --- Authorities ------------------------------------------------------------------------------*/

/* What stands above the top and stays here goes along as a chain. */
static char *
chain_above (EspOperationContext *context, const EspCa *ca, char **own, GError **error)
{
  g_autoptr (EspCa) parent = NULL;

  if (!ca->parent)
    return g_steal_pointer (own);
  parent = esp_ca_store_find (context->vault, ca->parent, error);
  return parent ? esp_issuing_chain (context->vault, parent, TRUE, error) : NULL;
}

static gboolean
add_certificates (EspOperationContext *context, const EspCa *ca, JsonObject *line, GError **error)
{
  const EspLeaving *leaving = context->data;
  g_autofree char *own = NULL;
  g_autofree char *chain = NULL;
  g_autoptr (GPtrArray) all = esp_ca_store_list_certificates (context->vault, ca->id, &own, error);
  JsonArray *array = json_array_new ();

  json_object_set_array_member (line, "certificates", array);
  if (!all)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    {
      gsize len;
      const guint8 *bytes = g_bytes_get_data (g_ptr_array_index (all, i), &len);
      g_autofree char *text = g_base64_encode (bytes, len);

      json_array_add_string_element (array, text);
    }
  if (ca->parent && g_hash_table_contains (leaving->ids, ca->parent))
    return TRUE;
  chain = chain_above (context, ca, &own, error);
  esp_json_set_string (line, "chain", chain);
  return chain || !ca->parent;
}

/* The list to come has a number above all that were given out, also of lists that are not here. */
static gboolean
add_number (EspOperationContext *context, const EspCa *ca, JsonObject *line, GError **error)
{
  gint64 offset = esp_crl_store_get_offset (context->vault, ca->id, error);
  gint64 next = offset < 0 ? -1 : esp_revocation_next_number (context, error);

  if (next < 0)
    return FALSE;
  json_object_set_int_member (line, "next_crl_number", next + offset);
  return TRUE;
}

static gboolean
add_material (EspOperationContext *context, const EspCa *ca, JsonObject *line, GError **error)
{
  GError *problem = NULL;
  g_autoptr (GBytes) request = esp_ca_store_get_request (context->vault, ca->id, &problem);
  g_autoptr (GBytes)
    crl = problem ? NULL : esp_crl_store_get (context->vault, ca->id, NULL, NULL, NULL, &problem);

  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  esp_hierarchy_put_bytes (line, "request", request);
  esp_hierarchy_put_bytes (line, "crl", crl);
  return add_number (context, ca, line, error);
}

/* Parts of its lists, with the newest list of each. */
static gboolean
write_parts (EspOperationContext *context, EspHierarchyText *text, const EspCa *ca, GError **error)
{
  g_autoptr (GPtrArray) parts = esp_crl_part_store_list (context->vault, ca->id, error);
  GError *problem = NULL;

  for (guint i = 0; parts && i < parts->len; i++)
    {
      const EspCrlPart *part = g_ptr_array_index (parts, i);
      g_autoptr (GBytes) list = esp_crl_part_store_get_list (context->vault, part->row, &problem);
      JsonObject *line;

      if (problem)
        {
          g_propagate_error (error, problem);
          return FALSE;
        }
      line = json_object_new ();
      json_object_set_string_member (line, "ca", ca->id);
      json_object_set_string_member (line, "id", part->id);
      json_object_set_string_member (line, "url", part->url);
      json_object_set_int_member (line, "opened_at", part->opened_at);
      esp_hierarchy_put_bytes (line, "crl", list);
      esp_hierarchy_text_add (text, "part", line);
    }
  return parts != NULL;
}

gboolean
esp_leaving_write_authority (EspOperationContext *context,
                             EspHierarchyText *text,
                             const EspCa *ca,
                             GError **error)
{
  const EspLeaving *leaving = context->data;
  gboolean comes = ca->parent && g_hash_table_contains (leaving->ids, ca->parent);
  g_autoptr (JsonObject) line = NULL;

  line = esp_hierarchy_write_ca (ca, comes);
  if (!add_certificates (context, ca, line, error) || !add_material (context, ca, line, error) ||
      !add_key (context, ca, line, error))
    return FALSE;
  esp_hierarchy_text_add (text, "ca", g_steal_pointer (&line));
  return write_parts (context, text, ca, error);
}

/* --- What they issued -------------------------------------------------------------------------*/

static gboolean
write_certificate (EspOperationContext *context,
                   EspHierarchyText *text,
                   const EspCertificateRow *row,
                   GError **error)
{
  g_autoptr (GBytes) der = esp_certificate_store_get_der (context->vault, row->row, error);
  GError *problem = NULL;
  g_autofree char *part = der ? esp_crl_part_store_find_id_of (context->vault, row->row, &problem) :
                                NULL;
  JsonObject *line;

  if (problem)
    g_propagate_error (error, problem);
  if (!der || problem)
    return FALSE;
  line = esp_hierarchy_write_certificate (row, der);
  esp_json_set_string (line, "part", part);
  esp_hierarchy_text_add (text, "certificate", line);
  return TRUE;
}

gboolean
esp_leaving_write_issued (EspOperationContext *context,
                          EspHierarchyText *text,
                          const EspCa *ca,
                          gint64 *n,
                          GError **error)
{
  EspCertificateFilter filter = { .ca = ca->id, .status = -1, .now = context->now };
  gint64 after = 0;
  guint got = PAGE;

  while (got == PAGE)
    {
      g_autoptr (GPtrArray)
        rows = esp_certificate_store_list_page (context->vault, &filter, after, PAGE, error);

      if (!rows || g_cancellable_set_error_if_cancelled (context->cancellable, error))
        return FALSE;
      got = rows->len;
      for (guint i = 0; i < got; i++)
        {
          const EspCertificateRow *row = g_ptr_array_index (rows, i);

          if (!write_certificate (context, text, row, error))
            return FALSE;
          after = row->row;
        }
      *n += got;
    }
  return TRUE;
}

gboolean
esp_leaving_write_unknown (EspOperationContext *context,
                           EspHierarchyText *text,
                           const EspCa *ca,
                           GError **error)
{
  g_autoptr (GPtrArray)
    rows = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_row_free);

  if (!esp_revocation_store_add_unknown (context->vault, ca->id, rows, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const EspCertificateRow *row = g_ptr_array_index (rows, i);
      JsonObject *line = json_object_new ();

      json_object_set_string_member (line, "ca", ca->id);
      json_object_set_string_member (line, "serial", row->serial);
      json_object_set_int_member (line, "revoked_at", row->revoked_at);
      json_object_set_int_member (line, "reason", row->revocation_reason);
      esp_hierarchy_text_add (text, "revocation", line);
    }
  return TRUE;
}
