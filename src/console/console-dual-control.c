/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A switch, the sentence that says whether the rule is in force, and the approvers. What is
 * switched may itself wait for a second person: the switch shows what is, not what was asked for.
 */
#include "console-dual-control.h"

#include "console-approvals.h"
#include "console-dialogs.h"
#include "console-error.h"
#include "console-icon-button.h"
#include "console-note-row.h"
#include "console-question.h"

#include <glib/gi18n.h>

#define REFRESH_MS 500

struct _ConsoleDualControl
{
  AdwBin parent_instance;

  AdwPreferencesGroup *group;
  GtkSwitch *toggle;
  ConsoleNoteRow *state_row;
  GtkButton *add_button;

  ConsoleSession *session;
  EspCaNode *node;
  GPtrArray *rows; /* of approvers, in the group */
  JsonArray *approvers;
  guint question; /* number of the one that is asked: older answers do not count */
  gboolean showing;
  gboolean stale;
  guint refresh_source;
};

G_DEFINE_FINAL_TYPE (ConsoleDualControl, console_dual_control, ADW_TYPE_BIN)

static JsonObject *
name_ca (ConsoleDualControl *control)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "CertificateAuthority",
                                 esp_ca_node_get_ca (control->node)->arn);
  return parameters;
}

static char *
explain (ConsoleDualControl *control, const char *action)
{
  return console_session_explain_denial (control->session, action,
                                         esp_ca_node_get_ca (control->node));
}

/* --- Showing -----------------------------------------------------------------------------------*/

static void
show_state (ConsoleDualControl *control, JsonObject *answer)
{
  gboolean on = esp_json_get_boolean (answer, "DualControl", FALSE);
  gboolean in_force = esp_json_get_boolean (answer, "InForce", FALSE);
  gboolean missing = esp_json_get_string (answer, "Missing") != NULL;
  gboolean split = esp_json_get_boolean (answer, "SplitKey", FALSE);

  console_note_row_set_icon (control->state_row,
                             in_force ? "certificate-valid-symbolic" :
                             on       ? "dialog-warning-symbolic" :
                                        "ca-disabled-symbolic",
                             in_force ? "success" :
                             on       ? "warning" :
                                        "dim-label");
  console_note_row_set_title (control->state_row,
                              in_force ? C_ ("rule of two persons", "In force") :
                              on       ? C_ ("rule of two persons", "On, but not in force") :
                                         C_ ("rule of two persons", "Off"));
  console_note_row_set_value (
    control->state_row,
    missing && on ?
      _ (
        "There is no second person yet who could approve. As soon as somebody else has a role that "
        "allows “espalier:Approve”, two are needed; until then one person decides alone.") :
    missing ? _ ("There is no second person yet who could approve. Give somebody else a role that "
                 "allows “espalier:Approve”.") :
              NULL);
  console_note_row_set_detail (
    control->state_row, split ? _ ("The key is split: no approver can open it alone.") : NULL);
}

static void remove_cb (GtkWidget *owner, const char *name);

static void
remove_clicked_cb (GtkWidget *button, ConsoleDualControl *control)
{
  const char *name = g_object_get_data (G_OBJECT (button), "approver");
  /* Translators: %s is the name of a person */
  g_autofree char *heading = g_strdup_printf (_ ("Remove “%s” as an Approver?"), name);

  console_question_ask (GTK_WIDGET (control), heading,
                        _ ("Requests that wait can no longer be approved by them. Where the key is "
                           "split, it is split anew among those who stay."),
                        C_ ("button of a question", "_Remove"), remove_cb, name);
}

static GtkWidget *
make_remove_button (ConsoleDualControl *control, const char *name, const char *denial)
{
  g_autofree char *safe = esp_text_escape (name);
  /* Translators: %s is the name of a person */
  g_autofree char *spoken = g_strdup_printf (
    C_ ("accessible name of a button", "Remove approver %s"), safe);
  GtkWidget *button = console_icon_button_new ("list-remove-symbolic", spoken,
                                               C_ ("button", "Remove Approver"), denial);

  g_object_set_data_full (G_OBJECT (button), "approver", g_strdup (name), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), control, 0);
  return button;
}

static void
add_approver_row (ConsoleDualControl *control, JsonObject *approver, const char *denial)
{
  const char *name = esp_json_get_string (approver, "Principal");
  gboolean may = esp_json_get_boolean (approver, "MayApprove", FALSE);
  GtkWidget *row = console_note_row_new (name);

  console_note_row_set_icon (CONSOLE_NOTE_ROW (row),
                             may ? "person-symbolic" : "dialog-warning-symbolic",
                             may ? "dim-label" : "warning");
  console_note_row_set_detail (CONSOLE_NOTE_ROW (row),
                               may ? C_ ("approver", "Can approve") :
                                     _ ("Can’t approve: no role of theirs allows it"));
  console_note_row_add_suffix (CONSOLE_NOTE_ROW (row), make_remove_button (control, name, denial));
  adw_preferences_group_add (control->group, row);
  g_ptr_array_add (control->rows, row);
}

static void
show_approvers (ConsoleDualControl *control)
{
  g_autofree char *denial = explain (control, "espalier:UpdateApprovers");

  for (guint i = 0; i < control->rows->len; i++)
    adw_preferences_group_remove (control->group, g_ptr_array_index (control->rows, i));
  g_ptr_array_set_size (control->rows, 0);
  for (guint i = 0; control->approvers && i < json_array_get_length (control->approvers); i++)
    add_approver_row (control, json_array_get_object_element (control->approvers, i), denial);
  gtk_widget_set_sensitive (GTK_WIDGET (control->add_button), denial == NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (control->add_button), denial);
}

static void
show (ConsoleDualControl *control, JsonObject *answer)
{
  g_autofree char *denial = explain (control, "espalier:UpdateDualControl");

  control->showing = TRUE;
  gtk_switch_set_active (control->toggle, esp_json_get_boolean (answer, "DualControl", FALSE));
  control->showing = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (control->toggle), denial == NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (control->toggle), denial);
  g_clear_pointer (&control->approvers, json_array_unref);
  control->approvers = json_array_ref (esp_json_get_array (answer, "Approvers"));
  show_state (control, answer);
  show_approvers (control);
  gtk_widget_set_visible (GTK_WIDGET (control->group), TRUE);
}

/* --- Asking ------------------------------------------------------------------------------------*/

static void
answered_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleDualControl *control = CONSOLE_DUAL_CONTROL (owner);

  if (!control->node || GPOINTER_TO_UINT (data) != control->question)
    return;
  if (result && esp_json_get_array (result, "Approvers"))
    show (control, result);
  else
    gtk_widget_set_visible (GTK_WIDGET (control->group), FALSE);
}

static void
ask (ConsoleDualControl *control)
{
  g_autofree char *denial = NULL;

  control->stale = !gtk_widget_get_mapped (GTK_WIDGET (control));
  if (control->stale || !control->node || !control->session)
    return;
  denial = explain (control, "espalier:ListApprovals");
  control->question++;
  if (denial)
    gtk_widget_set_visible (GTK_WIDGET (control->group), FALSE);
  else
    console_session_call (control->session, GTK_WIDGET (control), "ListApprovers",
                          name_ca (control), answered_cb, GUINT_TO_POINTER (control->question));
}

static gboolean
refresh_cb (gpointer data)
{
  CONSOLE_DUAL_CONTROL (data)->refresh_source = 0;
  ask (data);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ConsoleDualControl *control, gint64 from, gint64 to, guint topics)
{
  if (topics & (ESP_TOPIC_CAS | ESP_TOPIC_ACCESS) && !control->refresh_source)
    control->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, control);
}

void
console_dual_control_refresh (ConsoleDualControl *control)
{
  g_clear_handle_id (&control->refresh_source, g_source_remove);
  ask (control);
}

/* --- Changing ----------------------------------------------------------------------------------*/

static void
changed_done_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  if (error)
    console_error_show (owner, error);
  ask (CONSOLE_DUAL_CONTROL (owner));
}

static void
toggle_cb (ConsoleDualControl *control)
{
  JsonObject *parameters;

  if (control->showing || !control->node)
    return;
  parameters = name_ca (control);
  json_object_set_boolean_member (parameters, "Enabled", gtk_switch_get_active (control->toggle));
  console_session_call (control->session, GTK_WIDGET (control), "SetDualControl", parameters,
                        changed_done_cb, NULL);
}

static void
remove_cb (GtkWidget *owner, const char *name)
{
  ConsoleDualControl *control = CONSOLE_DUAL_CONTROL (owner);
  JsonObject *parameters;

  if (!control->node)
    return;
  parameters = name_ca (control);
  json_object_set_string_member (parameters, "Principal", name);
  console_session_call (control->session, owner, "RemoveApprover", parameters, changed_done_cb,
                        NULL);
}

static void
add_cb (ConsoleDualControl *control)
{
  if (control->node && control->approvers)
    console_dialog_present (
      console_add_approver_dialog_new (control->session, control->node, control->approvers),
      GTK_WIDGET (control));
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_dual_control_map (GtkWidget *widget)
{
  ConsoleDualControl *control = CONSOLE_DUAL_CONTROL (widget);

  GTK_WIDGET_CLASS (console_dual_control_parent_class)->map (widget);
  if (control->stale)
    ask (control);
}

static void
console_dual_control_dispose (GObject *object)
{
  ConsoleDualControl *control = CONSOLE_DUAL_CONTROL (object);

  g_clear_handle_id (&control->refresh_source, g_source_remove);
  g_clear_pointer (&control->approvers, json_array_unref);
  g_clear_object (&control->node);
  g_clear_object (&control->session);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_DUAL_CONTROL);
  G_OBJECT_CLASS (console_dual_control_parent_class)->dispose (object);
}

static void
console_dual_control_finalize (GObject *object)
{
  g_ptr_array_unref (CONSOLE_DUAL_CONTROL (object)->rows);
  G_OBJECT_CLASS (console_dual_control_parent_class)->finalize (object);
}

static void
console_dual_control_class_init (ConsoleDualControlClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = console_dual_control_dispose;
  object_class->finalize = console_dual_control_finalize;
  widget_class->map = console_dual_control_map;
  g_type_ensure (CONSOLE_TYPE_NOTE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/dual-control.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleDualControl, group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDualControl, toggle);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDualControl, state_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDualControl, add_button);
  gtk_widget_class_bind_template_callback (widget_class, toggle_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
console_dual_control_init (ConsoleDualControl *control)
{
  control->stale = TRUE;
  control->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (control));
}

void
console_dual_control_set_session (ConsoleDualControl *control, ConsoleSession *session)
{
  control->session = g_object_ref (session);
  g_signal_connect_object (console_session_get_engine (session), "changed", G_CALLBACK (changed_cb),
                           control, G_CONNECT_SWAPPED);
}

void
console_dual_control_set_node (ConsoleDualControl *control, EspCaNode *node)
{
  if (!g_set_object (&control->node, node))
    return;
  gtk_widget_set_visible (GTK_WIDGET (control->group), FALSE);
  ask (control);
}
