/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which templates there are the core says; here are their groups, what each is for in words, and
 * the search. The usual ones come first, and the default at the top. */
#include "console-template-row.h"

#include "console-error.h"
#include "console-note-row.h"

#include <glib/gi18n.h>

struct _ConsoleTemplateRow
{
  AdwActionRow parent_instance;

  GtkMenuButton *button;
  GtkPopover *popover;
  GtkSearchEntry *search;
  GtkListBox *list;
  const EspTemplate *chosen;
};

G_DEFINE_FINAL_TYPE (ConsoleTemplateRow, console_template_row, ADW_TYPE_ACTION_ROW)

static guint changed_signal;

/* --- Words -------------------------------------------------------------------------------------*/

typedef struct
{
  const char *family;
  const char *purpose;
} PurposeRow;

static const PurposeRow purposes[] = {
  { "EndEntityCertificate", N_ ("For TLS servers and clients") },
  { "EndEntityServerAuthCertificate", N_ ("For TLS servers") },
  { "EndEntityClientAuthCertificate", N_ ("For TLS clients") },
  { "CodeSigningCertificate", N_ ("For signing programs") },
  { "OCSPSigningCertificate", N_ ("For OCSP responders of this CA") },
  { "BlankEndEntityCertificate", N_ ("For end entities, without uses of its own") },
  { "BlankEndEntityCertificate_CriticalBasicConstraints",
    N_ ("For end entities, without uses of its own, marked critically as no CA") },
  { "RootCACertificate", N_ ("For a root") },
};

static const char *const group_titles[] = {
  NC_ ("group of templates", "Usual"),
  NC_ ("group of templates", "CAs Below This One"),
  NC_ ("group of templates", "With Extensions of the Request"),
  NC_ ("group of templates", "With Extensions From Whoever Issues"),
  NC_ ("group of templates", "With Extensions From Both"),
  NC_ ("group of templates", "Roots"),
};

static guint
get_group (const EspTemplate *template)
{
  static const char *const varieties[] = { "CSRPassthrough", "APIPassthrough",
                                           "APICSRPassthrough" };

  if (template->kind == ESP_TEMPLATE_ROOT)
    return G_N_ELEMENTS (group_titles) - 1;
  for (guint i = 0; i < G_N_ELEMENTS (varieties); i++)
    if (g_str_equal (template->variety, varieties[i]))
      return 2 + i;
  return template->kind == ESP_TEMPLATE_SUBORDINATE ? 1 : 0;
}

char *
console_template_describe_purpose (const EspTemplate *template)
{
  for (guint i = 0; i < G_N_ELEMENTS (purposes); i++)
    if (g_str_equal (purposes[i].family, template->family))
      return g_strdup (_ (purposes[i].purpose));
  if (template->kind == ESP_TEMPLATE_ROOT)
    return g_strdup (_ ("For a root"));
  if (template->path_length == 0)
    return g_strdup (_ ("For a CA that signs end entities only"));
  return g_strdup_printf (ngettext ("For a CA with %d level of CAs below it",
                                    "For a CA with %d levels of CAs below it",
                                    (gulong) template->path_length),
                          template->path_length);
}

/* Templates for CAs obey the path length of the issuer. */
static char *
explain_refusal (const EspTemplate *template, const EspCa *ca)
{
  g_autoptr (GError) error = NULL;

  if (template->kind == ESP_TEMPLATE_ROOT)
    return g_strdup (_ ("A root signs its own certificate: create a root CA instead."));
  if (template->kind != ESP_TEMPLATE_SUBORDINATE ||
      (esp_hierarchy_check_path_length (ca->path_length, template->path_length, &error) &&
       esp_hierarchy_check_depth (ca->level, &error)))
    return NULL;
  return console_error_sentence (error);
}

/* --- The list ----------------------------------------------------------------------------------*/

static const EspTemplate *
get_template (gpointer row)
{
  return g_object_get_data (row, "template");
}

static void
add_template (ConsoleTemplateRow *row, const EspTemplate *template, const EspCa *ca)
{
  GtkWidget *item = console_note_row_new (template->name);
  g_autofree char *purpose = console_template_describe_purpose (template);
  g_autofree char *refusal = explain_refusal (template, ca);

  console_note_row_set_detail (CONSOLE_NOTE_ROW (item), refusal ? refusal : purpose);
  gtk_widget_set_sensitive (item, refusal == NULL);
  gtk_widget_set_focusable (item, TRUE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (item), TRUE);
  g_object_set_data (G_OBJECT (item), "template", (gpointer) template);
  g_object_set_data_full (G_OBJECT (item), "purpose", g_steal_pointer (&purpose), g_free);
  gtk_list_box_append (row->list, item);
}

static gboolean
is_default (const EspTemplate *template)
{
  return g_str_equal (template->name, ESP_TEMPLATE_DEFAULT);
}

static void
fill (ConsoleTemplateRow *row, const EspCa *ca)
{
  GPtrArray *templates = esp_templates ();
  GtkListBoxRow *old;

  while ((old = gtk_list_box_get_row_at_index (row->list, 0)))
    gtk_list_box_remove (row->list, GTK_WIDGET (old));
  add_template (row, esp_template_find (ESP_TEMPLATE_DEFAULT, NULL), ca);
  for (guint group = 0; group < G_N_ELEMENTS (group_titles); group++)
    for (guint i = 0; i < templates->len; i++)
      {
        const EspTemplate *template = g_ptr_array_index (templates, i);

        if (get_group (template) == group && !is_default (template))
          add_template (row, template, ca);
      }
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  guint group = get_group (get_template (row));
  GtkWidget *label;

  if (before && get_group (get_template (before)) == group)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (g_dpgettext2 (NULL, "group of templates", group_titles[group]));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "template-group");
  gtk_widget_add_css_class (label, "heading");
  gtk_list_box_row_set_header (row, label);
}

static gboolean
contains (const char *text, const char *part)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autofree char *wanted = g_utf8_casefold (part, -1);

  return strstr (folded, wanted) != NULL;
}

/* Every word is somewhere in the name or the purpose. */
static gboolean
filter_cb (GtkListBoxRow *item, gpointer data)
{
  ConsoleTemplateRow *row = data;
  g_auto (GStrv) words = g_strsplit (gtk_editable_get_text (GTK_EDITABLE (row->search)), " ", -1);
  const char *purpose = g_object_get_data (G_OBJECT (item), "purpose");

  for (guint i = 0; words[i]; i++)
    if (!contains (get_template (item)->name, words[i]) && !contains (purpose, words[i]))
      return FALSE;
  return TRUE;
}

static void
search_changed_cb (ConsoleTemplateRow *row)
{
  gtk_list_box_invalidate_filter (row->list);
  gtk_list_box_invalidate_headers (row->list);
}

/* --- Choosing ----------------------------------------------------------------------------------*/

static void
take (ConsoleTemplateRow *row, GtkListBoxRow *item)
{
  const EspTemplate *template = get_template (item);

  gtk_list_box_select_row (row->list, item);
  if (row->chosen == template)
    return;
  row->chosen = template;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), template->name);
  g_signal_emit (row, changed_signal, 0);
}

static void
row_activated_cb (ConsoleTemplateRow *row, GtkListBoxRow *item)
{
  if (!gtk_widget_get_sensitive (GTK_WIDGET (item)))
    return;
  take (row, item);
  gtk_menu_button_popdown (row->button);
}

/* The first that is left over. */
static void
search_activate_cb (ConsoleTemplateRow *row)
{
  GtkListBoxRow *item;

  gtk_list_box_invalidate_filter (row->list);
  for (int i = 0; (item = gtk_list_box_get_row_at_index (row->list, i)); i++)
    if (gtk_widget_get_sensitive (GTK_WIDGET (item)) && filter_cb (item, row))
      {
        row_activated_cb (row, item);
        return;
      }
}

static void
stop_search_cb (ConsoleTemplateRow *row)
{
  gtk_menu_button_popdown (row->button);
}

static void
popover_show_cb (ConsoleTemplateRow *row)
{
  gtk_editable_set_text (GTK_EDITABLE (row->search), "");
  search_changed_cb (row);
  gtk_widget_grab_focus (GTK_WIDGET (row->search));
}

gboolean
console_template_row_choose (ConsoleTemplateRow *row, const char *name)
{
  GtkListBoxRow *item;

  for (int i = 0; (item = gtk_list_box_get_row_at_index (row->list, i)); i++)
    if (g_str_equal (get_template (item)->name, name) &&
        gtk_widget_get_sensitive (GTK_WIDGET (item)))
      {
        take (row, item);
        return TRUE;
      }
  return FALSE;
}

void
console_template_row_set_issuer (ConsoleTemplateRow *row, const EspCa *ca)
{
  fill (row, ca);
  console_template_row_choose (row, ESP_TEMPLATE_DEFAULT);
}

const EspTemplate *
console_template_row_get_chosen (ConsoleTemplateRow *row)
{
  return row->chosen;
}

void
console_template_row_popup (ConsoleTemplateRow *row)
{
  gtk_menu_button_popup (row->button);
}

/* --- Object ------------------------------------------------------------------------------------*/

/* GTK 4.8 looks for the pointer over a popover that goes away with its window. */
static void
console_template_row_unmap (GtkWidget *widget)
{
  gtk_menu_button_popdown (CONSOLE_TEMPLATE_ROW (widget)->button);
  GTK_WIDGET_CLASS (console_template_row_parent_class)->unmap (widget);
}

static void
console_template_row_class_init (ConsoleTemplateRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->unmap = console_template_row_unmap;
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_TEMPLATE_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/template-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleTemplateRow, button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleTemplateRow, popover);
  gtk_widget_class_bind_template_child (widget_class, ConsoleTemplateRow, search);
  gtk_widget_class_bind_template_child (widget_class, ConsoleTemplateRow, list);
  gtk_widget_class_bind_template_callback (widget_class, popover_show_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
console_template_row_init (ConsoleTemplateRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
  gtk_list_box_set_header_func (row->list, header_cb, NULL, NULL);
  gtk_list_box_set_filter_func (row->list, filter_cb, row, NULL);
}
