/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What went to other vaults as files, and what came: an entry may keep a file only if it is signed
 * by the person or the partner that it was then, says what the entry did, and the requests for
 * signatures that came of it are the items of the file, of the principal as whom the partner asks.
 * The files do not stand in entries; their rows are frozen, so the vault has them as they were. */
#include "esp-replay-private.h"

#include "base/esp-json.h"
#include "esp-exchanging.h"
#include "esp-replay-rules.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"
#include "vault/esp-exchange-store.h"
#include "vault/esp-share-store.h"

#include <string.h>

typedef struct
{
  EspReplay *replay;
  const EspEvent *event;
  GArray *changes; /* EspReplayChange: all of the entry */
  EspExchange *exchange;
  EspExchangeRequest *request;
  GHashTable *asked; /* set: ids of the requests for signatures that the file speaks of */
} Work;

#define OTHER_FILE "is not the file that this act would have kept"

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->exchange, esp_exchange_free);
  g_clear_pointer (&work->request, esp_exchange_request_free);
}

/* --- Signatures -------------------------------------------------------------------------------*/

/* @der: the certificate with which it must be signed. */
static EspSignedData *
open_file (GBytes *file, GBytes *der)
{
  g_autoptr (EspSignedData) data = file ? esp_signed_data_read (file, NULL) : NULL;
  g_autoptr (EspCertificate) certificate = data && der ? esp_certificate_parse (der, NULL) : NULL;

  return certificate && esp_signed_data_verify (data, certificate, NULL) ? g_steal_pointer (&data) :
                                                                           NULL;
}

/* By who acts, with the key for files that they had then. */
static EspSignedData *
open_own (const Work *work, GBytes *file)
{
  g_autoptr (EspExchangeIdentity)
    identity = esp_exchange_store_find_identity (work->replay->state, work->event->actor, NULL);

  return identity ? open_file (file, identity->certificate) : NULL;
}

static EspExchangePartner *
find_partner (const Work *work)
{
  g_autoptr (EspExchangePartner)
    partner = esp_exchange_store_find_partner (work->replay->state, work->exchange->partner, NULL);

  return partner && !partner->removed_at ? g_steal_pointer (&partner) : NULL;
}

static gboolean
is_between (const Work *work, const EspExchangeHead *head, const char *from, const char *to)
{
  return g_str_equal (head->id, work->exchange->id) && g_str_equal (head->from, from) &&
         g_str_equal (head->to, to) && esp_exchange_head_check (head, work->event->time, NULL);
}

static const char *
own_id (const Work *work)
{
  return esp_vault_get_info (work->replay->vault)->id;
}

/* --- Asking -----------------------------------------------------------------------------------*/

static gboolean
is_asked (Work *work)
{
  g_autoptr (EspSignedData) data = open_own (work, work->exchange->request);
  g_autoptr (EspExchangePartner) partner = find_partner (work);

  return data && partner && g_str_equal (data->digest, work->exchange->digest) &&
         work->exchange->created_at == work->event->time &&
         is_between (work, &work->request->head, own_id (work), partner->vault);
}

/* --- Receiving --------------------------------------------------------------------------------*/

static gboolean
names_ca (const Work *work, const EspCa *ca)
{
  g_autoptr (GPtrArray)
    found = esp_ca_store_search (work->replay->state, work->request->authority, NULL);

  for (guint i = 0; found && i < found->len; i++)
    if (g_str_equal (((const EspCa *) g_ptr_array_index (found, i))->id, ca->id))
      return TRUE;
  return FALSE;
}

static gboolean
is_item (const Work *work, const EspExchangePartner *partner, guint index, const char *id)
{
  g_autoptr (EspSigningRequest)
    row = esp_signing_request_store_find (work->replay->vault, id, NULL);
  g_autoptr (EspCa) ca = row ? esp_ca_store_find (work->replay->state, row->ca, NULL) : NULL;
  g_autofree char *parameters = ca ? esp_exchanging_write_parameters (
                                       g_ptr_array_index (work->request->items, index), ca->arn,
                                       NULL) :
                                     NULL;

  return parameters && g_str_equal (row->parameters, parameters) && names_ca (work, ca) &&
         g_str_equal (row->requester, partner->principal) &&
         g_str_equal (row->role, partner->role) &&
         g_str_equal (row->operation, "IssueCertificate") &&
         row->requested_at == work->event->time &&
         g_str_equal (ca->account, work->exchange->account);
}

static gboolean
is_received (Work *work)
{
  g_autoptr (EspExchangePartner) partner = find_partner (work);
  g_autoptr (EspSignedData)
    data = partner ? open_file (work->exchange->request, partner->certificate) : NULL;

  if (!data || !partner->principal || !g_str_equal (data->digest, work->exchange->digest) ||
      work->exchange->created_at != work->event->time ||
      !is_between (work, &work->request->head, partner->vault, own_id (work)))
    return FALSE;
  for (guint i = 0; i < work->request->items->len; i++)
    {
      char *id = esp_exchange_item_id (partner->id, work->exchange->id, i);
      gboolean is_right = is_item (work, partner, i, id);

      g_hash_table_add (work->asked, id);
      if (!is_right)
        return FALSE;
    }
  return TRUE;
}

/* --- Answering --------------------------------------------------------------------------------*/

static gboolean
is_certificate (const Work *work, const EspSigningRequest *row, const char *pem)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (pem, strlen (pem));
  g_autoptr (EspCertificate) certificate = esp_certificate_parse (bytes, NULL);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GBytes) der = NULL;

  if (!certificate || !row->serial)
    return FALSE;
  rows = esp_certificate_store_find (work->replay->vault, row->ca, row->serial, NULL);
  if (!rows || rows->len != 1)
    return FALSE;
  der = esp_certificate_store_get_der (
    work->replay->vault, ((const EspCertificateRow *) g_ptr_array_index (rows, 0))->row, NULL);
  return der && g_bytes_equal (der, esp_certificate_get_der (certificate));
}

static gboolean
is_answer (const Work *work, const EspExchangeAnswer *answer, guint index)
{
  g_autofree char *id = esp_exchange_item_id (work->exchange->partner, work->exchange->id, index);
  g_autoptr (EspSigningRequest)
    row = esp_signing_request_store_find (work->replay->vault, id, NULL);

  if (!row || row->answered_at == 0 || row->answered_at > work->event->time)
    return FALSE;
  if (answer->certificate)
    return row->status == ESP_SIGNING_REQUEST_SIGNED &&
           is_certificate (work, row, answer->certificate);
  return row->status == ESP_SIGNING_REQUEST_REFUSED && g_strcmp0 (answer->reason, row->reason) == 0;
}

static gboolean
is_answered (Work *work)
{
  g_autoptr (EspSignedData) data = open_own (work, work->exchange->response);
  g_autoptr (EspExchangePartner) partner = find_partner (work);
  g_autoptr (EspExchangeResponse)
    response = data && partner ? esp_exchange_response_read (data->content, NULL) : NULL;

  if (!response || !g_str_equal (response->request_digest, work->exchange->digest) ||
      work->exchange->answered_at != work->event->time ||
      response->answers->len != work->request->items->len ||
      !is_between (work, &response->head, own_id (work), partner->vault))
    return FALSE;
  for (guint i = 0; i < response->answers->len; i++)
    if (!is_answer (work, g_ptr_array_index (response->answers, i), i))
      return FALSE;
  return TRUE;
}

/* --- Accepting --------------------------------------------------------------------------------*/

/* Whoever of that vault was known then may have signed it. */
static EspSignedData *
open_response (const Work *work, const char *vault)
{
  g_autoptr (GPtrArray) partners = esp_exchange_store_list_partners (work->replay->state, NULL);
  EspSignedData *data = NULL;

  for (guint i = 0; partners && i < partners->len && !data; i++)
    {
      const EspExchangePartner *partner = g_ptr_array_index (partners, i);

      if (g_str_equal (partner->vault, vault))
        data = open_file (work->exchange->response, partner->certificate);
    }
  return data;
}

static gboolean
are_answers (const Work *work, const EspExchangeResponse *response)
{
  g_autoptr (GBytes)
    pem = response->chain ? g_bytes_new_static (response->chain, strlen (response->chain)) : NULL;
  g_autoptr (GPtrArray) chain = pem ? esp_certificate_parse_chain (pem, NULL) : NULL;

  if (response->answers->len != work->request->items->len)
    return FALSE;
  for (guint i = 0; i < response->answers->len; i++)
    {
      const EspExchangeAnswer *answer = g_ptr_array_index (response->answers, i);

      if (answer->certificate &&
          esp_exchanging_judge_answer (g_ptr_array_index (work->request->items, i), answer, chain))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_accepted (Work *work)
{
  g_autoptr (EspExchangePartner)
    asked = esp_exchange_store_find_partner (work->replay->state, work->exchange->partner, NULL);
  g_autoptr (EspSignedData) data = asked ? open_response (work, asked->vault) : NULL;
  g_autoptr (EspExchangeResponse)
    response = data ? esp_exchange_response_read (data->content, NULL) : NULL;

  return response && g_str_equal (response->request_digest, work->exchange->digest) &&
         work->exchange->answered_at == work->event->time &&
         is_between (work, &response->head, asked->vault, own_id (work)) &&
         are_answers (work, response);
}

/* --- Rows -------------------------------------------------------------------------------------*/

static const struct
{
  const char *action;
  EspExchangeDirection direction;
  gboolean (*is_right) (Work *work);
} acts[] = {
  { "espalier:CreateExchangeRequest", ESP_EXCHANGE_SENT, is_asked },
  { "espalier:ReceiveExchangeRequest", ESP_EXCHANGE_RECEIVED, is_received },
  { "espalier:AnswerExchangeRequest", ESP_EXCHANGE_RECEIVED, is_answered },
  { "espalier:AcceptExchangeResponse", ESP_EXCHANGE_SENT, is_accepted },
};

static gboolean
judge_exchange (Work *work, const EspReplayChange *change)
{
  const char *slash = strchr (change->key, '/');

  for (gsize i = 0; slash && i < G_N_ELEMENTS (acts); i++)
    {
      const char *direction = esp_exchange_direction_to_string (acts[i].direction);

      if (!g_str_equal (acts[i].action, work->event->action))
        continue;
      if (!g_str_has_prefix (change->key, direction) || change->key + strlen (direction) != slash)
        return FALSE;
      work_clear (work);
      work->exchange = esp_exchange_store_find (work->replay->vault, acts[i].direction, slash + 1,
                                                NULL);
      work->request = work->exchange ? esp_exchanging_read_request (work->exchange, NULL) : NULL;
      return work->request && acts[i].is_right (work);
    }
  return FALSE;
}

/* Somebody's own key; a partner is new, or is not known any more, and else stays who it is. */
static gboolean
judge_known (Work *work, const EspReplayChange *change)
{
  static const char *const removed[] = { "removed_at", NULL };
  g_autoptr (JsonObject) before = NULL;

  if (g_str_equal (change->table->name, "exchange_identity"))
    return g_str_equal (change->key, work->event->actor);
  before = esp_replay_read_row (work->replay->state, change->table, change->key);
  if (g_str_equal (work->event->action, "espalier:AddExchangePartner"))
    return !before && change->row && !json_object_has_member (change->row, "removed_at");
  return before && change->row && esp_replay_same_beside (before, change->row, removed) &&
         esp_replay_has_number (change->row, "removed_at", work->event->time);
}

static void
check_rows (Work *work,
            const char *table,
            gboolean (*judge) (Work *, const EspReplayChange *),
            const char *problem)
{
  for (guint i = 0; i < work->changes->len; i++)
    {
      const EspReplayChange *change = &g_array_index (work->changes, EspReplayChange, i);

      if (g_str_equal (change->table->name, table) && !judge (work, change))
        esp_replay_tell_row (work->replay, work->event, change->table, change->key, problem);
    }
}

/* After those of the file, which say which they are. */
static gboolean
judge_signing (Work *work, const EspReplayChange *change)
{
  return !g_str_equal (work->event->action, "espalier:ReceiveExchangeRequest") ||
         g_hash_table_contains (work->asked, change->key);
}

void
esp_replay_check_exchange (EspReplay *replay, const EspEvent *event, GArray *changes)
{
  g_autoptr (GHashTable) asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Work work = { .replay = replay, .event = event, .changes = changes, .asked = asked };

  check_rows (&work, "exchange_identity", judge_known, "is the key of somebody else");
  check_rows (&work, "exchange_partner", judge_known,
              "was changed by an act that leaves it as it is");
  check_rows (&work, "exchange", judge_exchange, OTHER_FILE);
  check_rows (&work, "signing_request", judge_signing,
              "was not asked for by the partner whose file was received");
  work_clear (&work);
}
