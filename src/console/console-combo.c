/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a choice with small print: what each means, or why it can't be chosen. Texts are data, so
 * they are made safe to show and are never markup. */
#include "console-form.h"

typedef struct
{
  ConsoleComboText title;
  ConsoleComboText note;
  ConsoleComboText reason;
  gpointer data;
} Texts;

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class)
    {
      gtk_widget_add_css_class (label, css_class);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 34);
    }
  else
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  return label;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *title = make_label (NULL), *note = make_label ("caption");

  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), note);
  g_object_set_data (G_OBJECT (box), "title", title);
  g_object_set_data (G_OBJECT (box), "note", note);
  gtk_list_item_set_child (item, box);
}

static void
show_text (GtkLabel *label, const char *text)
{
  g_autofree char *safe = text ? esp_text_escape (text) : g_strdup ("");

  gtk_label_set_text (label, safe);
  gtk_widget_set_visible (GTK_WIDGET (label), *safe != '\0');
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const Texts *texts = data;
  GtkWidget *box = gtk_list_item_get_child (item);
  gpointer object = gtk_list_item_get_item (item);
  g_autofree char *title = texts->title (object, texts->data);
  g_autofree char *reason = texts->reason ? texts->reason (object, texts->data) : NULL;
  g_autofree char *note = !reason && texts->note ? texts->note (object, texts->data) : NULL;
  g_autofree char *spoken = esp_text_escape (title);

  show_text (g_object_get_data (G_OBJECT (box), "title"), title);
  show_text (g_object_get_data (G_OBJECT (box), "note"), reason ? reason : note);
  gtk_widget_set_sensitive (box, reason == NULL);
  gtk_list_item_set_activatable (item, reason == NULL);
  gtk_list_item_set_selectable (item, reason == NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (box)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
bind_short_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const Texts *texts = data;
  GtkWidget *label = gtk_list_item_get_child (item);
  g_autofree char *title = texts->title (gtk_list_item_get_item (item), texts->data);

  show_text (GTK_LABEL (label), g_strstrip (title));
}

static void
setup_short_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = make_label (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_list_item_set_child (item, label);
}

static void
texts_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static GtkListItemFactory *
make_factory (GCallback setup, GCallback bind, const Texts *texts)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", setup, NULL);
  g_signal_connect_data (factory, "bind", bind, g_memdup2 (texts, sizeof *texts), texts_free, 0);
  return factory;
}

static char *
evaluate_cb (gpointer item, gpointer data)
{
  const Texts *texts = data;
  g_autofree char *title = item ? texts->title (item, texts->data) : NULL;

  return title ? esp_text_escape (g_strstrip (title)) : NULL;
}

/* What is chosen stands below the title: there is room for it, however long it is. */
static void
set_subtitle (AdwComboRow *combo, const Texts *texts)
{
  GtkExpression *expression = gtk_cclosure_expression_new (
    G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (evaluate_cb), g_memdup2 (texts, sizeof *texts),
    texts_free);

  adw_combo_row_set_expression (combo, expression);
  gtk_expression_unref (expression);
}

void
console_combo_set_texts (AdwComboRow *combo,
                         ConsoleComboText title,
                         ConsoleComboText note,
                         ConsoleComboText reason,
                         gpointer data)
{
  const Texts texts = { title, note, reason, data };
  g_autoptr (GtkListItemFactory)
    chosen = make_factory (G_CALLBACK (setup_short_cb), G_CALLBACK (bind_short_cb), &texts);
  g_autoptr (GtkListItemFactory)
    list = make_factory (G_CALLBACK (setup_cb), G_CALLBACK (bind_cb), &texts);

  if (adw_combo_row_get_use_subtitle (combo))
    set_subtitle (combo, &texts);
  else
    adw_combo_row_set_factory (combo, chosen);
  adw_combo_row_set_list_factory (combo, list);
}
