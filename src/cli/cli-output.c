/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Standard output is data; what is only said goes away with --quiet or stands on standard error.
 * JSON is written as the engine gave it: never translated, always UTF-8.
 */
#include "cli-output.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli-error.h"

/* Stands in the text where the secret is written, so that it is never part of a string. It is the
 * last member, so the last occurrence is the right one. */
#define SECRET_PLACE "\"{passphrase}\""

static void
write_secret (EspSecret *secret)
{
  gsize len;
  const guint8 *bytes = esp_secret_get_bytes (secret, &len);

  /* Without a buffer of the C library, which nobody would wipe. */
  fflush (stdout);
  setvbuf (stdout, NULL, _IONBF, 0);
  fwrite (bytes, 1, len, stdout);
}

static void
write_json_secret (const char *text, EspSecret *secret)
{
  const char *place = g_strrstr (text, SECRET_PLACE);

  fwrite (text, 1, (gsize) (place - text) + 1, stdout);
  write_secret (secret);
  fputs (place + strlen (SECRET_PLACE) - 1, stdout);
}

static void
write_json (JsonObject *document, EspSecret *secret, gboolean pretty)
{
  g_autoptr (JsonNode) node = esp_json_wrap_object (json_object_ref (document));
  g_autofree char *text = esp_json_to_text (node, pretty);

  if (secret)
    write_json_secret (text, secret);
  else
    fputs (text, stdout);
  if (!g_str_has_suffix (text, "\n"))
    fputc ('\n', stdout);
}

void
cli_output_json (CliCall *call,
                 const GError *error,
                 int exit_status,
                 guint line,
                 const char *command)
{
  g_autoptr (JsonObject) document = NULL;
  JsonObject *result = call && call->result ? json_object_ref (call->result) : json_object_new ();
  EspSecret *secret = call && (!error || cli_error_get_waiting (error)) ? call->secret : NULL;

  if (secret && !error)
    json_object_set_string_member (result, "Passphrase", "{passphrase}");
  if (line == 0)
    {
      document = error ? cli_error_to_json (error) : json_object_ref (result);
      if (secret && error)
        json_object_set_string_member (document, "Passphrase", "{passphrase}");
      json_object_unref (result);
      write_json (document, secret, TRUE);
      return;
    }
  document = error ? cli_error_to_json (error) : json_object_new ();
  json_object_set_int_member (document, "line", line);
  json_object_set_string_member (document, "command", command);
  json_object_set_int_member (document, "exit", exit_status);
  if (secret && error)
    json_object_set_string_member (document, "Passphrase", "{passphrase}");
  if (error)
    json_object_unref (result);
  else
    json_object_set_object_member (document, "result", result);
  write_json (document, secret, FALSE);
}

void
cli_print_document (CliCall *call)
{
  if (!cli_call_has_out_file (call))
    fputs (call->document, stdout);
  else
    cli_print_note (call, _ ("Written to %s."), cli_call_get (call, "out"));
}

void
cli_print_note (CliCall *call, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *safe = NULL;
  va_list values;

  if (call->globals->quiet)
    return;
  va_start (values, format);
  text = g_strdup_vprintf (format, values);
  va_end (values);
  safe = esp_text_escape (text);
  g_print ("%s\n", safe);
}

void
cli_print_warning (CliCall *call, const char *text)
{
  g_autofree char *safe = esp_text_escape (text);

  if (!call->globals->quiet)
    g_printerr ("espalier-cli: %s: %s\n", _ ("warning"), safe);
}

void
cli_print_data (const char *text)
{
  g_autofree char *safe = esp_text_escape (text);

  g_print ("%s\n", safe);
}

void
cli_print_secret (EspSecret *secret)
{
  write_secret (secret);
  fputc ('\n', stdout);
}

void
cli_print_heading (const char *title)
{
  g_print ("\n%s\n", _ (title));
}

EspCertificate *
cli_parse_certificate (const char *pem)
{
  g_autoptr (GBytes) bytes = pem ? g_bytes_new (pem, strlen (pem)) : NULL;

  return bytes ? esp_certificate_parse (bytes, NULL) : NULL;
}

static void
print_section (const EspSection *section)
{
  g_autoptr (CliFields) fields = cli_fields_new ();

  if (section->critical)
    g_print ("\n%s (%s)\n", _ (section->title), _ ("critical"));
  else
    cli_print_heading (section->title);
  for (guint i = 0; i < section->fields->len; i++)
    {
      const EspField *field = g_ptr_array_index (section->fields, i);

      cli_fields_add (fields, field->label, field->value);
    }
  cli_fields_print (fields);
}

void
cli_print_certificate (const char *pem)
{
  g_autoptr (EspCertificate) certificate = cli_parse_certificate (pem);
  g_autoptr (GPtrArray) sections = NULL;

  if (!certificate)
    return;
  sections = esp_certificate_to_sections (certificate);
  for (guint i = 0; i < sections->len; i++)
    print_section (g_ptr_array_index (sections, i));
}

char *
cli_date (const char *time)
{
  const char *end = time ? strchr (time, 'T') : NULL;

  return end ? g_strndup (time, (gsize) (end - time)) : g_strdup (time ? time : "");
}

char *
cli_number (JsonObject *object, const char *member)
{
  if (!object || !json_object_has_member (object, member))
    return g_strdup ("");
  return g_strdup_printf ("%" G_GINT64_FORMAT, esp_json_get_int (object, member, 0));
}

long long
cli_count (JsonObject *object, const char *member)
{
  return esp_json_get_int (object, member, 0);
}

char *
cli_tags_text (JsonObject *object)
{
  JsonArray *tags = esp_json_get_array (object, "Tags");
  GString *text = g_string_new (NULL);

  for (guint i = 0; tags && i < json_array_get_length (tags); i++)
    {
      JsonObject *tag = json_array_get_object_element (tags, i);
      const char *value = esp_json_get_string (tag, "Value");

      g_string_append_printf (text, "%s%s=%s", i > 0 ? ", " : "", esp_json_get_string (tag, "Key"),
                              value ? value : "");
    }
  return g_string_free (text, FALSE);
}

char *
cli_join (JsonObject *object, const char *member)
{
  JsonArray *array = esp_json_get_array (object, member);
  GString *text = g_string_new (NULL);

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            cli_word (json_array_get_string_element (array, i)));
  return g_string_free (text, FALSE);
}

JsonObject *
cli_arguments_to_json (GHashTable *arguments)
{
  JsonObject *object = json_object_new ();
  GHashTableIter iter;
  gpointer name, value;

  if (!arguments)
    return object;
  g_hash_table_iter_init (&iter, arguments);
  while (g_hash_table_iter_next (&iter, &name, &value))
    esp_json_set_string (object, name, value);
  return object;
}
