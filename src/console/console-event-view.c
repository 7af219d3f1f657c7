/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log below its filters: of one CA on its page, of everything on the activity page. Reads only
 * while it is seen; what happens meanwhile is read when it is seen again. */
#include "console-event-view.h"

#include "console-dialogs.h"
#include "console-event-row.h"
#include "console-filter-view.h"
#include "console-pages.h"

#include <glib/gi18n.h>

struct _ConsoleEventView
{
  AdwBin parent_instance;

  ConsoleFilterView *filters;
  GtkScrolledWindow *scrolled;
  GtkListView *list_view;
  GtkRevealer *more_bar;
  GtkLabel *more_label;
  GtkWidget *more_button;

  ConsoleSession *session;
  ConsoleEventList *list;
  char *ca_arn;
  gboolean stale; /* begin anew when it is seen */
};

G_DEFINE_FINAL_TYPE (ConsoleEventView, console_event_view, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_CA,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- Asking ------------------------------------------------------------------------------------*/

/* In the order of the choice. */
static const struct
{
  const char *id;
  const char *label;
} outcomes[] = {
  { NULL, NC_ ("outcome", "All") },
  { "ALLOWED", NC_ ("outcome", "Allowed") },
  { "DENIED", NC_ ("outcome", "Denied") },
  { "FAILED", NC_ ("outcome", "Failed") },
};

static void
restart (ConsoleEventView *view)
{
  view->stale = !gtk_widget_get_mapped (GTK_WIDGET (view));
  if (view->stale || !view->session)
    return;
  console_event_list_restart (view->list, view->ca_arn,
                              console_filter_view_get_choice (view->filters),
                              console_filter_view_get_search (view->filters));
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (view->scrolled), 0);
}

/* Somebody else may be looking. */
static void
session_changed_cb (ConsoleEventView *view)
{
  console_event_list_clear (view->list);
  restart (view);
}

static void
filter_changed_cb (ConsoleEventView *view)
{
  restart (view);
}

static void
more_clicked_cb (ConsoleEventView *view)
{
  console_event_list_more (view->list);
}

static void
near_end_cb (ConsoleEventView *view, GtkAdjustment *adjustment)
{
  double page = gtk_adjustment_get_page_size (adjustment);
  double left = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment) -
                page;

  /* A search that found little goes on by its button, not for as long as there is room. */
  if (page > 1 && left < page && !gtk_revealer_get_reveal_child (view->more_bar))
    console_event_list_more (view->list);
}

static void
changed_cb (ConsoleEventView *view, gint64 from, gint64 to, guint topics)
{
  if (!(topics & ESP_TOPIC_LOG))
    return;
  if (gtk_widget_get_mapped (GTK_WIDGET (view)) && !console_event_list_get_error (view->list))
    console_event_list_update (view->list);
  else
    view->stale = TRUE;
}

static void
clear_filters (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_filter_view_clear (CONSOLE_EVENT_VIEW (widget)->filters);
}

/* --- Showing -----------------------------------------------------------------------------------*/

static GtkWidget *
make_empty_page (ConsoleEventView *view)
{
  if (console_filter_view_is_filtering (view->filters))
    return console_empty_page_new (CONSOLE_EMPTY_NO_MATCH, _ ("No Events Found"),
                                   _ ("No event matches the search and the outcome."),
                                   _ ("_Clear Search"), "events.clear");
  return console_empty_page_new (CONSOLE_EMPTY_NOTHING, _ ("No Activity Yet"),
                                 _ ("What is done with this CA will be listed here."), NULL, NULL);
}

static void
show_more_bar (ConsoleEventView *view)
{
  guint searched = console_event_list_get_searched (view->list);
  gboolean searching = console_filter_view_get_search (view->filters)[0] != '\0';
  g_autofree char *text = g_strdup_printf (
    ngettext ("Searched the newest event", "Searched the newest %u events", searched), searched);

  gtk_label_set_text (view->more_label, text);
  gtk_widget_set_sensitive (view->more_button, !console_event_list_is_loading (view->list));
  gtk_revealer_set_reveal_child (view->more_bar, searching &&
                                                   !console_event_list_is_complete (view->list) &&
                                                   !console_event_list_get_error (view->list));
}

static void
read_cb (ConsoleEventView *view)
{
  const GError *error = console_event_list_get_error (view->list);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (view->list));

  show_more_bar (view);
  if (n == 0 && console_event_list_is_loading (view->list))
    return;
  if (error)
    console_filter_view_show_error (view->filters, _ ("The Log Can’t Be Read"), error);
  else if (n == 0)
    console_filter_view_show_empty (view->filters, make_empty_page (view));
  else
    console_filter_view_show_content (view->filters);
}

static void
loading_cb (ConsoleEventView *view)
{
  console_filter_view_set_busy (view->filters, console_event_list_is_loading (view->list));
}

static void
activate_cb (ConsoleEventView *view, guint position)
{
  g_autoptr (ConsoleEvent) event = g_list_model_get_item (G_LIST_MODEL (view->list), position);

  if (event)
    console_dialog_present (
      console_event_dialog_new (view->session, console_event_get_sequence (event)),
      GTK_WIDGET (view));
}

/* --- Rows --------------------------------------------------------------------------------------*/

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, console_event_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);
  GtkWidget *cell = gtk_widget_get_parent (row);

  console_event_row_set_event (CONSOLE_EVENT_ROW (row), gtk_list_item_get_item (item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  console_event_row_get_text (CONSOLE_EVENT_ROW (row)), -1);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  console_event_row_set_event (CONSOLE_EVENT_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
set_up_list (ConsoleEventView *view)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSingleSelection *selection = gtk_single_selection_new (
    g_object_ref (G_LIST_MODEL (view->list)));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (view->scrolled);

  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (view->list_view, factory);
  g_object_unref (factory);
  gtk_list_view_set_model (view->list_view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (near_end_cb), view,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (near_end_cb), view,
                           G_CONNECT_SWAPPED);
}

/* --- Widget ------------------------------------------------------------------------------------*/

static void
console_event_view_map (GtkWidget *widget)
{
  ConsoleEventView *view = CONSOLE_EVENT_VIEW (widget);

  GTK_WIDGET_CLASS (console_event_view_parent_class)->map (widget);
  if (view->stale)
    restart (view);
}

static void
console_event_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CA)
    g_value_set_string (value, CONSOLE_EVENT_VIEW (object)->ca_arn);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_event_view_dispose (GObject *object)
{
  ConsoleEventView *view = CONSOLE_EVENT_VIEW (object);

  g_clear_object (&view->session);
  g_clear_object (&view->list);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_EVENT_VIEW);
  G_OBJECT_CLASS (console_event_view_parent_class)->dispose (object);
}

static void
console_event_view_finalize (GObject *object)
{
  g_free (CONSOLE_EVENT_VIEW (object)->ca_arn);
  G_OBJECT_CLASS (console_event_view_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (CONSOLE_TYPE_FILTER_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/event-view.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventView, filters);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventView, scrolled);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventView, list_view);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventView, more_bar);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventView, more_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventView, more_button);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, more_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
console_event_view_class_init (ConsoleEventViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_event_view_get_property;
  object_class->dispose = console_event_view_dispose;
  object_class->finalize = console_event_view_finalize;
  widget_class->map = console_event_view_map;
  /* ARN of the CA whose events are shown, or NULL. */
  properties[PROP_CA] = g_param_spec_string (
    "ca", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_install_action (widget_class, "events.clear", NULL, clear_filters);
  bind_template (widget_class);
}

static void
console_event_view_init (ConsoleEventView *view)
{
  view->stale = TRUE;
  gtk_widget_init_template (GTK_WIDGET (view));
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    console_filter_view_add_choice (view->filters, outcomes[i].id,
                                    g_dpgettext2 (NULL, "outcome", outcomes[i].label));
}

GtkWidget *
console_event_view_new (ConsoleSession *session)
{
  ConsoleEventView *view = g_object_new (CONSOLE_TYPE_EVENT_VIEW, NULL);
  EspEngine *engine = console_session_get_engine (session);

  view->session = g_object_ref (session);
  view->list = console_event_list_new (session);
  set_up_list (view);
  g_signal_connect_object (view->list, "read", G_CALLBACK (read_cb), view, G_CONNECT_SWAPPED);
  g_signal_connect_object (view->list, "notify::loading", G_CALLBACK (loading_cb), view,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "changed", G_CALLBACK (changed_cb), view, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "session-changed", G_CALLBACK (session_changed_cb), view,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (view);
}

void
console_event_view_set_ca (GtkWidget *widget, const char *ca_arn)
{
  ConsoleEventView *view = CONSOLE_EVENT_VIEW (widget);

  if (g_strcmp0 (view->ca_arn, ca_arn) == 0)
    return;
  g_free (view->ca_arn);
  view->ca_arn = g_strdup (ca_arn);
  restart (view);
  g_object_notify_by_pspec (G_OBJECT (view), properties[PROP_CA]);
}

void
console_event_view_refresh (ConsoleEventView *view)
{
  restart (view);
}

void
console_event_view_search (ConsoleEventView *view)
{
  gtk_widget_grab_focus (GTK_WIDGET (view->filters));
}

ConsoleEventList *
console_event_view_get_list (ConsoleEventView *view)
{
  return view->list;
}
