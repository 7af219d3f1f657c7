/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page as labels. Links to pages are followed here; addresses go to whoever the desktop has for
 * them. */
#include "console-help.h"

#include "console-note-row.h"

#include <glib/gi18n.h>

#define INDENT 24
#define INDEX "index"

struct _ConsoleHelpWindow
{
  AdwWindow parent_instance;

  GtkScrolledWindow *scrolled;
  GtkBox *box;

  GPtrArray *before; /* ids of pages, to go back to */
  char *page;
  char *wanted; /* the one that a link leads to */
};

G_DEFINE_FINAL_TYPE (ConsoleHelpWindow, console_help_window, ADW_TYPE_WINDOW)

static void show (ConsoleHelpWindow *help, const char *id);

/* --- Blocks ------------------------------------------------------------------------------------*/

static gboolean
follow_cb (gpointer data)
{
  ConsoleHelpWindow *help = data;
  g_autofree char *wanted = g_steal_pointer (&help->wanted);

  if (wanted && help->box)
    console_help_window_show (help, wanted);
  return G_SOURCE_REMOVE;
}

/* Soon, not now: the label is still busy with the click, and goes with its page. */
static gboolean
link_cb (GtkLabel *label, const char *target, ConsoleHelpWindow *help)
{
  if (strstr (target, "://"))
    return FALSE;
  g_free (help->wanted);
  help->wanted = g_strdup (target);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, follow_cb, g_object_ref (help), g_object_unref);
  return TRUE;
}

static GtkWidget *
make_label (const char *text, GtkAccessibleRole role, const char *css_class)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "wrap", TRUE, "wrap-mode",
                                   PANGO_WRAP_WORD_CHAR, "xalign", 0.0, "hexpand", TRUE,
                                   "accessible-role", role, NULL);

  if (css_class)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_heading (const char *text, const char *css_class)
{
  GtkWidget *label = make_label (text, GTK_ACCESSIBLE_ROLE_HEADING, css_class);

  gtk_widget_set_margin_top (label, 12);
  return label;
}

static GtkWidget *
make_paragraph (ConsoleHelpWindow *help, const char *markup)
{
  GtkWidget *label = make_label (NULL, GTK_ACCESSIBLE_ROLE_LABEL, NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  g_signal_connect_object (label, "activate-link", G_CALLBACK (link_cb), help, 0);
  return label;
}

/* Commands are there to be taken along: their lines stay as they are, in every direction of
 * writing. */
static GtkWidget *
make_code (const char *text)
{
  GtkWidget *label = make_label (text, GTK_ACCESSIBLE_ROLE_LABEL, "help-code");
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), FALSE);
  gtk_widget_set_direction (label, GTK_TEXT_DIR_LTR);
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (scrolled, "card");
  gtk_widget_set_hexpand (scrolled, TRUE);
  gtk_widget_set_direction (scrolled, GTK_TEXT_DIR_LTR);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), label);
  gtk_widget_set_direction (gtk_widget_get_parent (label), GTK_TEXT_DIR_LTR);
  return scrolled;
}

static GtkWidget *
make_block (ConsoleHelpWindow *help, const ConsoleHelpBlock *block)
{
  GtkWidget *label = block->kind == CONSOLE_HELP_HEADING ? make_heading (block->text, "title-4") :
                     block->kind == CONSOLE_HELP_CODE    ? make_code (block->text) :
                                                           make_paragraph (help, block->text);
  GtkWidget *line, *mark;

  if (block->is_note)
    gtk_widget_add_css_class (label, "dim-label");
  if (block->depth == 0)
    return label;
  line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  mark = gtk_label_new (block->mark);
  gtk_label_set_xalign (GTK_LABEL (mark), 0);
  gtk_widget_set_valign (mark, GTK_ALIGN_START);
  gtk_widget_set_size_request (mark, INDENT, -1);
  gtk_widget_set_margin_start (line, (int) (block->depth - 1) * INDENT);
  gtk_box_append (GTK_BOX (line), mark);
  gtk_box_append (GTK_BOX (line), label);
  return line;
}

/* --- Pages that it leads to --------------------------------------------------------------------*/

static int
compare_pages (gconstpointer a, gconstpointer b)
{
  const ConsoleHelpPage *const *first = a, *const *second = b;

  return g_strcmp0 ((*first)->sort ? (*first)->sort : (*first)->title,
                    (*second)->sort ? (*second)->sort : (*second)->title);
}

/* Those that name @page as their guide, and those that it names itself. */
static GPtrArray *
list_topics (const ConsoleHelpPage *page)
{
  GPtrArray *topics = g_ptr_array_new_with_free_func ((GDestroyNotify) console_help_page_free);
  g_auto (GStrv) ids = console_help_list ();

  for (guint i = 0; ids && ids[i]; i++)
    {
      ConsoleHelpPage *other = console_help_load (ids[i], NULL);

      if (other && (g_strcmp0 (other->guide, page->id) == 0 ||
                    g_ptr_array_find_with_equal_func (page->see, other->id, g_str_equal, NULL)))
        g_ptr_array_add (topics, other);
      else if (other)
        console_help_page_free (other);
    }
  g_ptr_array_sort (topics, compare_pages);
  return topics;
}

static void
topic_cb (ConsoleHelpWindow *help, GtkWidget *row)
{
  console_help_window_show (help, gtk_widget_get_name (row));
}

static void
add_topics (ConsoleHelpWindow *help, const ConsoleHelpPage *page)
{
  g_autoptr (GPtrArray) topics = list_topics (page);
  gboolean is_guide = g_str_equal (page->id, INDEX);
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < topics->len; i++)
    {
      const ConsoleHelpPage *topic = g_ptr_array_index (topics, i);
      GtkWidget *row = adw_action_row_new ();

      if (!group)
        group = console_box_add_group (
          help->box, is_guide ? C_ ("help", "Contents") : C_ ("help", "See Also"), NULL);
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), topic->title);
      if (topic->description)
        adw_action_row_set_subtitle (ADW_ACTION_ROW (row), topic->description);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("go-next-symbolic"));
      gtk_widget_set_name (row, topic->id);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_signal_connect_object (row, "activated", G_CALLBACK (topic_cb), help, G_CONNECT_SWAPPED);
      adw_preferences_group_add (group, row);
    }
}

/* --- Showing -----------------------------------------------------------------------------------*/

static void
show (ConsoleHelpWindow *help, const char *id)
{
  g_autoptr (ConsoleHelpPage) page = console_help_load (id, NULL);

  if (!page)
    return;
  g_free (help->page);
  help->page = g_strdup (id);
  console_box_empty (help->box);
  gtk_box_append (help->box, make_heading (page->title, "title-1"));
  for (guint i = 0; i < page->blocks->len; i++)
    gtk_box_append (help->box, make_block (help, g_ptr_array_index (page->blocks, i)));
  add_topics (help, page);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (help->scrolled), 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (help), "help.back", help->before->len > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (help), "help.contents", !g_str_equal (id, INDEX));
}

void
console_help_window_show (ConsoleHelpWindow *help, const char *id)
{
  g_autofree char *wanted = g_strdup (id);

  if (g_strcmp0 (help->page, wanted) == 0)
    return;
  if (help->page)
    g_ptr_array_add (help->before, g_strdup (help->page));
  show (help, wanted);
}

const char *
console_help_window_get_page (ConsoleHelpWindow *help)
{
  return help->page;
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsoleHelpWindow *help = CONSOLE_HELP_WINDOW (widget);
  g_autofree char *id = help->before->len > 0 ?
                          g_ptr_array_steal_index (help->before, help->before->len - 1) :
                          NULL;

  if (id)
    show (help, id);
}

static void
contents_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_help_window_show (CONSOLE_HELP_WINDOW (widget), INDEX);
}

/* --- Object ------------------------------------------------------------------------------------*/

/* It is kept for the next time. */
static gboolean
console_help_window_close_request (GtkWindow *window)
{
  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  return TRUE;
}

static void
console_help_window_finalize (GObject *object)
{
  g_ptr_array_unref (CONSOLE_HELP_WINDOW (object)->before);
  g_free (CONSOLE_HELP_WINDOW (object)->page);
  g_free (CONSOLE_HELP_WINDOW (object)->wanted);
  G_OBJECT_CLASS (console_help_window_parent_class)->finalize (object);
}

static void
console_help_window_class_init (ConsoleHelpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_help_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = console_help_window_close_request;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/help-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleHelpWindow, scrolled);
  gtk_widget_class_bind_template_child (widget_class, ConsoleHelpWindow, box);
  gtk_widget_class_install_action (widget_class, "help.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "help.contents", NULL, contents_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "help.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
console_help_window_init (ConsoleHelpWindow *help)
{
  help->before = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (help));
}

ConsoleHelpWindow *
console_help_window_new (void)
{
  return g_object_new (CONSOLE_TYPE_HELP_WINDOW, NULL);
}
