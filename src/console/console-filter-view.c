/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A click on a choice toggles two buttons: the one that goes on tells of it. */
#include "console-filter-view.h"

#include "console-error.h"
#include "console-focus.h"
#include "console-pages.h"
#include "console-wrap-layout.h"

#include "base/esp-error.h"

#include <glib/gi18n.h>

#define SPINNER_MS 300
#define CHOICE "console-choice"

struct _ConsoleFilterView
{
  AdwBin parent_instance;

  AdwClamp *clamp;
  GtkWidget *search_entry;
  GtkSpinner *spinner;
  GtkBox *choices;
  GtkStack *stack;
  AdwBin *tools;
  AdwBin *below;
  AdwBin *content;
  AdwBin *empty;

  char *placeholder;
  char *search_label;
  const char *choice;
  char *told; /* the search that was last told of */
  gboolean busy;
  gboolean clearing;
  gboolean entered; /* Enter was pressed, and nothing typed since */
  guint spinner_source;
};

G_DEFINE_FINAL_TYPE (ConsoleFilterView, console_filter_view, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_CONTENT,
  PROP_TOOLS,
  PROP_BELOW,
  PROP_PLACEHOLDER,
  PROP_SEARCH_LABEL,
  PROP_MAXIMUM_SIZE,
  PROP_BUSY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal, activated_signal;

/* --- What is asked for -------------------------------------------------------------------------*/

static void
tell (ConsoleFilterView *view)
{
  g_free (view->told);
  view->told = g_strdup (console_filter_view_get_search (view));
  g_signal_emit (view, changed_signal, 0);
}

/* Comes a moment after the last letter, when Enter may have told the same already. */
static void
search_changed_cb (ConsoleFilterView *view)
{
  if (!view->clearing && g_strcmp0 (view->told, console_filter_view_get_search (view)) != 0)
    tell (view);
}

/* At each letter. */
static void
text_changed_cb (ConsoleFilterView *view)
{
  view->entered = FALSE;
}

static void
activated_cb (ConsoleFilterView *view)
{
  search_changed_cb (view);
  view->entered = TRUE;
  g_signal_emit (view, activated_signal, 0);
}

gboolean
console_filter_view_take_entered (ConsoleFilterView *view)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (view));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;
  gboolean entered = view->entered;

  view->entered = FALSE;
  return entered && focus && gtk_widget_is_ancestor (focus, view->search_entry);
}

static void
toggled_cb (ConsoleFilterView *view, GtkToggleButton *button)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  view->choice = g_object_get_data (G_OBJECT (button), CHOICE);
  if (!view->clearing)
    tell (view);
}

void
console_filter_view_add_choice (ConsoleFilterView *view, const char *id, const char *label)
{
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (view->choices));
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  g_object_set_data (G_OBJECT (button), CHOICE, (gpointer) id);
  gtk_widget_set_hexpand (button, TRUE);
  if (first)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
  else
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), view, G_CONNECT_SWAPPED);
  gtk_box_append (view->choices, button);
  gtk_widget_set_visible (GTK_WIDGET (view->choices), TRUE);
}

const char *
console_filter_view_get_choice (ConsoleFilterView *view)
{
  return view->choice;
}

const char *
console_filter_view_get_search (ConsoleFilterView *view)
{
  return gtk_editable_get_text (GTK_EDITABLE (view->search_entry));
}

gboolean
console_filter_view_is_filtering (ConsoleFilterView *view)
{
  return view->choice || console_filter_view_get_search (view)[0];
}

void
console_filter_view_clear (ConsoleFilterView *view)
{
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (view->choices));

  view->clearing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (view->search_entry), "");
  if (first)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (first), TRUE);
  view->clearing = FALSE;
  tell (view);
  gtk_widget_grab_focus (view->search_entry);
}

void
console_filter_view_put_back (ConsoleFilterView *view, const char *search, const char *choice)
{
  view->clearing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (view->search_entry), search);
  for (GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (view->choices)); button;
       button = gtk_widget_get_next_sibling (button))
    if (g_strcmp0 (g_object_get_data (G_OBJECT (button), CHOICE), choice) == 0)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  view->clearing = FALSE;
  tell (view);
}

/* --- What is shown -----------------------------------------------------------------------------*/

static gboolean
spinner_cb (gpointer data)
{
  ConsoleFilterView *view = data;

  view->spinner_source = 0;
  gtk_widget_set_visible (GTK_WIDGET (view->spinner), TRUE);
  gtk_spinner_start (view->spinner);
  return G_SOURCE_REMOVE;
}

void
console_filter_view_set_busy (ConsoleFilterView *view, gboolean busy)
{
  g_clear_handle_id (&view->spinner_source, g_source_remove);
  view->busy = busy;
  if (busy)
    {
      view->spinner_source = g_timeout_add (SPINNER_MS, spinner_cb, view);
      return;
    }
  gtk_spinner_stop (view->spinner);
  gtk_widget_set_visible (GTK_WIDGET (view->spinner), FALSE);
}

void
console_filter_view_show_content (ConsoleFilterView *view)
{
  gtk_stack_set_visible_child_name (view->stack, "content");
}

void
console_filter_view_show_empty (ConsoleFilterView *view, GtkWidget *page)
{
  adw_bin_set_child (view->empty, page);
  gtk_stack_set_visible_child_name (view->stack, "empty");
}

void
console_filter_view_show_error (ConsoleFilterView *view, const char *title, const GError *error)
{
  gboolean locked = g_error_matches (error, ESP_ERROR, ESP_ERROR_LOCKED);
  g_autofree char *sentence = console_error_sentence (error);

  console_filter_view_show_empty (
    view,
    console_empty_page_new (locked ? CONSOLE_EMPTY_LOCKED : CONSOLE_EMPTY_DENIED,
                            locked ? _ ("The Vault Is Locked") : title, sentence, NULL, NULL));
}

/* --- Widget ------------------------------------------------------------------------------------*/

static gboolean
console_filter_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (CONSOLE_FILTER_VIEW (widget)->search_entry);
}

static void
set_search_label (ConsoleFilterView *view, const char *label)
{
  g_free (view->search_label);
  view->search_label = g_strdup (label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view->search_entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label ? label : "", -1);
}

static void
console_filter_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleFilterView *view = CONSOLE_FILTER_VIEW (object);

  switch (id)
    {
    case PROP_CONTENT:
      g_value_set_object (value, adw_bin_get_child (view->content));
      break;
    case PROP_TOOLS:
      g_value_set_object (value, adw_bin_get_child (view->tools));
      break;
    case PROP_BELOW:
      g_value_set_object (value, adw_bin_get_child (view->below));
      break;
    case PROP_PLACEHOLDER:
      g_value_set_string (value, view->placeholder);
      break;
    case PROP_SEARCH_LABEL:
      g_value_set_string (value, view->search_label);
      break;
    case PROP_MAXIMUM_SIZE:
      g_value_set_int (value, adw_clamp_get_maximum_size (view->clamp));
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, view->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_filter_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ConsoleFilterView *view = CONSOLE_FILTER_VIEW (object);

  switch (id)
    {
    case PROP_CONTENT:
      adw_bin_set_child (view->content, g_value_get_object (value));
      break;
    case PROP_TOOLS:
      adw_bin_set_child (view->tools, g_value_get_object (value));
      gtk_widget_set_visible (GTK_WIDGET (view->tools), g_value_get_object (value) != NULL);
      break;
    case PROP_BELOW:
      adw_bin_set_child (view->below, g_value_get_object (value));
      break;
    case PROP_PLACEHOLDER:
      g_free (view->placeholder);
      view->placeholder = g_value_dup_string (value);
      break;
    case PROP_SEARCH_LABEL:
      set_search_label (view, g_value_get_string (value));
      break;
    case PROP_MAXIMUM_SIZE:
      adw_clamp_set_maximum_size (view->clamp, g_value_get_int (value));
      break;
    case PROP_BUSY:
      console_filter_view_set_busy (view, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_filter_view_dispose (GObject *object)
{
  ConsoleFilterView *view = CONSOLE_FILTER_VIEW (object);

  g_clear_handle_id (&view->spinner_source, g_source_remove);
  G_OBJECT_CLASS (console_filter_view_parent_class)->dispose (object);
}

static void
console_filter_view_finalize (GObject *object)
{
  g_free (CONSOLE_FILTER_VIEW (object)->placeholder);
  g_free (CONSOLE_FILTER_VIEW (object)->search_label);
  g_free (CONSOLE_FILTER_VIEW (object)->told);
  G_OBJECT_CLASS (console_filter_view_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_TOOLS] = g_param_spec_object ("tools", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_BELOW] = g_param_spec_object ("below", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_PLACEHOLDER] = g_param_spec_string ("placeholder", NULL, NULL, NULL, flags);
  properties[PROP_SEARCH_LABEL] = g_param_spec_string ("search-label", NULL, NULL, NULL, flags);
  properties[PROP_MAXIMUM_SIZE] = g_param_spec_int ("maximum-size", NULL, NULL, 0, G_MAXINT, 600,
                                                    flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
console_filter_view_class_init (ConsoleFilterViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_filter_view_get_property;
  object_class->set_property = console_filter_view_set_property;
  object_class->dispose = console_filter_view_dispose;
  object_class->finalize = console_filter_view_finalize;
  widget_class->grab_focus = console_filter_view_grab_focus;
  widget_class->focus = console_focus_child;
  install_properties (object_class);
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_FILTER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  activated_signal = g_signal_new ("activated", CONSOLE_TYPE_FILTER_VIEW, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (CONSOLE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/filter-view.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleFilterView, clamp);
  gtk_widget_class_bind_template_child (widget_class, ConsoleFilterView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, ConsoleFilterView, spinner);
  gtk_widget_class_bind_template_child (widget_class, ConsoleFilterView, choices);
  gtk_widget_class_bind_template_child (widget_class, ConsoleFilterView, stack);
  gtk_widget_class_bind_template_child (widget_class, ConsoleFilterView, tools);
  gtk_widget_class_bind_template_child (widget_class, ConsoleFilterView, below);
  gtk_widget_class_bind_template_child (widget_class, ConsoleFilterView, content);
  gtk_widget_class_bind_template_child (widget_class, ConsoleFilterView, empty);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
console_filter_view_init (ConsoleFilterView *view)
{
  view->told = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (view));
}
