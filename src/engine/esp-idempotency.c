/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Repeated calls. A token belongs to the person who used it and to one operation; what is compared
 * is all the parameters in their canonical form. */
#include "esp-idempotency.h"

#include "base/esp-error.h"
#include "pki/esp-digest.h"
#include "vault/esp-idempotency-store.h"

#define TOKEN "IdempotencyToken"
#define TOKEN_LIMIT 36
/* A thousand certificates with their chain fit many times. */
#define ANSWER_LIMIT 67108864

/* The service's pattern: Latin-1 without control characters but tab, line feed and return. Those
 * are left out too, because no tool of ours could show such a token on one line. */
static gboolean
check_token (const char *token, GError **error)
{
  glong len = g_utf8_strlen (token, -1);
  gboolean good = len >= 1 && len <= TOKEN_LIMIT;

  for (const char *c = token; good && *c; c = g_utf8_next_char (c))
    good = g_utf8_get_char (c) <= 0xff && !g_unichar_iscntrl (g_utf8_get_char (c));
  if (!good)
    esp_error_set (error, ESP_REASON_IDEMPOTENCY_TOKEN, TOKEN, "limit", G_STRINGIFY (TOKEN_LIMIT),
                   NULL);
  return good;
}

static char *
digest_parameters (EspOperationContext *context, GError **error)
{
  g_autoptr (JsonNode) node = esp_json_wrap_object (json_object_ref (context->parameters));
  g_autofree char *canonical = esp_json_to_canonical (node, error);

  return canonical ? esp_sha256_hex ((const guint8 *) canonical, strlen (canonical)) : NULL;
}

static gboolean
take_answer (EspOperationContext *context, const EspIdempotency *row, GError **error)
{
  g_autoptr (JsonNode) answer = esp_json_parse (row->answer, -1, ANSWER_LIMIT, error);

  if (!answer)
    return FALSE;
  json_object_unref (context->result);
  context->result = json_node_dup_object (answer);
  return TRUE;
}

gboolean
esp_idempotency_recall (EspOperationContext *context, gboolean *repeated, GError **error)
{
  const char *token = esp_context_text (context, TOKEN);
  g_autoptr (EspIdempotency) row = NULL;
  g_autofree char *digest = NULL;

  *repeated = FALSE;
  if (!token)
    return TRUE;
  if (!check_token (token, error) ||
      !esp_idempotency_store_find (context->vault, esp_session_get_principal_id (context->session),
                                   context->operation->name, token, context->now, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  digest = digest_parameters (context, error);
  if (!digest)
    return FALSE;
  if (!g_str_equal (digest, row->parameters))
    {
      esp_error_set (error, ESP_REASON_IDEMPOTENCY_REUSED, token, NULL);
      return FALSE;
    }
  *repeated = take_answer (context, row, error);
  return *repeated;
}

gboolean
esp_idempotency_remember (EspOperationContext *context, GError **error)
{
  const char *token = esp_context_text (context, TOKEN);
  EspIdempotency row = { 0 };
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *digest = NULL, *answer = NULL;

  if (!token)
    return TRUE;
  digest = digest_parameters (context, error);
  if (!digest)
    return FALSE;
  node = esp_json_wrap_object (json_object_ref (context->result));
  answer = esp_json_to_text (node, FALSE);
  row.requester = (char *) esp_session_get_principal_id (context->session);
  row.operation = (char *) context->operation->name;
  row.token = (char *) token;
  row.parameters = digest;
  row.answer = answer;
  row.created_at = context->now;
  return esp_idempotency_store_insert (context->vault, &row, error);
}
