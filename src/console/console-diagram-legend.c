/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colours follow the order in which accounts are met. What stands on a card beside its kind is the
 * page's, which knows whether the CA exists. */
#include "console-diagram-legend.h"

#include "console-format.h"
#include "console-note-row.h"

#include <glib/gi18n.h>

char *
console_diagram_describe_kind (gboolean has_length,
                               int path_length,
                               const char *variety,
                               const char *key_algorithm)
{
  g_autofree char *length = console_format_path_length (path_length);
  const char *label = key_algorithm ? esp_plan_algorithm_label (key_algorithm) : "";
  gboolean plain = !variety || g_str_equal (variety, "Base");
  const char *arguments[] = { "length", length, "variety", variety ? variety : "",
                              "key",    label,  NULL };

  if (!has_length)
    return g_strdup (label);
  if (plain)
    /* Translators: path length and key algorithm of a CA: "Path length 1 · EC P-256" */
    return g_strdup_printf (C_ ("card of a CA", "Path length %s · %s"), length, label);
  /* Translators: path length, kind of template and key algorithm of a CA */
  return esp_text_fill (C_ ("card of a CA", "Path length {length} · {variety} · {key}"), arguments);
}

int
console_diagram_get_colour (GHashTable *colours, const char *account)
{
  gpointer found = g_hash_table_lookup (colours, account);

  if (!found)
    {
      found = GINT_TO_POINTER (g_hash_table_size (colours) + 1);
      g_hash_table_insert (colours, g_strdup (account), found);
    }
  return (GPOINTER_TO_INT (found) - 1) % CONSOLE_DIAGRAM_COLOURS;
}

GtkWidget *
console_diagram_band_new (int colour)
{
  GtkWidget *band = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  g_autofree char *class = g_strdup_printf ("account-%d", colour);

  gtk_widget_add_css_class (band, "account-band");
  gtk_widget_add_css_class (band, class);
  return band;
}

static void
add_account (GtkBox *legend, ConsoleDiagramItem *item)
{
  GtkWidget *entry = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *safe = esp_text_escape (item->account);
  GtkWidget *label = gtk_label_new (safe);

  gtk_widget_add_css_class (label, "caption");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_box_append (GTK_BOX (entry), console_diagram_band_new (item->colour));
  gtk_box_append (GTK_BOX (entry), label);
  gtk_box_append (legend, entry);
}

void
console_diagram_legend_show (GtkBox *legend, GPtrArray *items)
{
  g_autoptr (GHashTable) shown = g_hash_table_new (g_str_hash, g_str_equal);

  console_box_empty (legend);
  for (guint i = 0; i < items->len; i++)
    {
      ConsoleDiagramItem *item = g_ptr_array_index (items, i);

      if (item->account && g_hash_table_add (shown, item->account))
        add_account (legend, item);
    }
  gtk_widget_set_visible (GTK_WIDGET (legend), g_hash_table_size (shown) > 1);
}
