/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for what the core says of an issuance. Nothing is left out in silence: what is not taken
 * has its value struck through, and the reason. */
#include "console-issue-notes.h"

#include "console-format.h"

#include <glib/gi18n.h>

static const struct
{
  const char *source;
  const char *word;
} sources[] = {
  { "Template", NC_ ("source of a value", "Template") },
  { "Csr", NC_ ("source of a value", "Request") },
  { "Api", NC_ ("source of a value", "Passthrough") },
  { "CaConfiguration", NC_ ("source of a value", "CA settings") },
  { "Issuer", NC_ ("source of a value", "Derived") },
  { "SubjectKey", NC_ ("source of a value", "Derived") },
};

const char *
console_issue_notes_source (const char *source)
{
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (g_strcmp0 (sources[i].source, source) == 0)
      return g_dpgettext2 (NULL, "source of a value", sources[i].word);
  return source;
}

/* "Derived" does not say from what. */
static const char *
explain_source (const char *source)
{
  if (g_strcmp0 (source, "Issuer") == 0)
    return _ ("From the certificate of the issuing CA");
  if (g_strcmp0 (source, "SubjectKey") == 0)
    return _ ("From the key of the request");
  return NULL;
}

static const char *
translate (JsonObject *object, const char *member)
{
  const char *text = esp_json_get_string (object, member);

  return text && text[0] ? _ (text) : "";
}

GtkWidget *
console_issue_notes_extension_row (JsonObject *extension)
{
  const char *source = esp_json_get_string (extension, "Source");
  gboolean critical = esp_json_get_boolean (extension, "Critical", FALSE);
  const char *name = translate (extension, "Name");
  /* Translators: the name of an extension, such as "Key usage" */
  g_autofree char *marked = g_strdup_printf (C_ ("extension", "%s · critical"), name);
  GtkWidget *row = console_note_row_new (critical ? marked : name);

  console_note_row_set_value (CONSOLE_NOTE_ROW (row), esp_json_get_string (extension, "Value"));
  console_note_row_set_chip (CONSOLE_NOTE_ROW (row), console_issue_notes_source (source));
  console_note_row_set_detail (CONSOLE_NOTE_ROW (row), explain_source (source));
  return row;
}

GtkWidget *
console_issue_notes_ignored_row (JsonObject *ignored)
{
  const char *source = console_issue_notes_source (esp_json_get_string (ignored, "Source"));
  g_autofree char *why = console_format_sentence (translate (ignored, "Sentence"));
  GtkWidget *row = console_note_row_new (translate (ignored, "Extension"));

  console_note_row_set_icon (CONSOLE_NOTE_ROW (row), "dialog-information-symbolic", "dim-label");
  console_note_row_set_value (CONSOLE_NOTE_ROW (row), esp_json_get_string (ignored, "Value"));
  console_note_row_set_struck (CONSOLE_NOTE_ROW (row), TRUE);
  console_note_row_set_chip (CONSOLE_NOTE_ROW (row), source);
  console_note_row_set_detail (CONSOLE_NOTE_ROW (row), why);
  return row;
}

GtkWidget *
console_issue_notes_finding_row (JsonObject *finding)
{
  gboolean error = g_strcmp0 (esp_json_get_string (finding, "Severity"), "ERROR") == 0;
  g_autofree char *sentence = console_format_sentence (translate (finding, "Sentence"));
  g_autofree char *source = g_strdup_printf ("%s · %s", esp_json_get_string (finding, "Citation"),
                                             esp_json_get_string (finding, "Rule"));
  GtkWidget *row = console_note_row_new (sentence);

  console_note_row_set_icon (CONSOLE_NOTE_ROW (row),
                             error ? "dialog-error-symbolic" : "dialog-warning-symbolic",
                             error ? "error" : "warning");
  console_note_row_set_chip (CONSOLE_NOTE_ROW (row),
                             error ? C_ ("severity", "Error") : C_ ("severity", "Warning"));
  console_note_row_set_detail (CONSOLE_NOTE_ROW (row), source);
  return row;
}
