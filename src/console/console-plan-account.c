/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an account may be called is asked of the core as one types, by trying it on a copy. */
#include "console-plan-account.h"

#include "console-form.h"

#include <glib/gi18n.h>

typedef struct
{
  AdwMessageDialog *dialog;
  GtkWidget *name_row, *number_row;
  ConsoleHintRow *hint;
  ConsolePlanDocument *document;
  ConsolePlanAccountDone done;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->document);
  g_free (question);
}

/* The plan with the account in it, or NULL. */
static EspPlan *
try_it (Question *question, char **number, GError **error)
{
  g_autoptr (EspPlan) plan = console_plan_document_copy (question->document);
  const char *const *keys = console_plan_document_get_selection (question->document);
  const char *wanted = gtk_editable_get_text (GTK_EDITABLE (question->number_row));
  const char *made = esp_plan_edit_account (
    plan, gtk_editable_get_text (GTK_EDITABLE (question->name_row)), *wanted ? wanted : NULL,
    error);

  if (!made)
    return NULL;
  *number = g_strdup (made);
  if (keys[0] && !esp_plan_edit_set (plan, keys, ESP_PLAN_FIELD_ACCOUNT, *number, error))
    return NULL;
  return g_steal_pointer (&plan);
}

static void
changed_cb (Question *question)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (question->name_row));
  const char *number = gtk_editable_get_text (GTK_EDITABLE (question->number_row));
  g_autofree char *made = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspPlan) plan = try_it (question, &made, &error);

  adw_message_dialog_set_response_enabled (question->dialog, "add", plan != NULL);
  /* Nothing is wrong yet with what nobody has written. */
  console_hint_row_set_error (question->hint, *name || *number ? error : NULL);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, GtkWidget *owner)
{
  Question *question = g_object_get_data (G_OBJECT (dialog), "question");
  g_autofree char *number = NULL;
  EspPlan *plan = g_str_equal (response, "add") ? try_it (question, &number, NULL) : NULL;

  if (plan)
    {
      g_autofree char *name = esp_text_escape (
        gtk_editable_get_text (GTK_EDITABLE (question->name_row)));
      const char *arguments[] = { "name", name, NULL };
      g_autofree char *label = esp_text_fill (C_ ("step of a plan", "Add Account “{name}”"),
                                              arguments);

      console_plan_document_step (question->document, plan, label, NULL);
    }
  question->done (owner, plan ? number : NULL);
}

static GtkWidget *
add_entry (GtkListBox *list, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_list_box_append (list, row);
  return row;
}

static GtkWidget *
make_form (Question *question)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("accessible name of a list", "Account"), -1);
  question->name_row = add_entry (GTK_LIST_BOX (list), C_ ("row of a form", "Name"));
  question->number_row = add_entry (GTK_LIST_BOX (list),
                                    C_ ("row of a form", "Number, 12 digits, if it is known"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (question->name_row), TRUE);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (question->number_row), TRUE);
  question->hint = g_object_new (CONSOLE_TYPE_HINT_ROW, NULL);
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (question->hint));
  g_signal_connect_swapped (question->name_row, "changed", G_CALLBACK (changed_cb), question);
  g_signal_connect_swapped (question->number_row, "changed", G_CALLBACK (changed_cb), question);
  return list;
}

void
console_plan_account_ask (GtkWidget *owner,
                          ConsolePlanDocument *document,
                          ConsolePlanAccountDone done)
{
  GtkRoot *root = gtk_widget_get_root (owner);
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              C_ ("title of a dialog", "New Account"),
                                              _ ("Who owns CAs, and whom they are shared with."));
  Question *question = g_new0 (Question, 1);

  question->dialog = ADW_MESSAGE_DIALOG (dialog);
  question->document = g_object_ref (document);
  question->done = done;
  g_object_set_data_full (G_OBJECT (dialog), "question", question, question_free);
  adw_message_dialog_set_extra_child (question->dialog, make_form (question));
  adw_message_dialog_add_responses (question->dialog, "cancel",
                                    C_ ("button of a question", "_Cancel"), "add",
                                    C_ ("button of a dialog", "_Add"), NULL);
  adw_message_dialog_set_response_appearance (question->dialog, "add", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (question->dialog, "add");
  adw_message_dialog_set_close_response (question->dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), owner, 0);
  changed_cb (question);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (question->name_row);
}
