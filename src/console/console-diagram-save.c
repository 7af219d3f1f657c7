/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes copies of what is shown, draws them on a thread, then asks for a name. */
#include "console-diagram-save.h"

#include "console-error.h"
#include "console-files.h"
#include "draw/esp-diagram-cards.h"

#include <glib/gi18n.h>

#define PNG_ZOOM 2.0

typedef struct
{
  GPtrArray *cas;       /* EspCa */
  GHashTable *accounts; /* number -> name */
  char *organization;
  char *format;
  gint64 now;
  gboolean right_to_left;
} Picture;

static void
picture_free (Picture *picture)
{
  g_ptr_array_unref (picture->cas);
  g_hash_table_unref (picture->accounts);
  g_free (picture->organization);
  g_free (picture->format);
  g_free (picture);
}

/* --- Drawing -----------------------------------------------------------------------------------*/

static const char *
translate (const char *one, const char *many, gulong n)
{
  return many ? ngettext (one, many, n) : gettext (one);
}

static GBytes *
write_svg (const EspDiagram *diagram, GError **error)
{
  return esp_diagram_write_svg (diagram);
}

static GBytes *
write_png (const EspDiagram *diagram, GError **error)
{
  return esp_diagram_write_png (diagram, PNG_ZOOM, error);
}

static const struct
{
  const char *format;
  GBytes *(*write) (const EspDiagram *diagram, GError **error);
  EspDiagramPalette palette;
} formats[] = {
  { "svg", write_svg, ESP_DIAGRAM_LIGHT },
  { "pdf", esp_diagram_write_pdf, ESP_DIAGRAM_PRINT },
  { "png", write_png, ESP_DIAGRAM_LIGHT },
};

GBytes *
console_diagram_write (GPtrArray *cards,
                       const char *title,
                       const char *subtitle,
                       gboolean right_to_left,
                       const char *format,
                       GError **error)
{
  g_autofree char *description = esp_diagram_cards_describe (cards, translate);
  EspDiagramStyle style = {
    .right_to_left = right_to_left,
    .text = { .title = title, .subtitle = subtitle, .description = description }
  };
  g_autoptr (EspDiagram) diagram = NULL;
  gsize form = 0;

  while (!g_str_equal (formats[form].format, format))
    form++;
  style.palette = formats[form].palette;
  esp_diagram_text_fill (&style.text, translate);
  diagram = esp_diagram_new (cards, &style);
  return formats[form].write (diagram, error);
}

static void
draw_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Picture *picture = data;
  g_autoptr (GPtrArray)
    cards = esp_diagram_cards_from_cas (picture->cas, picture->accounts, picture->now, translate);
  GError *error = NULL;
  GBytes *bytes = console_diagram_write (cards, picture->organization, NULL, picture->right_to_left,
                                         picture->format, &error);

  if (bytes)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
drawn_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), &error);
  const Picture *picture = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = NULL;

  if (!bytes)
    {
      console_error_show (GTK_WIDGET (source), error);
      return;
    }
  name = g_strconcat (picture->organization, ".", picture->format, NULL);
  console_files_save_bytes (GTK_WIDGET (source), C_ ("file chooser", "Save Diagram"), name, bytes);
}

/* --- Collecting --------------------------------------------------------------------------------*/

static void
add_cas (GPtrArray *cas, GListModel *nodes)
{
  for (guint i = 0; nodes && i < g_list_model_get_n_items (nodes); i++)
    {
      g_autoptr (EspCaNode) node = g_list_model_get_item (nodes, i);
      EspCaNode *parent = esp_ca_node_get_parent (node);
      EspCa *ca = esp_ca_copy (esp_ca_node_get_ca (node));

      g_free (ca->parent);
      ca->parent = parent ? g_strdup (esp_ca_node_get_ca (parent)->id) : NULL;
      g_ptr_array_add (cas, ca);
      add_cas (cas, esp_ca_node_get_children (node));
    }
}

static GHashTable *
copy_names (GHashTable *accounts)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer number, name;

  g_hash_table_iter_init (&iter, accounts);
  while (g_hash_table_iter_next (&iter, &number, &name))
    g_hash_table_insert (copy, g_strdup (number), g_strdup (name));
  return copy;
}

void
console_diagram_save (GtkWidget *owner,
                      ConsoleSession *session,
                      GHashTable *accounts,
                      const char *format)
{
  g_autoptr (GTask) task = g_task_new (owner, NULL, drawn_cb, NULL);
  const char *organization = console_session_get_organization (session);
  Picture *picture = g_new0 (Picture, 1);

  picture->cas = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ca_free);
  picture->accounts = copy_names (accounts);
  picture->organization = g_strdup (organization ? organization : "Espalier");
  picture->format = g_strdup (format);
  picture->now = g_get_real_time () / G_USEC_PER_SEC;
  picture->right_to_left = gtk_widget_get_direction (owner) == GTK_TEXT_DIR_RTL;
  add_cas (picture->cas, esp_ca_tree_get_roots (console_session_get_tree (session)));
  g_task_set_source_tag (task, console_diagram_save);
  g_task_set_task_data (task, picture, (GDestroyNotify) picture_free);
  g_task_run_in_thread (task, draw_in_thread);
}
