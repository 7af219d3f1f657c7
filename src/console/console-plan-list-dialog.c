/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame: asking, searching, what is shown where there is nothing. */
#include "console-plan-list-dialog.h"

#include "console-filter-view.h"
#include "console-pages.h"

#include <glib/gi18n.h>

#define REFRESH_MS 500

struct _ConsolePlanListDialog
{
  AdwWindow parent_instance;

  AdwWindowTitle *window_title;
  ConsoleFilterView *filters;
  ConsolePlanList *list;

  ConsoleSession *session;
  const ConsolePlanListKind *kind;
  GObject *subject;
  GPtrArray *lines; /* ConsolePlanLine; NULL: not answered yet */
  guint question;   /* number of the one that is asked: older answers do not count */
  guint refresh_source;
};

G_DEFINE_FINAL_TYPE (ConsolePlanListDialog, console_plan_list_dialog, ADW_TYPE_WINDOW)

/* --- Showing -----------------------------------------------------------------------------------*/

static void
show (ConsolePlanListDialog *dialog)
{
  guint n;

  if (!dialog->lines)
    return;
  n = console_plan_list_show_some (dialog->list, dialog->lines,
                                   console_filter_view_get_choice (dialog->filters),
                                   console_filter_view_get_search (dialog->filters));
  if (n > 0)
    console_filter_view_show_content (dialog->filters);
  else if (dialog->lines->len > 0)
    console_filter_view_show_empty (
      dialog->filters, console_empty_page_new (CONSOLE_EMPTY_NO_MATCH, _ (dialog->kind->no_match),
                                               _ (dialog->kind->no_match_text), _ ("_Clear Search"),
                                               "plan-list.clear"));
  else
    console_filter_view_show_empty (dialog->filters, dialog->kind->make_empty (dialog));
}

/* --- Asking ------------------------------------------------------------------------------------*/

static void
answered_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsolePlanListDialog *dialog = CONSOLE_PLAN_LIST_DIALOG (owner);

  if (!dialog->session || GPOINTER_TO_UINT (data) != dialog->question)
    return;
  console_filter_view_set_busy (dialog->filters, FALSE);
  g_clear_pointer (&dialog->lines, g_ptr_array_unref);
  if (!result)
    {
      console_filter_view_show_error (dialog->filters, _ (dialog->kind->denied), error);
      return;
    }
  dialog->lines = dialog->kind->read (dialog, result);
  show (dialog);
}

static void
ask (ConsolePlanListDialog *dialog)
{
  JsonObject *parameters = dialog->kind->ask ? dialog->kind->ask (dialog) : NULL;

  dialog->question++;
  console_filter_view_set_busy (dialog->filters, TRUE);
  console_session_call (dialog->session, GTK_WIDGET (dialog), dialog->kind->operation, parameters,
                        answered_cb, GUINT_TO_POINTER (dialog->question));
}

static gboolean
refresh_cb (gpointer data)
{
  CONSOLE_PLAN_LIST_DIALOG (data)->refresh_source = 0;
  ask (data);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ConsolePlanListDialog *dialog)
{
  if (!dialog->refresh_source)
    dialog->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, dialog);
}

/* --- What a person does ------------------------------------------------------------------------*/

static void
filter_changed_cb (ConsolePlanListDialog *dialog)
{
  show (dialog);
}

static void
activated_cb (ConsolePlanListDialog *dialog, ConsolePlanLine *line)
{
  dialog->kind->activated (dialog, line);
}

static void
pressed_cb (ConsolePlanListDialog *dialog, ConsolePlanLine *line)
{
  if (dialog->kind->pressed)
    dialog->kind->pressed (dialog, line);
}

static void
clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_filter_view_clear (CONSOLE_PLAN_LIST_DIALOG (widget)->filters);
}

/* --- For whoever made it -----------------------------------------------------------------------*/

ConsoleSession *
console_plan_list_dialog_get_session (ConsolePlanListDialog *dialog)
{
  return dialog->session;
}

gpointer
console_plan_list_dialog_get_subject (ConsolePlanListDialog *dialog)
{
  return dialog->subject;
}

void
console_plan_list_dialog_set_subtitle (ConsolePlanListDialog *dialog, const char *text)
{
  adw_window_title_set_subtitle (dialog->window_title, text ? text : "");
}

GtkWidget *
console_plan_list_dialog_get_owner (ConsolePlanListDialog *dialog)
{
  return GTK_WIDGET (dialog->filters);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_plan_list_dialog_dispose (GObject *object)
{
  ConsolePlanListDialog *dialog = CONSOLE_PLAN_LIST_DIALOG (object);

  g_clear_handle_id (&dialog->refresh_source, g_source_remove);
  g_clear_object (&dialog->session);
  g_clear_object (&dialog->subject);
  g_clear_pointer (&dialog->lines, g_ptr_array_unref);
  G_OBJECT_CLASS (console_plan_list_dialog_parent_class)->dispose (object);
}

static void
console_plan_list_dialog_class_init (ConsolePlanListDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_plan_list_dialog_dispose;
  g_type_ensure (CONSOLE_TYPE_FILTER_VIEW);
  g_type_ensure (CONSOLE_TYPE_PLAN_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/plan-list-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanListDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanListDialog, filters);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanListDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_install_action (widget_class, "plan-list.clear", NULL, clear_action);
}

static void
console_plan_list_dialog_init (ConsolePlanListDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

static void
add_choices (ConsolePlanListDialog *dialog, const ConsolePlanListChoice *choices)
{
  for (; choices && choices->label; choices++)
    console_filter_view_add_choice (
      dialog->filters, choices->id,
      g_dpgettext2 (NULL, "choice of a list about plans", choices->label));
}

GtkWindow *
console_plan_list_dialog_new (ConsoleSession *session,
                              const ConsolePlanListKind *kind,
                              GObject *subject)
{
  ConsolePlanListDialog *dialog = g_object_new (CONSOLE_TYPE_PLAN_LIST_DIALOG, NULL);
  const char *title = g_dpgettext2 (NULL, "title of a dialog", kind->title);

  dialog->session = g_object_ref (session);
  dialog->kind = kind;
  dialog->subject = subject ? g_object_ref (subject) : NULL;
  gtk_window_set_title (GTK_WINDOW (dialog), title);
  adw_window_title_set_title (dialog->window_title, title);
  g_object_set (dialog->filters, "search-label", _ (kind->search_label), NULL);
  g_object_set (dialog->list, "label", _ (kind->list_label), NULL);
  add_choices (dialog, kind->choices);
  gtk_window_set_focus (GTK_WINDOW (dialog), GTK_WIDGET (dialog->filters));
  g_signal_connect_object (console_session_get_engine (session), "changed", G_CALLBACK (changed_cb),
                           dialog, G_CONNECT_SWAPPED);
  ask (dialog);
  return GTK_WINDOW (dialog);
}
