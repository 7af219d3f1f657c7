/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a list is due, and how it comes to its entries. */
#include "esp-revocation-lists.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "esp-engine-private.h"
#include "esp-approving.h"
#include "esp-issuing.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"

void
esp_revocation_list_free (EspRevocationList *list)
{
  if (!list)
    return;
  esp_crl_part_free (list->part);
  g_clear_pointer (&list->crl, esp_crl_unref);
  g_free (list);
}

/* --- Loading -----------------------------------------------------------------------------------*/

/* Takes @part. */
static EspRevocationList *
load (EspVault *vault, const EspCa *ca, EspCrlPart *part, GError **error)
{
  g_autoptr (EspRevocationList) list = g_new0 (EspRevocationList, 1);
  g_autoptr (GBytes) der = NULL;
  GError *problem = NULL;

  list->ca = ca;
  list->part = part;
  der = part ? esp_crl_part_store_get_list (vault, part->row, &problem) :
               esp_crl_store_get (vault, ca->id, NULL, NULL, NULL, &problem);
  if (der)
    list->crl = esp_crl_parse (der, &problem);
  if (problem)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  return g_steal_pointer (&list);
}

EspRevocationList *
esp_revocation_list_load (EspVault *vault, const EspCa *ca, GError **error)
{
  return load (vault, ca, NULL, error);
}

static gboolean
add_complete (GPtrArray *lists, EspVault *vault, const EspCa *ca, GError **error)
{
  g_autoptr (EspRevocationList) list = load (vault, ca, NULL, error);
  int needed = 1;

  if (!list)
    return FALSE;
  if (ca->revocation.crl_partitioned)
    needed = esp_revocation_store_needs_complete (
      vault, ca->id, list->crl ? esp_crl_get_this_update (list->crl) : 0, error);
  if (needed > 0)
    g_ptr_array_add (lists, g_steal_pointer (&list));
  return needed >= 0;
}

static gboolean
is_in_use (const EspCrlPart *part)
{
  return part->number < 0 || part->last_not_after >= part->this_update;
}

static gboolean
add_parts (GPtrArray *lists, EspVault *vault, const EspCa *ca, GError **error)
{
  g_autoptr (GPtrArray) parts = esp_crl_part_store_list (vault, ca->id, error);

  for (guint i = 0; parts && i < parts->len; i++)
    {
      EspCrlPart *part = g_ptr_array_index (parts, i);
      EspRevocationList *list;

      if (!is_in_use (part))
        continue;
      parts->pdata[i] = NULL;
      list = load (vault, ca, part, error);
      if (!list)
        return FALSE;
      g_ptr_array_add (lists, list);
    }
  return parts != NULL;
}

GPtrArray *
esp_revocation_lists_load (EspVault *vault, const EspCa *ca, GError **error)
{
  g_autoptr (GPtrArray)
    lists = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_revocation_list_free);

  if (!add_complete (lists, vault, ca, error) || !add_parts (lists, vault, ca, error))
    return NULL;
  return g_steal_pointer (&lists);
}

/* --- Renewing ----------------------------------------------------------------------------------*/

/* A revoked certificate stays until a list was signed after its end (RFC 5280, 3.3): whoever was
 * still valid when the list before was signed is named once more. */
static GPtrArray *
load_revoked (EspRevocationList *list, EspVault *vault, GError **error)
{
  gint64 since = list->crl ? esp_crl_get_this_update (list->crl) : 0;
  g_autoptr (GPtrArray)
    rows = list->part ? esp_revocation_store_list_part (vault, list->part->row, since, error) :
                        esp_certificate_store_list_revoked (vault, list->ca->id, since, error);

  /* Of a serial that a restore lost nobody knows the part: it stands in all. */
  if (!rows || !esp_revocation_store_add_unknown (vault, list->ca->id, rows, error))
    return NULL;
  return g_steal_pointer (&rows);
}

/* A list is good while it names every revocation and has not passed half of its time. */
static gboolean
is_current (EspCrl *crl, GPtrArray *revoked, gint64 now)
{
  gint64 half = (esp_crl_get_next_update (crl) - esp_crl_get_this_update (crl)) / 2;

  if (now < esp_crl_get_this_update (crl) || now > esp_crl_get_this_update (crl) + half)
    return FALSE;
  for (guint i = 0; i < revoked->len; i++)
    {
      const EspCertificateRow *row = g_ptr_array_index (revoked, i);

      if (!esp_crl_is_revoked (crl, row->serial))
        return FALSE;
    }
  return TRUE;
}

static GArray *
make_entries (GPtrArray *revoked)
{
  GArray *entries = g_array_sized_new (FALSE, FALSE, sizeof (EspCrlEntry), revoked->len);

  for (guint i = 0; i < revoked->len; i++)
    {
      const EspCertificateRow *row = g_ptr_array_index (revoked, i);
      EspCrlEntry entry = { row->serial, row->revoked_at, row->revocation_reason };

      g_array_append_val (entries, entry);
    }
  return entries;
}

static EspCrl *
sign (EspRevocationList *list,
      EspOperationContext *context,
      gint64 number,
      GPtrArray *revoked,
      GError **error)
{
  const EspCa *ca = list->ca;
  gint64 last = list->crl ? esp_crl_get_number (list->crl) : 0;
  gint64 offset = esp_crl_store_get_offset (context->vault, ca->id, error);
  g_autoptr (EspCertificate) issuer = esp_issuing_load_issuer (context->vault, ca, error);
  g_autoptr (GArray) entries = make_entries (revoked);
  g_autoptr (EspSigner) signer = NULL;
  EspCrlContents contents = {
    .issuer = issuer,
    .number = MAX (number + offset, last + 1),
    .this_update = context->now,
    .next_update = MIN (esp_time_add_days (context->now, ca->revocation.crl_days), ESP_TIME_MAX),
    .entries = (const EspCrlEntry *) (void *) entries->data,
    .n_entries = entries->len,
    .distribution_point = list->part ? list->part->url : NULL,
  };

  if (!issuer || offset < 0)
    return NULL;
  contents.algorithm = esp_signing_algorithm_find (ca->signing_algorithm, error);
  if (!contents.algorithm)
    return NULL;
  signer = esp_approving_open_signer (context, ca, error);
  return signer ? esp_crl_create (&contents, signer, error) : NULL;
}

gboolean
esp_revocation_list_is_due (EspRevocationList *list,
                            EspOperationContext *context,
                            gboolean *due,
                            GError **error)
{
  g_autoptr (GPtrArray) revoked = load_revoked (list, context->vault, error);

  if (!revoked)
    return FALSE;
  *due = !list->crl || !is_current (list->crl, revoked, context->now);
  return TRUE;
}

gboolean
esp_revocation_list_renew (EspRevocationList *list,
                           EspOperationContext *context,
                           gint64 number,
                           GError **error)
{
  g_autoptr (GPtrArray) revoked = load_revoked (list, context->vault, error);
  EspCrl *crl;

  if (!revoked)
    return FALSE;
  if (list->crl && is_current (list->crl, revoked, context->now))
    return TRUE;
  crl = sign (list, context, number, revoked, error);
  if (!crl)
    return FALSE;
  g_clear_pointer (&list->crl, esp_crl_unref);
  list->crl = crl;
  list->fresh = TRUE;
  return TRUE;
}

gboolean
esp_revocation_list_store (EspRevocationList *list, EspVault *vault, GError **error)
{
  EspCrl *crl = list->crl;

  if (!list->fresh)
    return TRUE;
  if (list->part)
    return esp_crl_part_store_put_list (
      vault, list->part->row, esp_crl_get_number (crl), esp_crl_get_this_update (crl),
      esp_crl_get_next_update (crl), (gint64) esp_crl_get_n_entries (crl), esp_crl_get_der (crl),
      error);
  return esp_crl_store_put (vault, list->ca->id, esp_crl_get_number (crl),
                            esp_crl_get_this_update (crl), esp_crl_get_next_update (crl),
                            (gint64) esp_crl_get_n_entries (crl), esp_crl_get_der (crl), error);
}

gint64
esp_revocation_next_number (EspOperationContext *context, GError **error)
{
  gint64 size = esp_recorder_get_size (context->engine->recorder, context->vault, error);

  return size < 0 ? -1 : size + 1;
}
