/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IssueCertificates: up to a thousand requests of one kind. Serials are reserved in one
 * transaction, the certificates made on all processors, stored with one event that carries the
 * Merkle root over them. A request that is refused does not stop the others. */
#include "esp-ops.h"

#include "audit/esp-merkle.h"
#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "esp-issuing.h"
#include "esp-parallel.h"
#include "model/esp-arn.h"
#include "vault/esp-certificate-store.h"

#define JOBS_MAX 64

typedef struct
{
  const EspIssuing *issuing;
  const char *pem;
  GBytes *serial;
  char *serial_hex;
  EspRequest *request;
  EspIssued *issued;
  GError *error;
} Item;

typedef struct
{
  EspIssuing issuing;
  GArray *items; /* Item */
  gboolean reserved;
} Batch;

static void
item_clear (gpointer data)
{
  Item *item = data;

  g_clear_pointer (&item->serial, g_bytes_unref);
  g_clear_pointer (&item->serial_hex, g_free);
  g_clear_pointer (&item->request, esp_request_unref);
  g_clear_pointer (&item->issued, esp_issued_free);
  g_clear_error (&item->error);
}

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  esp_issuing_clear (&batch->issuing);
  g_array_unref (batch->items);
  g_free (batch);
}

static Item *
nth (Batch *batch, guint i)
{
  return &g_array_index (batch->items, Item, i);
}

/* --- Reading and signing, on all processors ----------------------------------------------------*/

static void
parse_one (gpointer data, gpointer unused)
{
  Item *item = data;
  g_autoptr (GBytes) bytes = g_bytes_new_static (item->pem, strlen (item->pem));

  item->request = esp_request_parse (bytes, &item->error);
}

static void
sign_one (gpointer data, gpointer unused)
{
  Item *item = data;

  if (item->request)
    item->issued = esp_issuing_run (item->issuing, item->request, item->serial, &item->error);
}

static guint
count_jobs (EspOperationContext *context)
{
  gint64 jobs = esp_json_get_int (context->parameters, "Jobs", 0);

  return jobs > 0 ? (guint) MIN (jobs, JOBS_MAX) : g_get_num_processors ();
}

/* Waits until @func has run for each item. */
static gboolean
run_all (EspOperationContext *context, Batch *batch, GFunc func, GError **error)
{
  g_autofree gpointer *items = g_new (gpointer, MAX (batch->items->len, 1));

  for (guint i = 0; i < batch->items->len; i++)
    items[i] = nth (batch, i);
  esp_parallel_run (func, items, batch->items->len, count_jobs (context));
  return !g_cancellable_set_error_if_cancelled (context->cancellable, error);
}

static gboolean
read_items (EspOperationContext *context, Batch *batch, GError **error)
{
  JsonArray *requests = esp_json_get_array (context->parameters, "Requests");

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonNode *node = json_array_get_element (requests, i);
      Item item = { .issuing = &batch->issuing };

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        {
          esp_error_set (error, ESP_REASON_PARAMETER_TYPE, "Requests", NULL);
          return FALSE;
        }
      item.pem = json_node_get_string (node);
      g_array_append_val (batch->items, item);
    }
  return TRUE;
}

static gboolean
reserve_all (EspOperationContext *context, Batch *batch, GError **error)
{
  g_autoptr (EspTransaction)
    transaction = esp_transaction_begin_write (esp_vault_get_database (context->vault), error);

  for (guint i = 0; transaction && i < batch->items->len; i++)
    {
      Item *item = nth (batch, i);
      const guint8 *bytes;
      gsize len;

      if (!item->request)
        continue;
      item->serial = esp_serial_generate (error);
      if (!item->serial)
        return FALSE;
      bytes = g_bytes_get_data (item->serial, &len);
      item->serial_hex = esp_hex_encode (bytes, len);
      if (!esp_certificate_store_reserve (context->vault, context->ca->id, item->serial_hex,
                                          esp_session_get_principal_id (context->session),
                                          context->now, error))
        return FALSE;
    }
  batch->reserved = transaction && esp_transaction_commit (transaction, error);
  return batch->reserved;
}

gboolean
esp_op_issue_many_prepare (EspOperationContext *context, GError **error)
{
  Batch *batch = g_new0 (Batch, 1);

  context->data = batch;
  context->free_data = batch_free;
  batch->items = g_array_new (FALSE, TRUE, sizeof (Item));
  g_array_set_clear_func (batch->items, item_clear);
  return read_items (context, batch, error) &&
         esp_issuing_init (&batch->issuing, context, context->ca, error) &&
         esp_issuing_choose_places (&batch->issuing, context->vault, batch->items->len, error) &&
         run_all (context, batch, parse_one, error) && reserve_all (context, batch, error) &&
         run_all (context, batch, sign_one, error);
}

/* --- Storing -----------------------------------------------------------------------------------*/

static JsonObject *
view_item (EspOperationContext *context, const Item *item)
{
  JsonObject *view = json_object_new ();

  if (item->issued)
    {
      g_autofree char *arn = esp_arn_certificate (context->ca->arn, item->serial_hex);
      g_autofree char *pem = esp_certificate_to_pem (item->issued->certificate);

      json_object_set_string_member (view, "CertificateArn", arn);
      json_object_set_string_member (view, "CertificateSerial", item->serial_hex);
      json_object_set_string_member (view, "Certificate", pem);
    }
  else
    {
      JsonObject *problem = json_object_new ();

      json_object_set_string_member (problem, "Code", esp_error_code_get_name (item->error->code));
      json_object_set_string_member (problem, "Message", item->error->message);
      json_object_set_string_member (problem, "Reason",
                                     esp_reason_get_id (esp_error_get_reason (item->error)));
      json_object_set_object_member (view, "Error", problem);
    }
  return view;
}

static gboolean
store_item (EspOperationContext *context, Item *item, GArray *leaves, GError **error)
{
  EspHash leaf;
  const guint8 *der;
  gsize len;

  if (!item->issued)
    return !item->serial_hex ||
           esp_certificate_store_release (context->vault, context->ca->id, item->serial_hex, error);
  der = g_bytes_get_data (esp_certificate_get_der (item->issued->certificate), &len);
  esp_merkle_leaf_hash (der, len, &leaf);
  g_array_append_val (leaves, leaf);
  return esp_issued_store (item->issued, context->vault, error);
}

static void
tell_event (EspOperationContext *context, Batch *batch, GArray *leaves)
{
  EspHash root;
  g_autofree char *hex = NULL;

  esp_merkle_root_of ((const EspHash *) (void *) leaves->data, leaves->len, &root);
  hex = esp_hex_encode (root.bytes, sizeof root.bytes);
  esp_context_detail (context, "Template", batch->issuing.template->name);
  esp_context_detail (context, "CertificatesRoot", hex);
  json_object_set_int_member (context->details, "Issued", leaves->len);
  json_object_set_int_member (context->details, "Refused", batch->items->len - leaves->len);
}

gboolean
esp_op_issue_many_perform (EspOperationContext *context, GError **error)
{
  Batch *batch = context->data;
  g_autoptr (GArray) leaves = g_array_new (FALSE, FALSE, sizeof (EspHash));
  g_autofree char *chain = esp_issuing_chain (context->vault, context->ca, TRUE, error);
  JsonArray *results;

  if (!chain)
    return FALSE;
  results = json_array_new ();
  json_object_set_array_member (context->result, "Results", results);
  for (guint i = 0; i < batch->items->len; i++)
    {
      if (!store_item (context, nth (batch, i), leaves, error))
        return FALSE;
      json_array_add_object_element (results, view_item (context, nth (batch, i)));
    }
  json_object_set_int_member (context->result, "Issued", leaves->len);
  json_object_set_int_member (context->result, "Failed", batch->items->len - leaves->len);
  json_object_set_string_member (context->result, "CertificateChain", chain);
  tell_event (context, batch, leaves);
  return TRUE;
}

gboolean
esp_op_issue_many_abandon (EspOperationContext *context, GError **error)
{
  Batch *batch = context->data;
  g_autoptr (EspTransaction) transaction = NULL;

  if (!batch || !batch->reserved)
    return TRUE;
  transaction = esp_transaction_begin_write (esp_vault_get_database (context->vault), error);
  for (guint i = 0; transaction && i < batch->items->len; i++)
    if (nth (batch, i)->serial_hex &&
        !esp_certificate_store_release (context->vault, context->ca->id, nth (batch, i)->serial_hex,
                                        error))
      return FALSE;
  return transaction && esp_transaction_commit (transaction, error);
}
