/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and values come from outside: labels without markup, direction marks as escapes. */
#include "console-tag-chips.h"

#include "console-wrap-layout.h"

#include <glib/gi18n.h>

#define SPACING 6

struct _ConsoleTagChips
{
  AdwBin parent_instance;

  GtkWidget *box;
  char *text; /* as shown: chips are made anew only when they changed */
};

G_DEFINE_FINAL_TYPE (ConsoleTagChips, console_tag_chips, ADW_TYPE_BIN)

static char *
join_tags (GPtrArray *tags)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);

      g_string_append_printf (text, "%s=%s\n", tag->key, tag->value);
    }
  return g_string_free (text, FALSE);
}

static GtkWidget *
make_chip (const EspTag *tag)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *key = esp_text_escape (tag->key);
  g_autofree char *value = esp_text_escape (tag->value);
  GtkWidget *key_label = gtk_label_new (key), *value_label = gtk_label_new (value);
  GtkWidget *labels[] = { key_label, value_label };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      gtk_label_set_ellipsize (GTK_LABEL (labels[i]), PANGO_ELLIPSIZE_END);
      gtk_label_set_max_width_chars (GTK_LABEL (labels[i]), 28);
      gtk_box_append (GTK_BOX (chip), labels[i]);
    }
  gtk_widget_set_visible (value_label, value[0] != '\0');
  gtk_widget_add_css_class (key_label, "dim-label");
  gtk_widget_add_css_class (chip, "chip");
  return chip;
}

void
console_tag_chips_set_tags (ConsoleTagChips *chips, GPtrArray *tags)
{
  g_autofree char *text = join_tags (tags);
  GtkWidget *child;

  if (g_strcmp0 (text, chips->text) == 0)
    return;
  g_free (chips->text);
  chips->text = g_steal_pointer (&text);
  while ((child = gtk_widget_get_first_child (chips->box)))
    gtk_box_remove (GTK_BOX (chips->box), child);
  for (guint i = 0; i < tags->len; i++)
    gtk_box_append (GTK_BOX (chips->box), make_chip (g_ptr_array_index (tags, i)));
  if (tags->len == 0)
    {
      child = gtk_label_new (_ ("No tags"));
      gtk_widget_add_css_class (child, "dim-label");
      gtk_box_append (GTK_BOX (chips->box), child);
    }
}

static void
console_tag_chips_finalize (GObject *object)
{
  g_free (CONSOLE_TAG_CHIPS (object)->text);
  G_OBJECT_CLASS (console_tag_chips_parent_class)->finalize (object);
}

static void
console_tag_chips_class_init (ConsoleTagChipsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = console_tag_chips_finalize;
}

static void
console_tag_chips_init (ConsoleTagChips *chips)
{
  chips->box = g_object_new (GTK_TYPE_BOX, NULL);
  gtk_widget_set_layout_manager (chips->box, console_wrap_layout_new (SPACING, SPACING));
  adw_bin_set_child (ADW_BIN (chips), chips->box);
}
