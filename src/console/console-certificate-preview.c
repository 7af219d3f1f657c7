/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict first, then what it rests on: findings, what is ignored, and each extension with the
 * place that its value comes from. What is asked and when is in console-issue-dialog.c. */
#include "console-certificate-preview.h"

#include "console-error.h"
#include "console-format.h"
#include "console-issue-notes.h"
#include "console-note-row.h"

#include <glib/gi18n.h>

#define SPACING 18

struct _ConsoleCertificatePreview
{
  AdwBin parent_instance;

  GtkBox *box;
  char *problem;
};

G_DEFINE_FINAL_TYPE (ConsoleCertificatePreview, console_certificate_preview, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- Parts -------------------------------------------------------------------------------------*/

static void
add_rows (ConsoleCertificatePreview *preview,
          const char *title,
          const char *description,
          JsonArray *rows,
          GtkWidget *(*make) (JsonObject *row))
{
  AdwPreferencesGroup *group;

  if (!rows || json_array_get_length (rows) == 0)
    return;
  group = console_box_add_group (preview->box, title, description);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    adw_preferences_group_add (group, make (json_array_get_object_element (rows, i)));
}

static guint
count_warnings (JsonObject *result)
{
  JsonArray *findings = esp_json_get_array (result, "Findings");
  guint n = 0;

  for (guint i = 0; findings && i < json_array_get_length (findings); i++)
    {
      JsonObject *finding = json_array_get_object_element (findings, i);

      n += g_strcmp0 (esp_json_get_string (finding, "Severity"), "WARNING") == 0 ? 1 : 0;
    }
  return n;
}

static GtkWidget *
make_problem_row (const char *problem)
{
  GtkWidget *row = console_note_row_new (C_ ("verdict of a preview", "This would be refused"));

  console_note_row_set_icon (CONSOLE_NOTE_ROW (row), "dialog-error-symbolic", "error");
  console_note_row_set_value (CONSOLE_NOTE_ROW (row), problem);
  return row;
}

static GtkWidget *
make_good_row (JsonObject *result)
{
  guint n = count_warnings (result);
  g_autofree char *warnings = g_strdup_printf (
    ngettext ("The lint warns of %u thing.", "The lint warns of %u things.", n), n);
  GtkWidget *row = console_note_row_new (C_ ("verdict of a preview", "This can be issued"));

  console_note_row_set_icon (CONSOLE_NOTE_ROW (row), "certificate-valid-symbolic", "success");
  console_note_row_set_detail (CONSOLE_NOTE_ROW (row),
                               n > 0 ? warnings : _ ("The lint finds nothing."));
  return row;
}

static void
add_subject (AdwPreferencesGroup *group, JsonObject *result)
{
  const char *subject = esp_json_get_string (result, "Subject");
  GtkWidget *row = console_note_row_new (C_ ("row of a preview", "Subject"));

  console_note_row_set_value (CONSOLE_NOTE_ROW (row),
                              subject && subject[0] ? subject : C_ ("subject", "Empty"));
  console_note_row_set_chip (
    CONSOLE_NOTE_ROW (row),
    console_issue_notes_source (esp_json_get_string (result, "SubjectSource")));
  adw_preferences_group_add (group, row);
}

static void
add_validity (AdwPreferencesGroup *group, JsonObject *result)
{
  g_autofree char *from = console_format_time (console_format_read_time (result, "NotBefore"));
  g_autofree char *to = console_format_time (console_format_read_time (result, "NotAfter"));
  /* Translators: two moments, from and to */
  g_autofree char *both = g_strdup_printf (C_ ("validity", "%s\n→ %s"), from, to);
  GtkWidget *row = console_note_row_new (C_ ("row of a preview", "Validity"));

  console_note_row_set_value (CONSOLE_NOTE_ROW (row), both);
  adw_preferences_group_add (group, row);
}

static void
add_signature (AdwPreferencesGroup *group, JsonObject *result)
{
  GtkWidget *row = console_note_row_new (C_ ("row of a preview", "Signature"));

  console_note_row_set_value (CONSOLE_NOTE_ROW (row),
                              esp_json_get_string (result, "SigningAlgorithm"));
  adw_preferences_group_add (group, row);
}

/* --- What is shown -----------------------------------------------------------------------------*/

/* Takes @problem. */
static void
set_problem (ConsoleCertificatePreview *preview, char *problem)
{
  g_free (preview->problem);
  preview->problem = problem;
  g_object_notify_by_pspec (G_OBJECT (preview), properties[PROP_PROBLEM]);
}

void
console_certificate_preview_clear (ConsoleCertificatePreview *preview)
{
  console_box_empty (preview->box);
  gtk_widget_set_visible (GTK_WIDGET (preview), FALSE);
  set_problem (preview, NULL);
}

void
console_certificate_preview_show_error (ConsoleCertificatePreview *preview, const GError *error)
{
  AdwPreferencesGroup *group;
  g_autofree char *text = console_error_to_text (error);

  console_box_empty (preview->box);
  group = console_box_add_group (preview->box, C_ ("heading of a form", "Preview"), NULL);
  adw_preferences_group_add (group, make_problem_row (text));
  gtk_widget_set_visible (GTK_WIDGET (preview), TRUE);
  set_problem (preview, g_steal_pointer (&text));
}

void
console_certificate_preview_show (ConsoleCertificatePreview *preview, JsonObject *result)
{
  JsonObject *found = esp_json_get_object (result, "Problem");
  g_autofree char *problem = found ?
                               console_format_sentence (esp_json_get_string (found, "Message")) :
                               NULL;
  AdwPreferencesGroup *group;

  console_box_empty (preview->box);
  group = console_box_add_group (preview->box, C_ ("heading of a form", "Preview"), NULL);
  adw_preferences_group_add (group, problem ? make_problem_row (problem) : make_good_row (result));
  add_rows (preview, C_ ("heading of a preview", "Lint"),
            _ ("The certificate was checked as it would be signed."),
            esp_json_get_array (result, "Findings"), console_issue_notes_finding_row);
  add_rows (preview, C_ ("heading of a preview", "Not Taken"), _ ("Asked for, and left out."),
            esp_json_get_array (result, "Ignored"), console_issue_notes_ignored_row);
  group = console_box_add_group (preview->box, C_ ("heading of a preview", "Fields"), NULL);
  add_subject (group, result);
  add_validity (group, result);
  add_signature (group, result);
  add_rows (preview, C_ ("heading of a preview", "Extensions"),
            _ ("Each with the place that its value comes from."),
            esp_json_get_array (result, "Extensions"), console_issue_notes_extension_row);
  gtk_widget_set_visible (GTK_WIDGET (preview), TRUE);
  set_problem (preview, g_steal_pointer (&problem));
}

const char *
console_certificate_preview_get_problem (ConsoleCertificatePreview *preview)
{
  return preview->problem;
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_certificate_preview_get_property (GObject *object,
                                          guint id,
                                          GValue *value,
                                          GParamSpec *pspec)
{
  if (id == PROP_PROBLEM)
    g_value_set_string (value, CONSOLE_CERTIFICATE_PREVIEW (object)->problem);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_certificate_preview_finalize (GObject *object)
{
  g_free (CONSOLE_CERTIFICATE_PREVIEW (object)->problem);
  G_OBJECT_CLASS (console_certificate_preview_parent_class)->finalize (object);
}

static void
console_certificate_preview_class_init (ConsoleCertificatePreviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = console_certificate_preview_get_property;
  object_class->finalize = console_certificate_preview_finalize;
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
console_certificate_preview_init (ConsoleCertificatePreview *preview)
{
  preview->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING));
  adw_bin_set_child (ADW_BIN (preview), GTK_WIDGET (preview->box));
  gtk_widget_set_visible (GTK_WIDGET (preview), FALSE);
}
