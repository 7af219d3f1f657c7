/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The order of the sources (domain.md, "Issuance"): for each extension the template's own value
 * wins, then the caller's (ApiPassthrough), then the request's, each where the template lets it in;
 * the CA's configuration last. One source supplies the whole value. Whatever else was asked for
 * stays in the plan as ignored, with the reason. Subject and alternative names are decided apart.
 */
#include "esp-certificate-plan.h"

#include "esp-extension-values.h"

#include <string.h>

#define WHY_NOT_FROM_API "template-takes-none-from-api"
#define WHY_NOT_FROM_CSR "template-takes-none-from-csr"
#define WHY_API "api-supplies-it"
#define WHY_CSR "csr-supplies-it"

/* One that asks for an extension. */
typedef struct
{
  const EspExtension *row; /* NULL: it does not */
  const char *refusal;     /* NULL: the template lets it in */
} Candidate;

static GPtrArray *
extensions_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) esp_extension_free);
}

static GPtrArray *
get_wanted (const EspPlanning *planning)
{
  EspPassthrough *passthrough = planning->issuance->passthrough;

  return passthrough ? esp_passthrough_get_extensions (passthrough) : NULL;
}

static const EspExtension *
find (GPtrArray *rows, const char *oid)
{
  return rows ? esp_extensions_find (rows, oid, NULL) : NULL;
}

static void
ignore (GPtrArray *ignored, const EspExtension *row, const char *why)
{
  EspExtension *copy = esp_extension_copy (row);

  copy->ignored = TRUE;
  copy->ignored_why = g_strdup (why);
  g_ptr_array_add (ignored, copy);
}

static void
use (const EspPlanning *planning, GPtrArray *used, const EspExtension *row)
{
  EspExtension *copy = esp_extension_copy (row);

  /* RFC 5280, 4.2.1.6: the alternative name is then the only name. */
  if (strcmp (copy->oid, ESP_OID_SUBJECT_ALTERNATIVE_NAME) == 0 &&
      esp_name_is_empty (planning->subject))
    copy->critical = TRUE;
  g_ptr_array_add (used, copy);
}

static const char *
why_beaten (const EspExtension *winner, const EspSlot *slot)
{
  if (winner->source == ESP_SOURCE_API)
    return WHY_API;
  return winner->source == ESP_SOURCE_CSR ? WHY_CSR : slot->made_why;
}

/* The first that is let in supplies the value, the others are told. Whoever the template does not
 * let in is told so, unless the value is made here anyway. */
static void
settle (const EspPlanning *planning,
        const EspSlot *slot,
        const Candidate *candidates,
        gsize n_candidates,
        GPtrArray *used,
        GPtrArray *ignored)
{
  const EspExtension *winner = NULL;

  for (gsize i = 0; i < n_candidates && !winner; i++)
    if (candidates[i].row && !candidates[i].refusal)
      winner = candidates[i].row;
  if (winner)
    use (planning, used, winner);
  for (gsize i = 0; i < n_candidates; i++)
    {
      const char *refusal = candidates[i].refusal;
      gboolean asked = winner &&
                       (winner->source == ESP_SOURCE_API || winner->source == ESP_SOURCE_CSR);

      if (!candidates[i].row || candidates[i].row == winner)
        continue;
      ignore (ignored, candidates[i].row,
              refusal && (asked || !winner) ? refusal : why_beaten (winner, slot));
    }
}

static gboolean
fill_slot (const EspPlanning *planning,
           const EspSlot *slot,
           GPtrArray *used,
           GPtrArray *ignored,
           GError **error)
{
  const EspTemplate *template = planning->template;
  g_autoptr (EspExtension) made = NULL;
  Candidate own = { NULL, NULL };
  Candidate api = { find (get_wanted (planning), slot->oid),
                    slot->from_api (template) ? NULL : WHY_NOT_FROM_API };
  Candidate csr = { find (esp_request_get_extensions (planning->issuance->request), slot->oid),
                    slot->from_csr (template) ? NULL : WHY_NOT_FROM_CSR };
  const Candidate first[] = { own, api, csr };
  const Candidate last[] = { api, csr, own };
  Candidate order[3];

  if (slot->make && !slot->make (planning, &made, error))
    return FALSE;
  memcpy (order, slot->yields ? last : first, sizeof order);
  order[slot->yields ? 2 : 0].row = made;
  settle (planning, slot, order, G_N_ELEMENTS (order), used, ignored);
  return TRUE;
}

/* Extensions without a slot: the caller's in their order, then those that only the request has. */
static void
add_others (const EspPlanning *planning, GPtrArray *used, GPtrArray *ignored)
{
  const EspTemplate *template = planning->template;
  GPtrArray *wanted = get_wanted (planning);
  GPtrArray *requested = esp_request_get_extensions (planning->issuance->request);
  const char *api_refusal = template->api_passthrough ? NULL : WHY_NOT_FROM_API;
  const char *csr_refusal = template->csr_passthrough ? NULL : WHY_NOT_FROM_CSR;

  for (guint i = 0; wanted && i < wanted->len; i++)
    {
      const EspExtension *row = g_ptr_array_index (wanted, i);
      const Candidate candidates[] = { { row, api_refusal },
                                       { find (requested, row->oid), csr_refusal } };

      if (!esp_slot_find (row->oid))
        settle (planning, NULL, candidates, G_N_ELEMENTS (candidates), used, ignored);
    }
  for (guint i = 0; i < requested->len; i++)
    {
      const EspExtension *row = g_ptr_array_index (requested, i);
      const Candidate candidate = { row, csr_refusal };

      if (!esp_slot_find (row->oid) && !find (wanted, row->oid))
        settle (planning, NULL, &candidate, 1, used, ignored);
    }
}

/* --- The subject -------------------------------------------------------------------------------*/

void
esp_plan_choose_subject (EspPlanning *planning)
{
  const EspIssuance *issuance = planning->issuance;
  EspPassthrough *passthrough = issuance->passthrough;
  EspName *wanted = passthrough ? esp_passthrough_get_subject (passthrough) : NULL;

  planning->subject = esp_request_get_subject (issuance->request);
  planning->subject_source = ESP_SOURCE_CSR;
  if (!wanted || !planning->template->subject_from_api)
    return;
  planning->subject = wanted;
  planning->subject_source = ESP_SOURCE_API;
}

/* The name that lost, unless it says the same or nothing. */
static void
ignore_subject (const EspPlanning *planning, GPtrArray *ignored)
{
  EspPassthrough *passthrough = planning->issuance->passthrough;
  EspName *wanted = passthrough ? esp_passthrough_get_subject (passthrough) : NULL;
  EspName *requested = esp_request_get_subject (planning->issuance->request);
  gboolean taken = planning->subject_source == ESP_SOURCE_API;
  EspName *loser = taken ? requested : wanted;
  g_autoptr (EspExtension) row = NULL;

  if (!wanted || (taken && esp_name_is_empty (requested)) ||
      g_bytes_equal (esp_name_get_der (wanted), esp_name_get_der (requested)))
    return;
  row = esp_extension_new (ESP_EXTENSION_SUBJECT, FALSE, esp_name_get_der (loser),
                           taken ? ESP_SOURCE_CSR : ESP_SOURCE_API);
  ignore (ignored, row, taken ? WHY_API : WHY_NOT_FROM_API);
}

/* --- All ---------------------------------------------------------------------------------------*/

GPtrArray *
esp_plan_extensions (const EspPlanning *planning, GError **error)
{
  g_autoptr (GPtrArray) used = extensions_new ();
  g_autoptr (GPtrArray) ignored = extensions_new ();
  gsize n_slots;
  const EspSlot *slots = esp_slots (&n_slots);

  ignore_subject (planning, ignored);
  for (gsize i = 0; i < n_slots; i++)
    if (!fill_slot (planning, &slots[i], used, ignored, error))
      return NULL;
  add_others (planning, used, ignored);
  for (guint i = 0; i < ignored->len; i++)
    g_ptr_array_add (used, esp_extension_copy (g_ptr_array_index (ignored, i)));
  return g_steal_pointer (&used);
}
