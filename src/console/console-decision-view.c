/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer of SimulateAccess for eyes: the decision with its reason, every statement that was
 * looked at, and what conditions could look at. Nothing is decided here. */
#include "console-decision-view.h"

#include "console-access-item.h"
#include "console-access-words.h"
#include "console-note-row.h"
#include "console-rows.h"

#include <glib/gi18n.h>

#define STEPS_MAX 200

struct _ConsoleDecisionView
{
  AdwBin parent_instance;

  GtkImage *decision_icon;
  GtkLabel *decision_label;
  GtkLabel *reason_label;
  GtkWidget *second_person;
  GtkWidget *opens_key;
  GtkBox *steps_box;
  GtkBox *context_box;
};

G_DEFINE_FINAL_TYPE (ConsoleDecisionView, console_decision_view, ADW_TYPE_BIN)

static void
show_decision (ConsoleDecisionView *view, JsonObject *answer)
{
  static const char *const styles[] = { "success", "error", "warning" };
  const char *decision = esp_json_get_string (answer, "Decision");
  g_autofree char *reason = console_decision_reason (answer);
  g_autofree char *safe = esp_text_escape (reason);
  GtkWidget *widgets[] = { GTK_WIDGET (view->decision_icon), GTK_WIDGET (view->decision_label) };

  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (styles); j++)
        gtk_widget_remove_css_class (widgets[i], styles[j]);
      gtk_widget_add_css_class (widgets[i], console_decision_style (decision));
    }
  gtk_image_set_from_icon_name (view->decision_icon, console_decision_icon (decision));
  gtk_label_set_text (view->decision_label, console_decision_word (decision));
  gtk_label_set_text (view->reason_label, safe);
  gtk_widget_set_visible (view->second_person,
                          esp_json_get_boolean (answer, "NeedsApproval", FALSE));
  gtk_widget_set_visible (view->opens_key, esp_json_get_boolean (answer, "OpensKey", FALSE));
}

static GtkWidget *
make_step (JsonObject *step)
{
  const char *policy = esp_json_get_string (step, "Policy");
  const char *statement = esp_json_get_string (step, "Statement");
  const char *match = esp_json_get_string (step, "Match");
  gboolean allows = g_strcmp0 (esp_json_get_string (step, "Effect"), "Allow") == 0;
  gboolean applies = g_strcmp0 (match, "APPLIES") == 0;
  gboolean decided = esp_json_get_boolean (step, "Decided", FALSE);
  g_autofree char *title = g_strdup_printf ("%s: %s", policy ? policy : "",
                                            statement ? statement : "");
  g_autofree char *value = g_strdup_printf (
    "%s · %s", allows ? C_ ("effect", "Allows") : C_ ("effect", "Denies"),
    console_match_word (match));
  ConsoleNoteRow *row = CONSOLE_NOTE_ROW (console_note_row_new (title));

  console_note_row_set_value (row, value);
  console_note_row_set_detail (row, esp_json_get_string (step, "Condition"));
  console_note_row_set_chip (row, decided ?
                                    C_ ("statement", "Decides") :
                                    console_source_word (esp_json_get_string (step, "Source")));
  if (applies)
    console_note_row_set_icon (row, allows ? "certificate-valid-symbolic" : "empty-denied-symbolic",
                               allows ? "success" : "error");
  else
    console_note_row_set_icon (row, "ca-disabled-symbolic", "dim-label");
  if (decided)
    gtk_widget_add_css_class (GTK_WIDGET (row), "deciding");
  return GTK_WIDGET (row);
}

static void
show_steps (ConsoleDecisionView *view, JsonArray *steps)
{
  guint n = steps ? json_array_get_length (steps) : 0;
  AdwPreferencesGroup *group;

  console_box_empty (view->steps_box);
  if (n == 0)
    return;
  group = console_box_add_group (view->steps_box, _ ("Statements"),
                                 _ ("In the order in which they are looked at"));
  for (guint i = 0; i < MIN (n, STEPS_MAX); i++)
    adw_preferences_group_add (group, make_step (json_array_get_object_element (steps, i)));
  if (n > STEPS_MAX)
    {
      g_autofree char *rest = g_strdup_printf (
        ngettext ("and %u more statement", "and %u more statements", n - STEPS_MAX), n - STEPS_MAX);

      adw_preferences_group_add (group, console_note_row_new (rest));
    }
}

static void
show_context (ConsoleDecisionView *view, JsonArray *context)
{
  guint n = context ? json_array_get_length (context) : 0;
  AdwPreferencesGroup *group;

  console_box_empty (view->context_box);
  if (n == 0)
    return;
  group = console_box_add_group (view->context_box, _ ("Context"),
                                 _ ("What conditions can look at in this case"));
  for (guint i = 0; i < MIN (n, STEPS_MAX); i++)
    {
      JsonObject *key = json_array_get_object_element (context, i);
      const char *name = esp_json_get_string (key, "Key");
      g_autofree char *values = console_names_join (esp_json_get_array (key, "Values"));
      g_autofree char *safe = esp_text_escape (name ? name : "");

      adw_preferences_group_add (group, console_field_row_new (safe, values[0] ? values : "–"));
    }
}

void
console_decision_view_show (ConsoleDecisionView *view, JsonObject *answer)
{
  show_decision (view, answer);
  show_steps (view, esp_json_get_array (answer, "Steps"));
  show_context (view, esp_json_get_array (answer, "Context"));
}

static void
console_decision_view_dispose (GObject *object)
{
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_DECISION_VIEW);
  G_OBJECT_CLASS (console_decision_view_parent_class)->dispose (object);
}

static void
console_decision_view_class_init (ConsoleDecisionViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_decision_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/decision-view.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleDecisionView, decision_icon);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDecisionView, decision_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDecisionView, reason_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDecisionView, second_person);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDecisionView, opens_key);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDecisionView, steps_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDecisionView, context_box);
}

static void
console_decision_view_init (ConsoleDecisionView *view)
{
  gtk_widget_init_template (GTK_WIDGET (view));
}
