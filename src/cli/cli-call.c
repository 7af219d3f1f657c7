/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the words of a command to the engine's parameters, and from its answer to the result. */
#include "cli-call.h"

#include "cli-file.h"
#include "cli-session.h"

const char *
cli_call_get (CliCall *call, const char *name)
{
  return cli_words_get (call->words, name);
}

gboolean
cli_call_has (CliCall *call, const char *name)
{
  return cli_words_has (call->words, name);
}

const GPtrArray *
cli_call_get_all (CliCall *call, const char *name)
{
  return cli_words_get_all (call->words, name);
}

gint64
cli_call_get_number (CliCall *call, const char *name, gint64 fallback)
{
  const char *text = cli_call_get (call, name);

  return text ? g_ascii_strtoll (text, NULL, 10) : fallback;
}

static void
add_tag (JsonArray *tags, const char *text)
{
  JsonObject *tag = json_object_new ();
  const char *equals = strchr (text, '=');
  g_autofree char *key = equals ? g_strndup (text, (gsize) (equals - text)) : g_strdup (text);

  json_object_set_string_member (tag, "Key", key);
  if (equals)
    json_object_set_string_member (tag, "Value", equals + 1);
  json_array_add_object_element (tags, tag);
}

static void
set_tags (JsonObject *parameters, const char *member, const GPtrArray *values)
{
  JsonArray *tags = json_array_new ();

  for (guint i = 0; i < values->len; i++)
    add_tag (tags, g_ptr_array_index (values, i));
  json_object_set_array_member (parameters, member, tags);
}

static void
set_texts (JsonObject *parameters, const char *member, const GPtrArray *values)
{
  JsonArray *texts = json_array_new ();

  for (guint i = 0; i < values->len; i++)
    json_array_add_string_element (texts, g_ptr_array_index (values, i));
  json_object_set_array_member (parameters, member, texts);
}

static gboolean
set_file_text (JsonObject *parameters, const char *member, const char *path, GError **error)
{
  g_autofree char *text = cli_file_read_pem (path, error);

  if (!text)
    return FALSE;
  json_object_set_string_member (parameters, member, text);
  return TRUE;
}

static gboolean
set_file_json (JsonObject *parameters, const char *member, const char *path, GError **error)
{
  JsonObject *object = cli_file_read_json (path, error);

  if (!object)
    return FALSE;
  json_object_set_object_member (parameters, member, object);
  return TRUE;
}

static gboolean
set_member (CliCall *call, JsonObject *parameters, const CliParameter *row, GError **error)
{
  const char *value = cli_call_get (call, row->name);
  g_autofree char *upper = NULL;

  switch (row->kind)
    {
    case CLI_FLAG:
      json_object_set_boolean_member (parameters, row->member, TRUE);
      return TRUE;
    case CLI_NUMBER:
    case CLI_COUNT:
      json_object_set_int_member (parameters, row->member,
                                  cli_call_get_number (call, row->name, 0));
      return TRUE;
    case CLI_CHOICE:
      upper = g_ascii_strup (value, -1);
      json_object_set_string_member (parameters, row->member, upper);
      return TRUE;
    case CLI_TAG:
    case CLI_TAG_KEY:
      set_tags (parameters, row->member, cli_call_get_all (call, row->name));
      return TRUE;
    case CLI_FILE_TEXT:
      return set_file_text (parameters, row->member, value, error);
    case CLI_FILE_JSON:
      return set_file_json (parameters, row->member, value, error);
    case CLI_TEXT:
    case CLI_FILE:
    default:
      if (row->use & CLI_REPEATED)
        set_texts (parameters, row->member, cli_call_get_all (call, row->name));
      else
        json_object_set_string_member (parameters, row->member, value);
      return TRUE;
    }
}

static gboolean
set_members (CliCall *call, JsonObject *parameters, const CliParameter *rows, GError **error)
{
  for (; rows && rows->name; rows++)
    if (rows->member && cli_call_has (call, rows->name) &&
        !set_member (call, parameters, rows, error))
      return FALSE;
  return TRUE;
}

JsonObject *
cli_call_parameters (CliCall *call, GError **error)
{
  g_autoptr (JsonObject) parameters = json_object_new ();

  if (!set_members (call, parameters, call->command->arguments, error) ||
      !set_members (call, parameters, call->command->options, error))
    return NULL;
  return g_steal_pointer (&parameters);
}

JsonObject *
cli_call_engine (CliCall *call, const char *operation, JsonObject *parameters, GError **error)
{
  g_autoptr (JsonObject) owned = parameters;
  g_autoptr (JsonNode) answer = NULL;

  if (!cli_session_sign_in (call->context, call->globals, error))
    return NULL;
  answer = esp_engine_call (call->context->engine, operation, owned, NULL, error);
  return answer ? json_object_ref (json_node_get_object (answer)) : NULL;
}

gboolean
cli_call_run_operation (CliCall *call, GError **error)
{
  JsonObject *parameters = cli_call_parameters (call, error);
  JsonObject *result = parameters ?
                         cli_call_engine (call, call->command->operation, parameters, error) :
                         NULL;

  cli_call_set_result (call, result);
  return result != NULL;
}

void
cli_call_set_result (CliCall *call, JsonObject *result)
{
  g_clear_pointer (&call->result, json_object_unref);
  call->result = result;
}

gboolean
cli_call_has_out_file (CliCall *call)
{
  const char *out = cli_call_get (call, "out");

  return out && !g_str_equal (out, "-");
}

gboolean
cli_call_check_out (CliCall *call, GError **error)
{
  if (!cli_call_has_out_file (call))
    return TRUE;
  return cli_file_may_write (cli_call_get (call, "out"), call->globals->yes, error);
}

gboolean
cli_call_set_document (CliCall *call, char *text, GError **error)
{
  g_free (call->document);
  call->document = text;
  if (!cli_call_has_out_file (call))
    return TRUE;
  return cli_file_write (cli_call_get (call, "out"), text, error);
}

gboolean
cli_call_set_certificate (CliCall *call, GError **error)
{
  const char *certificate = esp_json_get_string (call->result, "Certificate");
  const char *chain = cli_call_has (call, "chain") ?
                        esp_json_get_string (call->result, "CertificateChain") :
                        NULL;

  return cli_call_set_document (call, g_strconcat (certificate, chain, NULL), error);
}

void
cli_call_clear (CliCall *call)
{
  g_clear_pointer (&call->result, json_object_unref);
  g_clear_pointer (&call->document, g_free);
  g_clear_pointer (&call->secret, esp_secret_unref);
}
