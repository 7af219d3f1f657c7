/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where what is selected may go: all CAs of the plan as a list, searched by name; one that can't be
 * its parent says why when it comes in sight. */
#include "console-plan-move.h"

#include "console-designer-cards.h"
#include "console-error.h"
#include "console-form.h"

#include <glib/gi18n.h>

#define ROOT "" /* as a key */
#define INDENT 18

#define CONSOLE_TYPE_PLAN_MOVE_DIALOG (console_plan_move_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanMoveDialog,
                      console_plan_move_dialog,
                      CONSOLE,
                      PLAN_MOVE_DIALOG,
                      ConsoleFormWindow)

struct _ConsolePlanMoveDialog
{
  ConsoleFormWindow parent_instance;

  GtkSearchEntry *search;
  GtkListView *list;

  ConsolePlanDocument *document;
  char **keys; /* what is to be moved */
  GtkCustomFilter *filter;
  GtkSingleSelection *selection;
};

G_DEFINE_FINAL_TYPE (ConsolePlanMoveDialog, console_plan_move_dialog, CONSOLE_TYPE_FORM_WINDOW)

static const EspPlan *
get_plan (ConsolePlanMoveDialog *dialog)
{
  return console_plan_document_get_plan (dialog->document);
}

static const char *
get_parent (gpointer item)
{
  const char *key = item ? gtk_string_object_get_string (item) : ROOT;

  return *key ? key : NULL;
}

static char *
explain (ConsolePlanMoveDialog *dialog, const char *parent)
{
  return console_plan_move_explain (get_plan (dialog), (const char *const *) dialog->keys, parent);
}

static char *
name_place (ConsolePlanMoveDialog *dialog, const char *parent)
{
  return parent ? console_designer_name (get_plan (dialog), parent) :
                  g_strdup (C_ ("place in a plan", "As a root"));
}

/* --- The list ----------------------------------------------------------------------------------*/

static GtkWidget *
add_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
setup_cb (ConsolePlanMoveDialog *dialog, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_add_css_class (box, "move-place");
  add_label (box, NULL);
  add_label (box, "caption");
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (ConsolePlanMoveDialog *dialog, GtkListItem *item)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *title = gtk_widget_get_first_child (box), *note = gtk_widget_get_last_child (box);
  const char *parent = get_parent (gtk_list_item_get_item (item));
  const EspPlanCa *ca = parent ? esp_plan_find_ca (get_plan (dialog), parent) : NULL;
  g_autofree char *name = name_place (dialog, parent);
  g_autofree char *reason = explain (dialog, parent);
  g_autofree char *spoken = g_strdup_printf ("%s %s", name, reason ? reason : "");

  gtk_label_set_text (GTK_LABEL (title), name);
  gtk_label_set_text (GTK_LABEL (note), reason ? reason : "");
  gtk_widget_set_visible (note, reason != NULL);
  gtk_widget_set_sensitive (box, reason == NULL);
  gtk_widget_set_margin_start (box,
                               ca ? INDENT * (esp_plan_get_level (get_plan (dialog), ca) - 1) : 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (box)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, g_strchomp (spoken), -1);
}

static gboolean
matches (gpointer item, gpointer data)
{
  ConsolePlanMoveDialog *dialog = data;
  g_autofree char *name = name_place (dialog, get_parent (item));
  g_autofree char *folded = g_utf8_casefold (name, -1);
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (dialog->search)),
                                             -1);

  return strstr (folded, g_strstrip (wanted)) != NULL;
}

static void
search_cb (ConsolePlanMoveDialog *dialog)
{
  if (dialog->filter)
    gtk_filter_changed (GTK_FILTER (dialog->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
selected_cb (ConsolePlanMoveDialog *dialog)
{
  gpointer item = gtk_single_selection_get_selected_item (dialog->selection);
  g_autofree char *reason = item ? explain (dialog, get_parent (item)) :
                                   g_strdup (C_ ("tooltip", "Choose a place first"));

  console_form_window_set_reason (CONSOLE_FORM_WINDOW (dialog), reason);
}

static void
activate_cb (ConsolePlanMoveDialog *dialog)
{
  if (console_form_window_is_valid (CONSOLE_FORM_WINDOW (dialog)))
    CONSOLE_FORM_WINDOW_GET_CLASS (dialog)->submit (CONSOLE_FORM_WINDOW (dialog));
}

static GListModel *
list_places (ConsolePlanMoveDialog *dialog)
{
  g_autoptr (GPtrArray) ordered = esp_plan_list_ordered (get_plan (dialog));
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();

  g_ptr_array_add (keys, (gpointer) ROOT);
  for (guint i = 0; i < ordered->len; i++)
    g_ptr_array_add (keys, ((EspPlanCa *) g_ptr_array_index (ordered, i))->key);
  g_ptr_array_add (keys, NULL);
  return G_LIST_MODEL (gtk_string_list_new ((const char *const *) keys->pdata));
}

static void
fill (ConsolePlanMoveDialog *dialog)
{
  GtkFilterListModel *found;

  dialog->filter = gtk_custom_filter_new (matches, dialog, NULL);
  found = gtk_filter_list_model_new (list_places (dialog),
                                     g_object_ref (GTK_FILTER (dialog->filter)));
  dialog->selection = gtk_single_selection_new (G_LIST_MODEL (found));
  gtk_single_selection_set_autoselect (dialog->selection, FALSE);
  gtk_single_selection_set_can_unselect (dialog->selection, TRUE);
  gtk_single_selection_set_selected (dialog->selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect_object (dialog->selection, "notify::selected-item", G_CALLBACK (selected_cb),
                           dialog, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (dialog->list, GTK_SELECTION_MODEL (dialog->selection));
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_plan_move_dialog_submit (ConsoleFormWindow *window)
{
  ConsolePlanMoveDialog *dialog = CONSOLE_PLAN_MOVE_DIALOG (window);
  gpointer item = gtk_single_selection_get_selected_item (dialog->selection);
  g_autoptr (GError) error = NULL;

  if (console_plan_move (dialog->document, (const char *const *) dialog->keys, get_parent (item),
                         &error))
    gtk_window_close (GTK_WINDOW (window));
  else
    console_error_show (console_form_window_get_owner (window), error);
}

static void
console_plan_move_dialog_dispose (GObject *object)
{
  ConsolePlanMoveDialog *dialog = CONSOLE_PLAN_MOVE_DIALOG (object);

  if (dialog->filter)
    gtk_custom_filter_set_filter_func (dialog->filter, NULL, NULL, NULL);
  g_clear_object (&dialog->filter);
  g_clear_object (&dialog->selection);
  g_clear_object (&dialog->document);
  G_OBJECT_CLASS (console_plan_move_dialog_parent_class)->dispose (object);
}

static void
console_plan_move_dialog_finalize (GObject *object)
{
  g_strfreev (CONSOLE_PLAN_MOVE_DIALOG (object)->keys);
  G_OBJECT_CLASS (console_plan_move_dialog_parent_class)->finalize (object);
}

static void
console_plan_move_dialog_class_init (ConsolePlanMoveDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_plan_move_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_plan_move_dialog_finalize;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_plan_move_dialog_submit;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/plan-move-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanMoveDialog, search);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanMoveDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
console_plan_move_dialog_init (ConsolePlanMoveDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_plan_move_dialog_new (ConsoleSession *session, ConsolePlanDocument *document)
{
  ConsolePlanMoveDialog *dialog = g_object_new (CONSOLE_TYPE_PLAN_MOVE_DIALOG, "session", session,
                                                NULL);

  dialog->document = g_object_ref (document);
  dialog->keys = g_strdupv ((char **) console_plan_document_get_selection (document));
  fill (dialog);
  selected_cb (dialog);
  gtk_window_set_focus (GTK_WINDOW (dialog), GTK_WIDGET (dialog->search));
  return GTK_WINDOW (dialog);
}
