/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "cert validate": every path from a certificate to what is trusted, every step of it, and why.
 * Works without a vault. */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-file.h"
#include "cli-output.h"

typedef GPtrArray *(*ReadFunc) (GBytes *data, GError **error);

/* Read here as well as by the engine, so that what can't be read is named by its file. */
static gboolean
check_text (const char *path, const char *text, ReadFunc read, GError **error)
{
  g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));
  g_autoptr (GPtrArray) some = read (data, error);

  if (!some && error)
    esp_error_set_object (*error, path);
  return some != NULL;
}

/* The texts of files as an array; @paths NULL: none. */
static gboolean
set_files (JsonObject *parameters,
           const char *member,
           const GPtrArray *paths,
           ReadFunc read,
           GError **error)
{
  g_autoptr (JsonArray) texts = json_array_new ();

  for (guint i = 0; paths && i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      g_autofree char *text = cli_file_read_pem (path, error);

      if (!text || !check_text (path, text, read, error))
        return FALSE;
      json_array_add_string_element (texts, text);
    }
  if (json_array_get_length (texts) > 0)
    json_object_set_array_member (parameters, member, g_steal_pointer (&texts));
  return TRUE;
}

/* That of --now in test builds, else the system's. */
static gint64
get_now (CliCall *call)
{
  EspClock *given = call->context->clock;
  g_autoptr (EspClock) clock = given ? esp_clock_ref (given) : esp_clock_new_system ();

  return esp_clock_now (clock);
}

static int
exit_of (const char *verdict)
{
  if (g_str_equal (verdict, "GOOD"))
    return CLI_EXIT_DONE;
  return g_str_equal (verdict, "BAD") ? CLI_EXIT_NO : CLI_EXIT_CANNOT_TELL;
}

gboolean
cli_validate_run (CliCall *call, GError **error)
{
  g_autoptr (JsonObject) parameters = cli_call_parameters (call, error);
  JsonObject *result;

  if (!parameters ||
      !set_files (parameters, "Certificates", cli_call_get_all (call, "FILE"),
                  esp_certificate_parse_chain, error) ||
      !set_files (parameters, "Trusted", cli_call_get_all (call, "trust"),
                  esp_certificate_parse_chain, error) ||
      !set_files (parameters, "Crls", cli_call_get_all (call, "crl"), esp_path_read_crls, error))
    return FALSE;
  result = esp_validate_given (parameters, get_now (call), error);
  if (!result)
    return FALSE;
  cli_call_set_result (call, result);
  call->exit_status = exit_of (esp_json_get_string (result, "Verdict"));
  return TRUE;
}

/* --- Showing it --------------------------------------------------------------------------------*/

/* In the language of the person; the sentence of a rule of the lint is a msgid of its own. */
static char *
translate (JsonObject *check)
{
  JsonObject *arguments = esp_json_get_object (check, "Arguments");
  gboolean rule = esp_json_get_string (check, "Rule") != NULL;
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, arguments);
  while (json_object_iter_next (&iter, &name, &node))
    {
      const char *value = json_node_get_string (node);

      g_ptr_array_add (pairs, (gpointer) name);
      g_ptr_array_add (pairs, (gpointer) (rule ? _ (value) : value));
    }
  g_ptr_array_add (pairs, NULL);
  return esp_text_fill (_ (esp_json_get_string (check, "Text")),
                        (const char *const *) pairs->pdata);
}

static void
print_check (JsonObject *check)
{
  const char *citation = esp_json_get_string (check, "Citation");
  g_autofree char *sentence = translate (check);
  g_autofree char *shown = esp_text_escape (sentence);

  g_print ("      %-12s %s: %s", cli_word (esp_json_get_string (check, "Verdict")),
           cli_word (esp_json_get_string (check, "Check")), shown);
  if (citation)
    g_print (" (%s)", citation);
  g_print ("\n");
}

/* With --quiet only what keeps a path from being good. */
static gboolean
is_shown (CliCall *call, JsonObject *check)
{
  const char *verdict = esp_json_get_string (check, "Verdict");

  return !call->globals->quiet || g_str_equal (verdict, "BAD") ||
         g_str_equal (verdict, "CANNOT_TELL");
}

static void
print_step (CliCall *call, JsonObject *step)
{
  JsonArray *checks = esp_json_get_array (step, "Checks");
  const char *subject = esp_json_get_string (step, "Subject");
  g_autofree char *shown = esp_text_escape (subject[0] ? subject : _ ("no subject"));

  g_print ("   %s: %s %s\n", cli_word (esp_json_get_string (step, "Verdict")),
           cli_word (esp_json_get_string (step, "Role")), shown);
  for (guint i = 0; i < json_array_get_length (checks); i++)
    {
      JsonObject *check = json_array_get_object_element (checks, i);

      if (is_shown (call, check))
        print_check (check);
    }
}

void
cli_validate_print (CliCall *call)
{
  JsonArray *paths = esp_json_get_array (call->result, "Paths");

  g_print ("%s\n", cli_word (esp_json_get_string (call->result, "Verdict")));
  for (guint p = 0; p < json_array_get_length (paths); p++)
    {
      JsonObject *path = json_array_get_object_element (paths, p);
      JsonArray *steps = esp_json_get_array (path, "Steps");

      g_print (_ ("Path %u: %s"), p + 1, cli_word (esp_json_get_string (path, "Verdict")));
      g_print ("\n");
      for (guint s = 0; s < json_array_get_length (steps); s++)
        print_step (call, json_array_get_object_element (steps, s));
    }
  if (esp_json_get_boolean (call->result, "PathsLimited", FALSE))
    cli_print_note (call, _ ("There are more paths than were looked at."));
}
