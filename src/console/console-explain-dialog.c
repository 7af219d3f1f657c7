/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why one person may or may not do one thing with one CA: the engine's own decision, asked for when
 * the dialog opens. From here the same question can be taken to the simulator, and varied there. */
#include "console-access-dialogs.h"

#include "console-access-item.h"
#include "console-decision-view.h"
#include "console-error.h"
#include "console-format.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_EXPLAIN_DIALOG (console_explain_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleExplainDialog,
                      console_explain_dialog,
                      CONSOLE,
                      EXPLAIN_DIALOG,
                      AdwWindow)

struct _ConsoleExplainDialog
{
  AdwWindow parent_instance;

  AdwWindowTitle *window_title;
  GtkStack *stack;
  ConsoleDecisionView *decision;
  GtkLabel *problem_label;

  char *person;
  char *role;
  char *action;
  char *arn;
};

G_DEFINE_FINAL_TYPE (ConsoleExplainDialog, console_explain_dialog, ADW_TYPE_WINDOW)

static void
answered_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleExplainDialog *dialog = CONSOLE_EXPLAIN_DIALOG (owner);
  g_autofree char *sentence = error ? console_error_sentence (error) : NULL;

  if (error)
    gtk_label_set_text (dialog->problem_label, sentence);
  else
    console_decision_view_show (dialog->decision, result);
  gtk_stack_set_visible_child_name (dialog->stack, error ? "problem" : "decision");
}

/* The page below has the simulator. */
static void
simulate_cb (ConsoleExplainDialog *dialog)
{
  GtkWindow *over = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  if (over)
    gtk_widget_activate_action (GTK_WIDGET (over), "win.simulate", "(ssss)", dialog->person,
                                dialog->role, dialog->action, dialog->arn);
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
console_explain_dialog_finalize (GObject *object)
{
  ConsoleExplainDialog *dialog = CONSOLE_EXPLAIN_DIALOG (object);

  g_free (dialog->person);
  g_free (dialog->role);
  g_free (dialog->action);
  g_free (dialog->arn);
  G_OBJECT_CLASS (console_explain_dialog_parent_class)->finalize (object);
}

static void
console_explain_dialog_class_init (ConsoleExplainDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_explain_dialog_finalize;
  g_type_ensure (CONSOLE_TYPE_DECISION_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/explain-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleExplainDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, ConsoleExplainDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ConsoleExplainDialog, decision);
  gtk_widget_class_bind_template_child (widget_class, ConsoleExplainDialog, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, simulate_cb);
}

static void
console_explain_dialog_init (ConsoleExplainDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

static void
set_titles (ConsoleExplainDialog *dialog, ConsoleSession *session)
{
  const char *slash = strrchr (dialog->arn, '/');
  EspCaNode *node = slash ? esp_ca_tree_find (console_session_get_tree (session), slash + 1) : NULL;
  g_autofree char *words = console_format_action (dialog->action);
  g_autofree char *safe = esp_text_escape (node ? esp_ca_node_get_ca (node)->label : dialog->arn);
  g_autofree char *who = console_name_in_role (dialog->person, dialog->role);
  g_autofree char *safe_who = esp_text_escape (who);
  g_autofree char *title = g_strdup_printf ("%s · %s", words, safe);

  gtk_window_set_title (GTK_WINDOW (dialog), title);
  adw_window_title_set_title (dialog->window_title, title);
  adw_window_title_set_subtitle (dialog->window_title, safe_who);
}

GtkWindow *
console_explain_dialog_new (ConsoleSession *session,
                            const char *person,
                            const char *role,
                            const char *action,
                            const char *ca_arn)
{
  ConsoleExplainDialog *dialog = g_object_new (CONSOLE_TYPE_EXPLAIN_DIALOG, NULL);
  JsonObject *parameters = json_object_new ();

  dialog->person = g_strdup (person);
  dialog->role = g_strdup (role);
  dialog->action = g_strdup (action);
  dialog->arn = g_strdup (ca_arn);
  set_titles (dialog, session);
  json_object_set_string_member (parameters, "Principal", person);
  esp_json_set_string (parameters, "Role", role);
  json_object_set_string_member (parameters, "Action", action);
  json_object_set_string_member (parameters, "CertificateAuthority", ca_arn);
  console_session_call (session, GTK_WIDGET (dialog), "SimulateAccess", parameters, answered_cb,
                        NULL);
  return GTK_WINDOW (dialog);
}
