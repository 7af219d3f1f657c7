/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows are used again for other lines: whatever a line lacks is hidden. A code is in labels of one
 * group each, so that the whole of it is in no text that is not wiped, and only while the row shows
 * it. */
#include "console-plan-line-row.h"

#include "console-note-row.h"
#include "console-recovery-print.h"

#include "base/esp-error.h"
#include "base/esp-text.h"

#include <glib/gi18n.h>

/* A step of indentation; beyond so many levels it says nothing any more. */
#define INDENT 18
#define MAX_LEVEL 6

struct _ConsolePlanLineRow
{
  AdwBin parent_instance;

  GtkLabel *heading;
  GtkWidget *content;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *value;
  GtkLabel *detail;
  GtkWidget *problem_box;
  GtkLabel *problem;
  GtkGrid *sides;
  GtkBox *code;
  GtkButton *copy_button;
  GtkButton *button;

  ConsolePlanLine *line;
};

G_DEFINE_FINAL_TYPE (ConsolePlanLineRow, console_plan_line_row, ADW_TYPE_BIN)

static guint pressed_signal, copied_signal;

/* --- Texts -------------------------------------------------------------------------------------*/

static void
set_text (GtkLabel *label, const char *text)
{
  g_autofree char *safe = esp_text_escape (text ? text : "");

  gtk_label_set_text (label, safe);
  gtk_widget_set_visible (GTK_WIDGET (label), safe[0] != '\0');
}

static void
set_class (gpointer widget, const char *css_class, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

static void
show_texts (ConsolePlanLineRow *row, const ConsolePlanFacts *facts)
{
  set_text (row->title, facts->title);
  set_text (row->value, facts->value);
  set_text (row->detail, facts->detail);
  set_text (row->problem, facts->problem);
  gtk_widget_set_visible (row->problem_box, facts->problem != NULL);
  set_class (row->value, "monospace", facts->monospace);
  gtk_image_set_from_icon_name (row->icon, facts->icon);
  gtk_widget_set_visible (GTK_WIDGET (row->icon), facts->icon != NULL);
  gtk_widget_set_css_classes (GTK_WIDGET (row->icon),
                              (const char *[]){ "line-icon", facts->style, NULL });
  gtk_widget_set_margin_start (row->content, (int) MIN (facts->level, MAX_LEVEL) * INDENT);
}

/* --- Both sides --------------------------------------------------------------------------------*/

static GtkWidget *
make_label (const char *text, const char *const *classes)
{
  g_autofree char *safe = esp_text_escape (text);
  GtkWidget *label = gtk_label_new (safe);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 8);
  gtk_widget_set_css_classes (label, (const char **) classes);
  return label;
}

static void
attach_side (GtkGrid *grid, int column, int line, const char *heading, const char *value)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gboolean none = !value || !value[0];

  gtk_box_append (GTK_BOX (box),
                  make_label (heading, (const char *[]){ "caption", "dim-label", NULL }));
  gtk_box_append (GTK_BOX (box), make_label (none ? C_ ("value of a plan", "none") : value,
                                             none ? (const char *[]){ "dim-label", NULL } :
                                                    (const char *[]){ NULL }));
  gtk_grid_attach (grid, box, column, line, 1, 1);
}

static void
show_sides (ConsolePlanLineRow *row, GPtrArray *sides)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (row->sides))))
    gtk_grid_remove (row->sides, child);
  gtk_widget_set_visible (GTK_WIDGET (row->sides), sides != NULL);
  for (guint i = 0; sides && i < sides->len; i++)
    {
      const ConsolePlanSides *both = g_ptr_array_index (sides, i);
      int at = 2 * (int) i;

      gtk_grid_attach (row->sides,
                       make_label (both->name, (const char *[]){ "caption-heading", NULL }), 0, at,
                       2, 1);
      attach_side (row->sides, 0, at + 1, C_ ("side of a comparison", "In the plan"),
                   both->planned);
      attach_side (row->sides, 1, at + 1, C_ ("side of a comparison", "In the vault"),
                   both->existing);
    }
}

/* --- Codes and buttons -------------------------------------------------------------------------*/

static void
show_code (ConsolePlanLineRow *row, EspSecret *code)
{
  char group[CONSOLE_RECOVERY_GROUP_MAX];

  console_box_empty (row->code);
  gtk_widget_set_visible (GTK_WIDGET (row->code), code != NULL);
  for (guint i = 0; code && console_recovery_get_group (code, i, group); i++)
    {
      GtkWidget *label = gtk_label_new (group);

      gtk_widget_set_css_classes (label, (const char *[]){ "monospace", "heading", NULL });
      gtk_box_append (row->code, label);
      esp_wipe (group, sizeof group);
    }
}

static void
name_button (GtkButton *button, const char *text)
{
  g_autofree char *safe = esp_text_escape (text);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, safe, -1);
}

static void
show_buttons (ConsolePlanLineRow *row, const ConsolePlanFacts *facts)
{
  const char *arguments[] = { "name", facts->title ? facts->title : "", "verb",
                              facts->button ? facts->button : "", NULL };
  g_autofree char *verb = esp_text_fill (C_ ("accessible name of a button", "{verb} {name}"),
                                         arguments);
  g_autofree char *copy = esp_text_fill (
    facts->code ? C_ ("accessible name of a button", "Copy the code of {name}") :
                  C_ ("accessible name of a button", "Copy the fingerprint of {name}"),
    arguments);

  gtk_widget_set_visible (GTK_WIDGET (row->copy_button), facts->copy || facts->code);
  gtk_widget_set_visible (GTK_WIDGET (row->button), facts->button != NULL);
  gtk_button_set_label (row->button, facts->button ? facts->button : "");
  name_button (row->button, verb);
  name_button (row->copy_button, copy);
}

static void
pressed_cb (ConsolePlanLineRow *row)
{
  g_signal_emit (row, pressed_signal, 0);
}

static void
copied_cb (ConsolePlanLineRow *row)
{
  g_signal_emit (row, copied_signal, 0);
}

/* --- Row ---------------------------------------------------------------------------------------*/

void
console_plan_line_row_set_line (ConsolePlanLineRow *row, ConsolePlanLine *line)
{
  static const ConsolePlanFacts nothing = { NULL };
  gboolean heading = line && console_plan_line_is_heading (line);
  const ConsolePlanFacts *facts = line && !heading ? console_plan_line_get (line) : &nothing;

  g_set_object (&row->line, line);
  set_text (row->heading, heading ? console_plan_line_get (line)->title : NULL);
  gtk_widget_set_visible (row->content, line && !heading);
  show_texts (row, facts);
  show_sides (row, facts->sides);
  show_code (row, facts->code);
  show_buttons (row, facts);
}

ConsolePlanLine *
console_plan_line_row_get_line (ConsolePlanLineRow *row)
{
  return row->line;
}

static void
console_plan_line_row_dispose (GObject *object)
{
  g_clear_object (&CONSOLE_PLAN_LINE_ROW (object)->line);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_PLAN_LINE_ROW);
  G_OBJECT_CLASS (console_plan_line_row_parent_class)->dispose (object);
}

static void
console_plan_line_row_class_init (ConsolePlanLineRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_plan_line_row_dispose;
  pressed_signal = g_signal_new ("pressed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  copied_signal = g_signal_new ("copied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/plan-line-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanLineRow, heading);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanLineRow, content);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanLineRow, icon);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanLineRow, title);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanLineRow, value);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanLineRow, detail);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanLineRow, problem_box);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanLineRow, problem);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanLineRow, sides);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanLineRow, code);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanLineRow, copy_button);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanLineRow, button);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, copied_cb);
}

static void
console_plan_line_row_init (ConsolePlanLineRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
  /* A code is read from left to right, whatever is around it. */
  gtk_widget_set_direction (GTK_WIDGET (row->code), GTK_TEXT_DIR_LTR);
}

GtkWidget *
console_plan_line_row_new (void)
{
  return g_object_new (CONSOLE_TYPE_PLAN_LINE_ROW, NULL);
}
