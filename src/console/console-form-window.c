/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame of every dialog that does something: one verb, what it waits for, and what came of it.
 * What is asked and what is called is in the classes derived from it. */
#include "console-error.h"
#include "console-form.h"
#include "console-help.h"

#include <glib/gi18n.h>

#define SPINNER_DELAY_MS 300
#define PROGRESS_MS 100 /* between two looks */

typedef struct
{
  ConsoleSession *session;
  GtkButton *cancel_button;
  GtkButton *primary_button;
  GtkSpinner *spinner;
  GtkStack *stack;
  AdwBin *form_bin;
  AdwBin *result_bin;
  gboolean valid;
  gboolean busy;
  gboolean done;
  gboolean destructive;
  GtkProgressBar *progress_bar;
  GCancellable *progress; /* of a call that takes long, or NULL */
  guint progress_source;
  guint spinner_source;
  ConsoleFormDone call_done;
} ConsoleFormWindowPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ConsoleFormWindow, console_form_window, ADW_TYPE_WINDOW)

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_FORM,
  PROP_RESULT,
  PROP_PRIMARY_LABEL,
  PROP_VALID,
  PROP_BUSY,
  PROP_DESTRUCTIVE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static ConsoleFormWindowPrivate *
get_private (ConsoleFormWindow *window)
{
  return console_form_window_get_instance_private (window);
}

/* --- Verb and spinner --------------------------------------------------------------------------*/

static void
update_primary (ConsoleFormWindow *window)
{
  ConsoleFormWindowPrivate *priv = get_private (window);

  gtk_widget_set_sensitive (GTK_WIDGET (priv->primary_button),
                            priv->done || (priv->valid && !priv->busy));
  gtk_widget_set_sensitive (GTK_WIDGET (priv->form_bin), !priv->busy);
}

static gboolean
spinner_due_cb (gpointer data)
{
  ConsoleFormWindowPrivate *priv = get_private (data);

  priv->spinner_source = 0;
  gtk_widget_set_visible (GTK_WIDGET (priv->spinner), TRUE);
  gtk_spinner_start (priv->spinner);
  return G_SOURCE_REMOVE;
}

void
console_form_window_set_busy (ConsoleFormWindow *window, gboolean busy)
{
  ConsoleFormWindowPrivate *priv = get_private (window);

  if (priv->busy == busy)
    return;
  priv->busy = busy;
  if (busy)
    priv->spinner_source = g_timeout_add (SPINNER_DELAY_MS, spinner_due_cb, window);
  else
    g_clear_handle_id (&priv->spinner_source, g_source_remove);
  if (!busy)
    {
      gtk_spinner_stop (priv->spinner);
      gtk_widget_set_visible (GTK_WIDGET (priv->spinner), FALSE);
    }
  update_primary (window);
  g_object_notify_by_pspec (G_OBJECT (window), properties[PROP_BUSY]);
}

static void
set_destructive (ConsoleFormWindow *window, gboolean destructive)
{
  ConsoleFormWindowPrivate *priv = get_private (window);
  GtkWidget *button = GTK_WIDGET (priv->primary_button);

  priv->destructive = destructive;
  gtk_widget_remove_css_class (button, destructive ? "suggested-action" : "destructive-action");
  gtk_widget_add_css_class (button, destructive ? "destructive-action" : "suggested-action");
}

/* The name without the mark of its mnemonic, which GTK 4.8 would read out as well. */
static void
set_primary_label (ConsoleFormWindow *window, const char *label)
{
  ConsoleFormWindowPrivate *priv = get_private (window);
  g_auto (GStrv) parts = g_strsplit (label ? label : "", "_", -1);
  g_autofree char *spoken = g_strjoinv ("", parts);

  gtk_button_set_label (priv->primary_button, label ? label : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->primary_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/* What a stack does not show can still be reached by those who read the window instead of seeing
 * it: only the page that counts is visible. */
static void
show_only_page (ConsoleFormWindow *window)
{
  ConsoleFormWindowPrivate *priv = get_private (window);

  gtk_widget_set_visible (GTK_WIDGET (priv->result_bin), priv->done);
  if (!gtk_stack_get_transition_running (priv->stack))
    gtk_widget_set_visible (GTK_WIDGET (priv->form_bin), !priv->done);
}

static void
primary_clicked_cb (ConsoleFormWindow *window)
{
  ConsoleFormWindowPrivate *priv = get_private (window);

  if (priv->done)
    gtk_window_close (GTK_WINDOW (window));
  else if (priv->valid && !priv->busy)
    CONSOLE_FORM_WINDOW_GET_CLASS (window)->submit (window);
}

/* Which page belongs to which dialog is in console-help.c. */
static void
help_clicked_cb (ConsoleFormWindow *window)
{
  console_help_present_for (GTK_WINDOW (window));
}

/* What was begun is finished, and its outcome belongs here: closing waits for it, or stops it. */
static gboolean
console_form_window_close_request (GtkWindow *window)
{
  ConsoleFormWindowPrivate *priv = get_private (CONSOLE_FORM_WINDOW (window));

  if (priv->progress)
    g_cancellable_cancel (priv->progress);
  if (priv->busy)
    return TRUE;
  return GTK_WINDOW_CLASS (console_form_window_parent_class)->close_request (window);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_form_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleFormWindowPrivate *priv = get_private (CONSOLE_FORM_WINDOW (object));

  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, priv->session);
      break;
    case PROP_FORM:
      g_value_set_object (value, adw_bin_get_child (priv->form_bin));
      break;
    case PROP_RESULT:
      g_value_set_object (value, adw_bin_get_child (priv->result_bin));
      break;
    case PROP_PRIMARY_LABEL:
      g_value_set_string (value, gtk_button_get_label (priv->primary_button));
      break;
    case PROP_VALID:
      g_value_set_boolean (value, priv->valid);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, priv->busy);
      break;
    case PROP_DESTRUCTIVE:
      g_value_set_boolean (value, priv->destructive);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_form_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ConsoleFormWindow *window = CONSOLE_FORM_WINDOW (object);
  ConsoleFormWindowPrivate *priv = get_private (window);

  switch (id)
    {
    case PROP_SESSION:
      priv->session = g_value_dup_object (value);
      break;
    case PROP_FORM:
      adw_bin_set_child (priv->form_bin, g_value_get_object (value));
      break;
    case PROP_RESULT:
      adw_bin_set_child (priv->result_bin, g_value_get_object (value));
      break;
    case PROP_PRIMARY_LABEL:
      set_primary_label (window, g_value_get_string (value));
      break;
    case PROP_VALID:
      console_form_window_set_valid (window, g_value_get_boolean (value));
      break;
    case PROP_DESTRUCTIVE:
      set_destructive (window, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* GtkWidget releases the children of all templates itself; gtk_widget_dispose_template() of GTK 4.8
 * can't be called for a class and for the class that it is derived from. */
static void
console_form_window_dispose (GObject *object)
{
  ConsoleFormWindowPrivate *priv = get_private (CONSOLE_FORM_WINDOW (object));

  g_clear_handle_id (&priv->spinner_source, g_source_remove);
  g_clear_handle_id (&priv->progress_source, g_source_remove);
  g_clear_object (&priv->progress);
  g_clear_object (&priv->session);
  G_OBJECT_CLASS (console_form_window_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, CONSOLE_TYPE_SESSION,
                                                  flags | G_PARAM_CONSTRUCT_ONLY);
  properties[PROP_FORM] = g_param_spec_object ("form", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_RESULT] = g_param_spec_object ("result", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_PRIMARY_LABEL] = g_param_spec_string ("primary-label", NULL, NULL, NULL, flags);
  properties[PROP_VALID] = g_param_spec_boolean ("valid", NULL, NULL, FALSE,
                                                 flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_DESTRUCTIVE] = g_param_spec_boolean ("destructive", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
console_form_window_class_init (ConsoleFormWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_form_window_get_property;
  object_class->set_property = console_form_window_set_property;
  object_class->dispose = console_form_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = console_form_window_close_request;
  install_properties (object_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/form-window.ui");
  gtk_widget_class_bind_template_child_private (widget_class, ConsoleFormWindow, cancel_button);
  gtk_widget_class_bind_template_child_private (widget_class, ConsoleFormWindow, primary_button);
  gtk_widget_class_bind_template_child_private (widget_class, ConsoleFormWindow, spinner);
  gtk_widget_class_bind_template_child_private (widget_class, ConsoleFormWindow, progress_bar);
  gtk_widget_class_bind_template_child_private (widget_class, ConsoleFormWindow, stack);
  gtk_widget_class_bind_template_child_private (widget_class, ConsoleFormWindow, form_bin);
  gtk_widget_class_bind_template_child_private (widget_class, ConsoleFormWindow, result_bin);
  gtk_widget_class_bind_template_callback (widget_class, primary_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, help_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_only_page);
}

static void
console_form_window_init (ConsoleFormWindow *window)
{
  gtk_widget_init_template (GTK_WIDGET (window));
}

/* --- For the derived ---------------------------------------------------------------------------*/

ConsoleSession *
console_form_window_get_session (ConsoleFormWindow *window)
{
  return get_private (window)->session;
}

gboolean
console_form_window_is_valid (ConsoleFormWindow *window)
{
  return get_private (window)->valid;
}

void
console_form_window_set_valid (ConsoleFormWindow *window, gboolean valid)
{
  ConsoleFormWindowPrivate *priv = get_private (window);

  if (priv->valid == valid)
    return;
  priv->valid = valid;
  update_primary (window);
  g_object_notify_by_pspec (G_OBJECT (window), properties[PROP_VALID]);
}

void
console_form_window_set_reason (ConsoleFormWindow *window, const char *reason)
{
  gtk_widget_set_tooltip_text (GTK_WIDGET (get_private (window)->primary_button), reason);
  console_form_window_set_valid (window, reason == NULL);
}

GtkWidget *
console_form_window_get_owner (ConsoleFormWindow *window)
{
  return GTK_WIDGET (get_private (window)->stack);
}

/* A bar that is there for a moment only would be a flicker: it comes with the spinner. */
static gboolean
progress_cb (gpointer data)
{
  ConsoleFormWindowPrivate *priv = get_private (data);
  double fraction = esp_progress_get_fraction (ESP_PROGRESS (priv->progress));

  gtk_widget_set_visible (GTK_WIDGET (priv->progress_bar),
                          gtk_widget_get_visible (GTK_WIDGET (priv->spinner)));
  if (fraction < 0)
    gtk_progress_bar_pulse (priv->progress_bar);
  else
    gtk_progress_bar_set_fraction (priv->progress_bar, fraction);
  return G_SOURCE_CONTINUE;
}

/* Was it stopped? */
static gboolean
end_progress (ConsoleFormWindow *window)
{
  ConsoleFormWindowPrivate *priv = get_private (window);
  gboolean stopped = priv->progress && g_cancellable_is_cancelled (priv->progress);

  g_clear_handle_id (&priv->progress_source, g_source_remove);
  g_clear_object (&priv->progress);
  gtk_widget_set_visible (GTK_WIDGET (priv->progress_bar), FALSE);
  gtk_progress_bar_set_fraction (priv->progress_bar, 0);
  return stopped;
}

void
console_form_window_end_long (ConsoleFormWindow *window, JsonObject *result, const GError *error)
{
  ConsoleFormDone done = get_private (window)->call_done;
  gboolean stopped = end_progress (window);

  console_form_window_set_busy (window, FALSE);
  if (error && !stopped)
    console_error_show (console_form_window_get_owner (window), error);
  done (window, result);
}

static void
called_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  console_form_window_end_long (CONSOLE_FORM_WINDOW (owner), result, error);
}

void
console_form_window_call (ConsoleFormWindow *window,
                          const char *operation,
                          JsonObject *parameters,
                          ConsoleFormDone done)
{
  ConsoleFormWindowPrivate *priv = get_private (window);

  priv->call_done = done;
  console_form_window_set_busy (window, TRUE);
  console_session_call (priv->session, GTK_WIDGET (window), operation, parameters, called_cb, NULL);
}

GCancellable *
console_form_window_begin_long (ConsoleFormWindow *window, ConsoleFormDone done)
{
  ConsoleFormWindowPrivate *priv = get_private (window);

  priv->call_done = done;
  priv->progress = esp_progress_new ();
  priv->progress_source = g_timeout_add (PROGRESS_MS, progress_cb, window);
  console_form_window_set_busy (window, TRUE);
  return priv->progress;
}

void
console_form_window_call_long (ConsoleFormWindow *window,
                               const char *operation,
                               JsonObject *parameters,
                               ConsoleFormDone done)
{
  GCancellable *progress = console_form_window_begin_long (window, done);

  console_session_call_cancellable (get_private (window)->session, GTK_WIDGET (window), operation,
                                    parameters, progress, called_cb, NULL);
}

void
console_form_window_show_result (ConsoleFormWindow *window)
{
  ConsoleFormWindowPrivate *priv = get_private (window);

  priv->done = TRUE;
  gtk_widget_set_tooltip_text (GTK_WIDGET (priv->primary_button), NULL);
  set_destructive (window, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (priv->cancel_button), FALSE);
  set_primary_label (window, C_ ("button of a dialog", "_Done"));
  gtk_widget_set_visible (GTK_WIDGET (priv->result_bin), TRUE);
  gtk_stack_set_visible_child_name (priv->stack, "result");
  show_only_page (window);
  update_primary (window);
  gtk_widget_grab_focus (GTK_WIDGET (priv->primary_button));
}
