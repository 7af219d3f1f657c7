/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sentences are those of base/esp-reasons.h, looked up with gettext; here is only how they are
 * shown and which exit status stands for which code (a contract with scripts).
 */
#include "cli-error.h"

#include <glib/gi18n.h>

static const CliExit exits[ESP_N_ERRORS] = {
  [ESP_ERROR_FAILED] = CLI_EXIT_FAILED,
  [ESP_ERROR_USAGE] = CLI_EXIT_USAGE,
  [ESP_ERROR_INVALID_ARGS] = CLI_EXIT_USAGE,
  [ESP_ERROR_VALIDATION] = CLI_EXIT_USAGE,
  [ESP_ERROR_INVALID_ARN] = CLI_EXIT_USAGE,
  [ESP_ERROR_INVALID_REQUEST] = CLI_EXIT_USAGE,
  [ESP_ERROR_INVALID_STATE] = CLI_EXIT_FAILED,
  [ESP_ERROR_INVALID_TAG] = CLI_EXIT_USAGE,
  [ESP_ERROR_TOO_MANY_TAGS] = CLI_EXIT_USAGE,
  [ESP_ERROR_INVALID_POLICY] = CLI_EXIT_USAGE,
  [ESP_ERROR_MALFORMED_CSR] = CLI_EXIT_USAGE,
  [ESP_ERROR_MALFORMED_CERTIFICATE] = CLI_EXIT_USAGE,
  [ESP_ERROR_CERTIFICATE_MISMATCH] = CLI_EXIT_USAGE,
  [ESP_ERROR_NOT_FOUND] = CLI_EXIT_NOT_FOUND,
  [ESP_ERROR_AMBIGUOUS] = CLI_EXIT_USAGE,
  [ESP_ERROR_EXISTS] = CLI_EXIT_FAILED,
  [ESP_ERROR_PERMISSION_EXISTS] = CLI_EXIT_FAILED,
  [ESP_ERROR_ACCESS_DENIED] = CLI_EXIT_DENIED,
  [ESP_ERROR_WAITING] = CLI_EXIT_WAITING,
  [ESP_ERROR_LOCKED] = CLI_EXIT_LOCKED,
  [ESP_ERROR_NO_KEY] = CLI_EXIT_LOCKED,
  [ESP_ERROR_VERIFICATION] = CLI_EXIT_NO,
  [ESP_ERROR_CANNOT_TELL] = CLI_EXIT_CANNOT_TELL,
  [ESP_ERROR_LIMIT_EXCEEDED] = CLI_EXIT_FAILED,
  [ESP_ERROR_ALREADY_PROCESSED] = CLI_EXIT_FAILED,
  [ESP_ERROR_CONCURRENT_MODIFICATION] = CLI_EXIT_FAILED,
  [ESP_ERROR_NOT_SUPPORTED] = CLI_EXIT_FAILED,
  [ESP_ERROR_IO] = CLI_EXIT_FAILED,
  [ESP_ERROR_CANCELLED] = CLI_EXIT_FAILED,
};

int
cli_error_get_exit (const GError *error)
{
  if (error->domain != ESP_ERROR || error->code < 0 || error->code >= ESP_N_ERRORS)
    return CLI_EXIT_FAILED;
  /* A plan is compared with what exists: this is the answer no. */
  if (esp_error_has_reason (error, ESP_REASON_PLAN_EXISTS_OTHERWISE))
    return CLI_EXIT_NO;
  return exits[error->code];
}

/* Candidates stand in the sentence where it has a place for them; else they follow it. */
static void
append_candidates (GString *text, const GError *error)
{
  const char *candidates = esp_error_get_argument (error, "candidates");
  const char *sentence = esp_reason_get_text (esp_error_get_reason (error));

  if (candidates && candidates[0] && !strstr (sentence, "{candidates}"))
    g_string_append_printf (text, " (%s)", candidates);
}

void
cli_error_print (const GError *error, guint line)
{
  EspReason reason = esp_error_get_reason (error);
  const char *object = esp_error_get_object (error);
  const char *template = reason != ESP_REASON_NONE ? _ (esp_reason_get_text (reason)) : NULL;
  g_autofree char *sentence = esp_error_format (error, template);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *safe = NULL;

  if (line > 0)
    {
      /* Translators: the line of a file of commands, before what went wrong there */
      g_string_append_printf (text, _ ("line %u"), line);
      g_string_append (text, ": ");
    }
  if (object && object[0])
    g_string_append_printf (text, "%s: ", object);
  g_string_append (text, sentence);
  append_candidates (text, error);
  safe = esp_text_escape (text->str);
  g_printerr ("espalier-cli: %s\n", safe);
  if (esp_error_get_detail (error))
    g_debug ("%s", esp_error_get_detail (error));
}

const char *
cli_error_get_waiting (const GError *error)
{
  if (!g_error_matches (error, ESP_ERROR, ESP_ERROR_WAITING))
    return NULL;
  return esp_error_get_argument (error, "id");
}

/* What a script needs to follow a request that was kept. */
static JsonObject *
waiting_to_json (const GError *error)
{
  const char *reason = esp_reason_get_id (esp_error_get_reason (error));
  gboolean signature = g_str_equal (reason, "WAITING_FOR_SIGNATURE");
  JsonObject *waiting = json_object_new ();

  json_object_set_string_member (waiting, "for", signature ? "signature" : "approval");
  esp_json_set_string (waiting, "id", esp_error_get_argument (error, "id"));
  esp_json_set_string (waiting, "approvers", esp_error_get_argument (error, "approvers"));
  esp_json_set_string (waiting, "until", esp_error_get_argument (error, "until"));
  esp_json_set_string (waiting, "owner", esp_error_get_argument (error, "owner"));
  return waiting;
}

JsonObject *
cli_error_to_json (const GError *error)
{
  JsonObject *document = json_object_new ();
  JsonObject *body = json_object_new ();
  EspReason reason = esp_error_get_reason (error);
  int code = error->domain == ESP_ERROR ? error->code : ESP_ERROR_FAILED;

  json_object_set_string_member (body, "code", esp_error_code_get_name (code));
  json_object_set_string_member (body, "message", error->message);
  json_object_set_string_member (body, "reason", esp_reason_get_id (reason));
  esp_json_set_string (body, "object", esp_error_get_object (error));
  esp_json_set_string (body, "candidates", esp_error_get_argument (error, "candidates"));
  if (error->domain == ESP_ERROR)
    esp_json_set_string (body, "detail", esp_error_get_detail (error));
  json_object_set_object_member (document, "error", body);
  if (cli_error_get_waiting (error))
    json_object_set_object_member (document, "waiting", waiting_to_json (error));
  return document;
}
