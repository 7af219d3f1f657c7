/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noun template. Templates are part of the program, so no vault is opened for them. */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-output.h"
#include "cli-table.h"

static const char *
kind_text (const EspTemplate *template)
{
  static const char *const names[] = {
    [ESP_TEMPLATE_ROOT] = "ROOT",
    [ESP_TEMPLATE_SUBORDINATE] = "SUBORDINATE",
    [ESP_TEMPLATE_END_ENTITY] = "END_ENTITY",
  };

  return names[template->kind];
}

static JsonObject *
key_usage_to_json (const EspTemplate *template)
{
  JsonObject *object = json_object_new ();
  JsonArray *bits = json_array_new ();

  for (guint bit = 0; esp_key_usage_get_name (bit); bit++)
    if (template->key_usage & (1u << bit))
      json_array_add_string_element (bits, esp_key_usage_get_name (bit));
  json_object_set_boolean_member (object, "Critical", template->key_usage_critical);
  json_object_set_array_member (object, "Bits", bits);
  return object;
}

static JsonObject *
extended_key_usage_to_json (const EspTemplate *template)
{
  JsonObject *object = json_object_new ();
  JsonArray *oids = json_array_new ();

  for (guint i = 0; template->extended_key_usages && template->extended_key_usages[i]; i++)
    json_array_add_string_element (oids, template->extended_key_usages[i]);
  json_object_set_boolean_member (object, "Critical", template->extended_key_usage_critical);
  json_object_set_array_member (object, "Oids", oids);
  return object;
}

static void
set_basic_constraints (JsonObject *object, const EspTemplate *template)
{
  JsonObject *constraints = json_object_new ();

  json_object_set_boolean_member (constraints, "Critical", template->basic_constraints_critical);
  json_object_set_boolean_member (constraints, "Ca", template->ca);
  if (template->path_length != ESP_PATH_LENGTH_NONE)
    json_object_set_int_member (constraints, "PathLength", template->path_length);
  json_object_set_object_member (object, "BasicConstraints", constraints);
}

static JsonObject *
template_to_json (const EspTemplate *template)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "Name", template->name);
  json_object_set_string_member (object, "TemplateArn", template->arn);
  json_object_set_string_member (object, "Family", template->family);
  json_object_set_string_member (object, "Variety", template->variety);
  json_object_set_string_member (object, "Type", kind_text (template));
  set_basic_constraints (object, template);
  if (template->has_key_usage)
    json_object_set_object_member (object, "KeyUsage", key_usage_to_json (template));
  if (template->has_extended_key_usage)
    json_object_set_object_member (object, "ExtendedKeyUsage",
                                   extended_key_usage_to_json (template));
  json_object_set_boolean_member (object, "ApiPassthrough", template->api_passthrough);
  json_object_set_boolean_member (object, "CsrPassthrough", template->csr_passthrough);
  json_object_set_boolean_member (object, "SubjectFromApi", template->subject_from_api);
  return object;
}

gboolean
cli_template_list (CliCall *call, GError **error)
{
  GPtrArray *templates = esp_templates ();
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < templates->len; i++)
    json_array_add_object_element (rows, template_to_json (g_ptr_array_index (templates, i)));
  cli_call_set_result (call, json_object_new ());
  json_object_set_array_member (call->result, "Templates", rows);
  return TRUE;
}

static const CliColumn template_columns[] = {
  { N_ ("Name"), CLI_LEFT },
  { N_ ("Type"), CLI_LEFT },
  { N_ ("Variety"), CLI_LEFT },
  { N_ ("Path length"), CLI_RIGHT },
  { NULL },
};

void
cli_template_print_list (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "Templates");
  g_autoptr (CliTable) table = cli_table_new (template_columns);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *path_length = cli_number (esp_json_get_object (row, "BasicConstraints"),
                                                 "PathLength");

      cli_table_add (table, esp_json_get_string (row, "Name"),
                     cli_word (esp_json_get_string (row, "Type")),
                     esp_json_get_string (row, "Variety"), path_length);
    }
  cli_table_print (table, call->globals->quiet);
}

gboolean
cli_template_show (CliCall *call, GError **error)
{
  const EspTemplate *template = esp_template_find (cli_call_get (call, "NAME"), error);

  if (!template)
    return FALSE;
  cli_call_set_result (call, json_object_new ());
  json_object_set_object_member (call->result, "Template", template_to_json (template));
  return TRUE;
}

/* "digitalSignature, keyCertSign (critical)". */
static void
add_usage (CliFields *fields, const char *label, JsonObject *usage, const char *member)
{
  g_autofree char *names = usage ? cli_join (usage, member) : NULL;
  g_autofree char *text = NULL;

  if (!usage)
    return;
  text = g_strconcat (names, esp_json_get_boolean (usage, "Critical", FALSE) ? " (" : NULL,
                      _ ("critical"), ")", NULL);
  cli_fields_add (fields, label, text);
}

void
cli_template_print_show (CliCall *call)
{
  JsonObject *template = esp_json_get_object (call->result, "Template");
  JsonObject *constraints = esp_json_get_object (template, "BasicConstraints");
  g_autoptr (CliFields) fields = cli_fields_new ();

  cli_fields_add_member (fields, N_ ("Name"), template, "Name");
  cli_fields_add_member (fields, N_ ("ARN"), template, "TemplateArn");
  cli_fields_add_member (fields, N_ ("Family"), template, "Family");
  cli_fields_add_member (fields, N_ ("Variety"), template, "Variety");
  cli_fields_add (fields, N_ ("Type"), cli_word (esp_json_get_string (template, "Type")));
  cli_fields_add_member (fields, N_ ("For a certificate authority"), constraints, "Ca");
  cli_fields_add_member (fields, N_ ("Path length"), constraints, "PathLength");
  add_usage (fields, N_ ("Key usage"), esp_json_get_object (template, "KeyUsage"), "Bits");
  add_usage (fields, N_ ("Extended key usage"), esp_json_get_object (template, "ExtendedKeyUsage"),
             "Oids");
  cli_fields_add_member (fields, N_ ("Takes extensions from the request"), template,
                         "CsrPassthrough");
  cli_fields_add_member (fields, N_ ("Takes extensions from the caller"), template,
                         "ApiPassthrough");
  cli_fields_add_member (fields, N_ ("Takes the subject from the caller"), template,
                         "SubjectFromApi");
  cli_fields_print (fields);
}

/* --- The command for a request -----------------------------------------------------------------*/

static gboolean
make_command (CliCall *call, EspRequestCommand *command, GError **error)
{
  const GPtrArray *given = cli_call_get_all (call, "name");
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  char *text;

  for (guint i = 0; given && i < given->len; i++)
    g_ptr_array_add (names, g_ptr_array_index (given, i));
  g_ptr_array_add (names, NULL);
  command->names = (const char *const *) names->pdata;
  command->file = cli_call_get (call, "file");
  text = esp_request_command_to_text (command, error);
  if (!text)
    return FALSE;
  cli_call_set_result (call, json_object_new ());
  json_object_set_string_member (call->result, "Template", command->template->name);
  json_object_set_string_member (call->result, "Command", text);
  return cli_call_set_document (call, text, error);
}

gboolean
cli_template_request (CliCall *call, GError **error)
{
  const char *subject = cli_call_get (call, "subject");
  const char *key = cli_call_get (call, "key-algorithm");
  g_autoptr (EspName) name = NULL;
  EspRequestCommand command = { 0 };

  command.template = esp_template_find (cli_call_get (call, "NAME"), error);
  if (!command.template || !cli_call_check_out (call, error))
    return FALSE;
  command.key = esp_key_algorithm_find (key ? key : "EC_prime256v1", error);
  if (!command.key)
    return FALSE;
  if (subject)
    {
      name = esp_name_parse (subject, error);
      if (!name)
        return FALSE;
    }
  command.subject = name;
  return make_command (call, &command, error);
}
