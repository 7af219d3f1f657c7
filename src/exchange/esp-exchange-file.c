/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests and responses between vaults as text. Signing them is in pki, what they mean to a vault
 * in the engine. */
#include "esp-exchange-file.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "base/esp-time.h"
#include "pki/esp-signed-data.h"

#include <string.h>

#define VERSION 1
#define REQUEST_TYPE "espalier-exchange-request"
#define RESPONSE_TYPE "espalier-exchange-response"
#define TEXT_MAX 512
#define PEM_MAX 65536
#define CHAIN_MAX 524288
#define PROBLEM_MAX 4096
#define DIGEST_LEN 64

/* --- Records ----------------------------------------------------------------------------------*/

static void
item_free (gpointer data)
{
  EspExchangeItem *item = data;

  g_free (item->csr);
  g_free (item->template_arn);
  g_free (item->validity);
  g_free (item->authority);
  g_free (item);
}

static void
answer_free (gpointer data)
{
  EspExchangeAnswer *answer = data;

  g_free (answer->certificate);
  g_free (answer->reason);
  g_free (answer->problem);
  g_free (answer);
}

static void
head_clear (EspExchangeHead *head)
{
  g_free (head->id);
  g_free (head->from);
  g_free (head->to);
  g_free (head->person);
}

EspExchangeRequest *
esp_exchange_request_new (void)
{
  EspExchangeRequest *request = g_new0 (EspExchangeRequest, 1);

  request->items = g_ptr_array_new_with_free_func (item_free);
  return request;
}

EspExchangeItem *
esp_exchange_request_add (EspExchangeRequest *request,
                          const char *csr,
                          const char *template_arn,
                          const char *validity)
{
  EspExchangeItem *item = g_new0 (EspExchangeItem, 1);

  item->csr = g_strdup (csr);
  item->template_arn = g_strdup (template_arn);
  item->validity = g_strdup (validity);
  g_ptr_array_add (request->items, item);
  return item;
}

void
esp_exchange_request_free (EspExchangeRequest *request)
{
  if (!request)
    return;
  head_clear (&request->head);
  g_free (request->authority);
  g_free (request->share);
  g_ptr_array_unref (request->items);
  g_free (request);
}

EspExchangeResponse *
esp_exchange_response_new (void)
{
  EspExchangeResponse *response = g_new0 (EspExchangeResponse, 1);

  response->answers = g_ptr_array_new_with_free_func (answer_free);
  return response;
}

EspExchangeAnswer *
esp_exchange_response_add (EspExchangeResponse *response)
{
  EspExchangeAnswer *answer = g_new0 (EspExchangeAnswer, 1);

  g_ptr_array_add (response->answers, answer);
  return answer;
}

void
esp_exchange_response_free (EspExchangeResponse *response)
{
  if (!response)
    return;
  head_clear (&response->head);
  g_free (response->request_digest);
  g_free (response->chain);
  g_ptr_array_unref (response->answers);
  g_free (response);
}

/* --- Writing ----------------------------------------------------------------------------------*/

static gboolean
refuse (const char *problem, GError **error)
{
  esp_error_set (error, ESP_REASON_EXCHANGE_FORM, NULL, "problem", problem, NULL);
  return FALSE;
}

static void
write_head (const EspExchangeHead *head, const char *type, const char *person, JsonObject *object)
{
  json_object_set_string_member (object, "Type", type);
  json_object_set_int_member (object, "Version", VERSION);
  esp_json_set_string (object, "RequestId", head->id);
  esp_json_set_string (object, "FromVault", head->from);
  esp_json_set_string (object, "ToVault", head->to);
  esp_json_set_time (object, "CreatedAt", head->created_at);
  esp_json_set_time (object, "ExpiresAt", head->expires_at);
  esp_json_set_string (object, person, head->person);
}

static GBytes *
to_bytes (JsonObject *object, GError **error)
{
  g_autoptr (JsonNode) node = esp_json_wrap_object (object);
  char *text = esp_json_to_canonical (node, error);

  return text ? g_bytes_new_take (text, strlen (text)) : NULL;
}

static GBytes *
request_to_bytes (const EspExchangeRequest *request, GError **error)
{
  JsonObject *object = json_object_new ();
  JsonArray *items = json_array_new ();

  write_head (&request->head, REQUEST_TYPE, "Requester", object);
  esp_json_set_string (object, "CertificateAuthority", request->authority);
  esp_json_set_string (object, "Share", request->share);
  for (guint i = 0; i < request->items->len; i++)
    {
      const EspExchangeItem *item = g_ptr_array_index (request->items, i);
      JsonObject *row = json_object_new ();

      esp_json_set_string (row, "Csr", item->csr);
      esp_json_set_string (row, "TemplateArn", item->template_arn);
      esp_json_set_string (row, "Validity", item->validity);
      esp_json_set_string (row, "Authority", item->authority);
      json_array_add_object_element (items, row);
    }
  json_object_set_array_member (object, "Items", items);
  return to_bytes (object, error);
}

static GBytes *
response_to_bytes (const EspExchangeResponse *response, GError **error)
{
  JsonObject *object = json_object_new ();
  JsonArray *items = json_array_new ();

  write_head (&response->head, RESPONSE_TYPE, "Answerer", object);
  esp_json_set_string (object, "RequestDigest", response->request_digest);
  esp_json_set_string (object, "CertificateChain", response->chain);
  for (guint i = 0; i < response->answers->len; i++)
    {
      const EspExchangeAnswer *answer = g_ptr_array_index (response->answers, i);
      JsonObject *row = json_object_new ();

      esp_json_set_string (row, "Certificate", answer->certificate);
      esp_json_set_string (row, "Reason", answer->reason);
      esp_json_set_string (row, "Problem", answer->problem);
      json_array_add_object_element (items, row);
    }
  json_object_set_array_member (object, "Items", items);
  return to_bytes (object, error);
}

/* What is written can be read. */
GBytes *
esp_exchange_request_write (const EspExchangeRequest *request, GError **error)
{
  g_autoptr (GBytes) content = request_to_bytes (request, error);
  g_autoptr (EspExchangeRequest) again = content ? esp_exchange_request_read (content, error) :
                                                   NULL;

  return again ? g_steal_pointer (&content) : NULL;
}

GBytes *
esp_exchange_response_write (const EspExchangeResponse *response, GError **error)
{
  g_autoptr (GBytes) content = response_to_bytes (response, error);
  g_autoptr (EspExchangeResponse) again = content ? esp_exchange_response_read (content, error) :
                                                    NULL;

  return again ? g_steal_pointer (&content) : NULL;
}

/* --- Reading ----------------------------------------------------------------------------------*/

static JsonNode *
parse (GBytes *content, GError **error)
{
  gsize len;
  const char *text = g_bytes_get_data (content, &len);
  g_autoptr (JsonNode) node = esp_json_parse (text, (gssize) len, ESP_SIGNED_DATA_MAX_SIZE, error);

  if (node && JSON_NODE_HOLDS_OBJECT (node))
    return g_steal_pointer (&node);
  if (node)
    refuse ("it is no object", error);
  return NULL;
}

/* A member that is a text of one line, or (@lines) of many. */
static gboolean
read_text (JsonObject *object, const char *member, gsize limit, gboolean lines, char **value)
{
  const char *text = esp_json_get_string (object, member);
  gsize len = text ? strlen (text) : 0;

  if (len == 0 || len > limit)
    return FALSE;
  for (const char *c = text; *c; c++)
    if (((guchar) *c < ' ' && !(lines && *c == '\n')) || *c == 0x7f)
      return FALSE;
  *value = g_strdup (text);
  return TRUE;
}

static gboolean
read_maybe (JsonObject *object, const char *member, gsize limit, gboolean lines, char **value)
{
  return !json_object_has_member (object, member) ||
         read_text (object, member, limit, lines, value);
}

static gboolean
read_hex (JsonObject *object, const char *member, gsize len, char **value)
{
  return read_text (object, member, len, FALSE, value) && strlen (*value) == len &&
         strspn (*value, "0123456789abcdef") == len;
}

static gboolean
read_uuid (JsonObject *object, const char *member, char **value)
{
  return read_text (object, member, TEXT_MAX, FALSE, value) && g_uuid_string_is_valid (*value);
}

static gboolean
read_time (JsonObject *object, const char *member, gint64 *time)
{
  const char *text = esp_json_get_string (object, member);

  return text && esp_time_parse (text, time, NULL);
}

static const char *
find_head_problem (EspExchangeHead *head, const char *type, const char *person, JsonObject *object)
{
  if (g_strcmp0 (esp_json_get_string (object, "Type"), type) != 0)
    return "it is a file of another kind";
  if (esp_json_get_int (object, "Version", -1) != VERSION)
    return "it is of another version; ask the other side which program made it";
  if (!read_hex (object, "RequestId", ESP_EXCHANGE_ID_LEN, &head->id))
    return "RequestId is not 32 hexadecimal digits";
  if (!read_uuid (object, "FromVault", &head->from) || !read_uuid (object, "ToVault", &head->to))
    return "FromVault or ToVault is no UUID";
  if (!read_time (object, "CreatedAt", &head->created_at) ||
      !read_time (object, "ExpiresAt", &head->expires_at))
    return "CreatedAt or ExpiresAt is no time";
  if (head->expires_at <= head->created_at ||
      head->expires_at - head->created_at > ESP_EXCHANGE_DAYS_MAX * ESP_TIME_DAY)
    return "it is good for no time, or for too long";
  return read_text (object, person, TEXT_MAX, FALSE, &head->person) ? NULL : "nobody sent it";
}

static const char *
find_list_problem (JsonArray *items)
{
  if (!items || json_array_get_length (items) == 0)
    return "nothing is in it";
  if (json_array_get_length (items) > ESP_EXCHANGE_ITEMS_MAX)
    return "there is more in it than is taken at once";
  for (guint i = 0; i < json_array_get_length (items); i++)
    if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (items, i)))
      return "something in it is no object";
  return NULL;
}

static const char *
find_item_problem (EspExchangeRequest *request, JsonObject *row)
{
  EspExchangeItem *item = esp_exchange_request_add (request, NULL, NULL, NULL);

  if (!read_text (row, "Csr", PEM_MAX, TRUE, &item->csr))
    return "an item has no request";
  if (!read_text (row, "TemplateArn", TEXT_MAX, FALSE, &item->template_arn))
    return "an item has no template";
  if (!read_text (row, "Validity", TEXT_MAX, FALSE, &item->validity))
    return "an item has no validity";
  return !json_object_has_member (row, "Authority") ||
             read_uuid (row, "Authority", &item->authority) ?
           NULL :
           "an item is for no authority";
}

static const char *
find_request_problem (EspExchangeRequest *request, JsonObject *object)
{
  JsonArray *items = esp_json_get_array (object, "Items");
  const char *problem = find_head_problem (&request->head, REQUEST_TYPE, "Requester", object);

  if (problem)
    return problem;
  if (!read_text (object, "CertificateAuthority", TEXT_MAX, FALSE, &request->authority))
    return "it names no authority";
  if (!read_maybe (object, "Share", TEXT_MAX, FALSE, &request->share))
    return "Share is no name";
  problem = find_list_problem (items);
  for (guint i = 0; !problem && i < json_array_get_length (items); i++)
    problem = find_item_problem (request, json_array_get_object_element (items, i));
  return problem;
}

static const char *
find_answer_problem (EspExchangeResponse *response, JsonObject *row)
{
  EspExchangeAnswer *answer = esp_exchange_response_add (response);

  if (json_object_has_member (row, "Certificate"))
    return response->chain && read_text (row, "Certificate", PEM_MAX, TRUE, &answer->certificate) ?
             NULL :
             "a certificate has no chain, or is none";
  return read_text (row, "Reason", TEXT_MAX, FALSE, &answer->reason) &&
             read_text (row, "Problem", PROBLEM_MAX, TRUE, &answer->problem) ?
           NULL :
           "something was refused without a reason";
}

static const char *
find_response_problem (EspExchangeResponse *response, JsonObject *object)
{
  JsonArray *items = esp_json_get_array (object, "Items");
  const char *problem = find_head_problem (&response->head, RESPONSE_TYPE, "Answerer", object);

  if (problem)
    return problem;
  if (!read_hex (object, "RequestDigest", DIGEST_LEN, &response->request_digest))
    return "RequestDigest is no digest";
  if (!read_maybe (object, "CertificateChain", CHAIN_MAX, TRUE, &response->chain))
    return "CertificateChain is no text";
  problem = find_list_problem (items);
  for (guint i = 0; !problem && i < json_array_get_length (items); i++)
    problem = find_answer_problem (response, json_array_get_object_element (items, i));
  return problem;
}

EspExchangeRequest *
esp_exchange_request_read (GBytes *content, GError **error)
{
  g_autoptr (JsonNode) node = parse (content, error);
  g_autoptr (EspExchangeRequest) request = node ? esp_exchange_request_new () : NULL;
  g_autoptr (GBytes) again = NULL;
  const char *problem;

  if (!request)
    return NULL;
  problem = find_request_problem (request, json_node_get_object (node));
  again = problem ? NULL : request_to_bytes (request, error);
  if (again && g_bytes_equal (again, content))
    return g_steal_pointer (&request);
  if (problem || again)
    refuse (problem ? problem : "it says more than such a file does, or says it in another way",
            error);
  return NULL;
}

EspExchangeResponse *
esp_exchange_response_read (GBytes *content, GError **error)
{
  g_autoptr (JsonNode) node = parse (content, error);
  g_autoptr (EspExchangeResponse) response = node ? esp_exchange_response_new () : NULL;
  g_autoptr (GBytes) again = NULL;
  const char *problem;

  if (!response)
    return NULL;
  problem = find_response_problem (response, json_node_get_object (node));
  again = problem ? NULL : response_to_bytes (response, error);
  if (again && g_bytes_equal (again, content))
    return g_steal_pointer (&response);
  if (problem || again)
    refuse (problem ? problem : "it says more than such a file does, or says it in another way",
            error);
  return NULL;
}

gboolean
esp_exchange_is_request (GBytes *content, gboolean *is_request, GError **error)
{
  g_autoptr (JsonNode) node = parse (content, error);
  const char *type = node ? esp_json_get_string (json_node_get_object (node), "Type") : NULL;

  *is_request = g_strcmp0 (type, REQUEST_TYPE) == 0;
  if (*is_request || g_strcmp0 (type, RESPONSE_TYPE) == 0)
    return TRUE;
  return node ? refuse ("it is a file of another kind", error) : FALSE;
}

/* --- Times ------------------------------------------------------------------------------------*/

gboolean
esp_exchange_head_check (const EspExchangeHead *head, gint64 now, GError **error)
{
  gboolean early = head->created_at > now + ESP_EXCHANGE_SKEW;
  g_autofree char *time = NULL;

  if (!early && now <= head->expires_at)
    return TRUE;
  time = esp_time_to_rfc3339 (early ? head->created_at : head->expires_at);
  esp_error_set (error, early ? ESP_REASON_EXCHANGE_FUTURE : ESP_REASON_EXCHANGE_EXPIRED, head->id,
                 "time", time, NULL);
  return FALSE;
}
