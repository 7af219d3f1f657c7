/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three ways in. Nothing is understood here: bytes are handed on as they come, with a limit on
 * how many there can be. */
#include "console-drop-well.h"

#include "console-files.h"
#include "console-focus.h"

#include "engine/espalier.h"

/* Enough for the largest request in PEM and for a chain, and for a sentence about what else it is.
 */
#define READ_LIMIT (2 * ESP_REQUEST_MAX_SIZE)
#define FILES_LIMIT 16

struct _ConsoleDropWell
{
  AdwBin parent_instance;

  GtkWidget *box;
  GtkWidget *open_button;
  char *icon_name;
  char *title;
  char *hint;
  char *chooser_title;
  char *filter_name;
  GStrv patterns;
  gboolean several;
  gboolean whole;
  gboolean filled;
  gboolean refused;

  GSList *waiting; /* files of a drop that are still to be read */
  GByteArray *content;
};

G_DEFINE_FINAL_TYPE (ConsoleDropWell, console_drop_well, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_ICON_NAME,
  PROP_TITLE,
  PROP_HINT,
  PROP_CHOOSER_TITLE,
  PROP_FILTER_NAME,
  PROP_PATTERNS,
  PROP_SEVERAL,
  PROP_WHOLE,
  PROP_FILLED,
  PROP_REFUSED,
  N_PROPS
};

enum
{
  TAKEN,
  FAILED,
  TOO_MANY,
  FILES,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* --- Reading -----------------------------------------------------------------------------------*/

static void
take (ConsoleDropWell *well, gconstpointer data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);

  g_signal_emit (well, signals[TAKEN], 0, bytes);
}

static void
forget_files (ConsoleDropWell *well)
{
  g_slist_free_full (g_steal_pointer (&well->waiting), g_object_unref);
  g_byte_array_set_size (well->content, 0);
}

static void read_next (ConsoleDropWell *well);

static void
read_cb (GtkWidget *owner, GBytes *content, const GError *error, gpointer data)
{
  ConsoleDropWell *well = CONSOLE_DROP_WELL (owner);
  gsize size;
  gconstpointer bytes;

  if (!content)
    {
      forget_files (well);
      g_signal_emit (well, signals[FAILED], 0, error);
      return;
    }
  bytes = g_bytes_get_data (content, &size);
  if (well->content->len > 0)
    g_byte_array_append (well->content, (const guint8 *) "\n", 1);
  if (size > 0)
    g_byte_array_append (well->content, bytes, (guint) size);
  read_next (well);
}

static void
read_next (ConsoleDropWell *well)
{
  g_autoptr (GFile) file = well->waiting ? well->waiting->data : NULL;

  if (file)
    {
      well->waiting = g_slist_delete_link (well->waiting, well->waiting);
      console_files_read (GTK_WIDGET (well), file, READ_LIMIT, read_cb, NULL);
      return;
    }
  take (well, well->content->data, well->content->len);
  forget_files (well);
}

static gboolean
offer (ConsoleDropWell *well, GSList *files)
{
  gboolean taken = FALSE;

  g_signal_emit (well, signals[FILES], 0, files, &taken);
  return taken;
}

/* A folder is for whoever wants it; else reading it tells what is wrong. */
static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsoleDropWell) well = data;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, NULL);
  GSList files = { source, NULL };

  if (!well->waiting || well->waiting->data != source)
    return;
  if (info && g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY && offer (well, &files))
    forget_files (well);
  else
    read_next (well);
}

void
console_drop_well_read (ConsoleDropWell *well, GSList *files)
{
  guint n = g_slist_length (files);
  gboolean too_many = n > (well->several ? FILES_LIMIT : 1);

  forget_files (well);
  if ((well->whole || too_many) && offer (well, files))
    return;
  if (too_many)
    {
      g_signal_emit (well, signals[TOO_MANY], 0, n);
      return;
    }
  well->waiting = g_slist_copy_deep (files, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
  if (n == 1)
    g_file_query_info_async (files->data, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE,
                             G_PRIORITY_DEFAULT, NULL, asked_cb, g_object_ref (well));
  else
    read_next (well);
}

/* --- Ways in -----------------------------------------------------------------------------------*/

static void
chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  GSList files = { file, NULL };

  if (file)
    console_drop_well_read (CONSOLE_DROP_WELL (owner), &files);
}

static void
several_chosen_cb (GtkWidget *owner, GSList *files, gpointer data)
{
  console_drop_well_read (CONSOLE_DROP_WELL (owner), files);
}

static void
open_clicked_cb (ConsoleDropWell *well)
{
  if (well->several)
    console_files_open_several (GTK_WIDGET (well), well->chooser_title,
                                (const char *const *) well->patterns, well->filter_name,
                                several_chosen_cb, NULL);
  else
    console_files_open (GTK_WIDGET (well), well->chooser_title,
                        (const char *const *) well->patterns, well->filter_name, chosen_cb, NULL);
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsoleDropWell) well = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (gtk_widget_get_root (GTK_WIDGET (well)))
    take (well, text ? text : "", text ? strlen (text) : 0);
}

void
console_drop_well_paste (ConsoleDropWell *well)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (well)), NULL, pasted_cb,
                                 g_object_ref (well));
}

static gboolean
drop_cb (ConsoleDropWell *well, const GValue *value, double x, double y)
{
  const char *text;

  if (G_VALUE_HOLDS_STRING (value))
    {
      text = g_value_get_string (value);
      take (well, text, strlen (text));
      return TRUE;
    }
  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST) || !g_value_get_boxed (value))
    return FALSE;
  console_drop_well_read (well, g_value_get_boxed (value));
  return TRUE;
}

static void
accept_drops (ConsoleDropWell *well)
{
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), well);
  gtk_widget_add_controller (well->box, GTK_EVENT_CONTROLLER (target));
}

/* --- Object ------------------------------------------------------------------------------------*/

static gboolean
console_drop_well_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (CONSOLE_DROP_WELL (widget)->open_button);
}

static char **
find_text (ConsoleDropWell *well, guint id)
{
  char **texts[] = { [PROP_ICON_NAME] = &well->icon_name,
                     [PROP_TITLE] = &well->title,
                     [PROP_HINT] = &well->hint,
                     [PROP_CHOOSER_TITLE] = &well->chooser_title,
                     [PROP_FILTER_NAME] = &well->filter_name };

  return id < G_N_ELEMENTS (texts) ? texts[id] : NULL;
}

static gboolean *
find_flag (ConsoleDropWell *well, guint id)
{
  if (id == PROP_SEVERAL)
    return &well->several;
  if (id == PROP_WHOLE)
    return &well->whole;
  if (id == PROP_FILLED)
    return &well->filled;
  return id == PROP_REFUSED ? &well->refused : NULL;
}

static void
console_drop_well_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleDropWell *well = CONSOLE_DROP_WELL (object);

  if (find_text (well, id))
    g_value_set_string (value, *find_text (well, id));
  else if (find_flag (well, id))
    g_value_set_boolean (value, *find_flag (well, id));
  else if (id == PROP_PATTERNS)
    g_value_set_boxed (value, well->patterns);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
show_refusal (ConsoleDropWell *well)
{
  if (well->refused)
    gtk_widget_add_css_class (well->box, "refused");
  else
    gtk_widget_remove_css_class (well->box, "refused");
}

static void
console_drop_well_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ConsoleDropWell *well = CONSOLE_DROP_WELL (object);

  if (find_text (well, id))
    {
      g_free (*find_text (well, id));
      *find_text (well, id) = g_value_dup_string (value);
    }
  else if (find_flag (well, id))
    *find_flag (well, id) = g_value_get_boolean (value);
  else if (id == PROP_PATTERNS)
    {
      g_strfreev (well->patterns);
      well->patterns = g_value_dup_boxed (value);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  show_refusal (well);
}

static void
console_drop_well_finalize (GObject *object)
{
  ConsoleDropWell *well = CONSOLE_DROP_WELL (object);

  forget_files (well);
  g_byte_array_unref (well->content);
  g_strfreev (well->patterns);
  for (guint id = PROP_ICON_NAME; id <= PROP_FILTER_NAME; id++)
    g_free (*find_text (well, id));
  G_OBJECT_CLASS (console_drop_well_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  static const char *const texts[] = { "icon-name", "title", "hint", "chooser-title",
                                       "filter-name" };
  static const char *const flags[] = { "several", "whole", "filled", "refused" };
  const GParamFlags how = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    properties[PROP_ICON_NAME + i] = g_param_spec_string (texts[i], NULL, NULL, NULL, how);
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    properties[PROP_SEVERAL + i] = g_param_spec_boolean (flags[i], NULL, NULL, FALSE, how);
  properties[PROP_PATTERNS] = g_param_spec_boxed ("patterns", NULL, NULL, G_TYPE_STRV, how);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
install_signals (void)
{
  signals[TAKEN] = g_signal_new ("taken", CONSOLE_TYPE_DROP_WELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_BYTES);
  signals[FAILED] = g_signal_new ("failed", CONSOLE_TYPE_DROP_WELL, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[FILES] = g_signal_new ("files", CONSOLE_TYPE_DROP_WELL, G_SIGNAL_RUN_LAST, 0,
                                 g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1,
                                 G_TYPE_POINTER);
  signals[TOO_MANY] = g_signal_new ("too-many", CONSOLE_TYPE_DROP_WELL, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
console_drop_well_class_init (ConsoleDropWellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_drop_well_get_property;
  object_class->set_property = console_drop_well_set_property;
  object_class->finalize = console_drop_well_finalize;
  widget_class->grab_focus = console_drop_well_grab_focus;
  widget_class->focus = console_focus_child;
  install_properties (object_class);
  install_signals ();
  gtk_widget_class_set_template_from_resource (widget_class, "/org/espalier/Espalier/drop-well.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleDropWell, box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDropWell, open_button);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, console_drop_well_paste);
}

static void
console_drop_well_init (ConsoleDropWell *well)
{
  well->content = g_byte_array_new ();
  gtk_widget_init_template (GTK_WIDGET (well));
  accept_drops (well);
}
