/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows are used again for other findings: what is unfolded is the finding's, not the row's. */
#include "console-plan-finding-row.h"

#include <glib/gi18n.h>

struct _ConsolePlanFindingRow
{
  AdwBin parent_instance;

  GtkLabel *heading_label;
  GtkWidget *content;
  GtkImage *icon;
  GtkLabel *title_label;
  GtkLabel *sentence_label;
  GtkRevealer *reason_revealer;
  GtkLabel *reason_label;
  GtkToggleButton *reason_button;
  GtkButton *fix_button;
  GtkLabel *fix_label;

  ConsolePlanFinding *finding;
};

G_DEFINE_FINAL_TYPE (ConsolePlanFindingRow, console_plan_finding_row, ADW_TYPE_BIN)

static guint mend_signal;

static void
show_fix (ConsolePlanFindingRow *row)
{
  gtk_widget_set_visible (GTK_WIDGET (row->fix_button),
                          row->finding->fix == CONSOLE_PLAN_FIX_OFFERED);
}

static void
show_reason (ConsolePlanFindingRow *row)
{
  const char *text = row->finding->expanded ? C_ ("checks of a plan", "Hide Why") :
                                              C_ ("checks of a plan", "Show Why");

  gtk_toggle_button_set_active (row->reason_button, row->finding->expanded);
  gtk_button_set_icon_name (GTK_BUTTON (row->reason_button),
                            row->finding->expanded ? "pan-up-symbolic" : "pan-down-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (row->reason_button), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->reason_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_revealer_set_reveal_child (row->reason_revealer, row->finding->expanded);
}

static void
toggled_cb (ConsolePlanFindingRow *row)
{
  if (!row->finding || !row->finding->check)
    return;
  row->finding->expanded = gtk_toggle_button_get_active (row->reason_button);
  show_reason (row);
}

static void
fix_cb (ConsolePlanFindingRow *row)
{
  g_signal_emit (row, mend_signal, 0);
}

static void
show_finding (ConsolePlanFindingRow *row)
{
  const EspPlanCheck *check = row->finding->check;
  EspPlanSeverity severity = row->finding->severity;

  gtk_widget_set_visible (row->content, check != NULL);
  gtk_widget_set_visible (GTK_WIDGET (row->heading_label), check == NULL);
  gtk_label_set_text (check ? row->title_label : row->heading_label, row->finding->title);
  if (!check)
    return;
  gtk_image_set_from_icon_name (row->icon, console_plan_severity_icon (severity));
  gtk_widget_set_css_classes (
    GTK_WIDGET (row->icon),
    (const char *[]){ "line-icon", console_plan_severity_style (severity), NULL });
  gtk_widget_set_tooltip_text (GTK_WIDGET (row->icon), console_plan_severity_word (severity));
  gtk_label_set_text (row->sentence_label, row->finding->sentence);
  gtk_label_set_text (row->reason_label, _ (check->reason));
  gtk_label_set_text (row->fix_label, check->fix ? _ (check->fix) : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->fix_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  check->fix ? _ (check->fix) : "", -1);
  show_reason (row);
  show_fix (row);
}

void
console_plan_finding_row_set_finding (ConsolePlanFindingRow *row, ConsolePlanFinding *finding)
{
  if (row->finding)
    g_signal_handlers_disconnect_by_func (row->finding, show_fix, row);
  g_set_object (&row->finding, finding);
  if (!finding)
    return;
  g_signal_connect_object (finding, "notify::fix", G_CALLBACK (show_fix), row, G_CONNECT_SWAPPED);
  show_finding (row);
}

ConsolePlanFinding *
console_plan_finding_row_get_finding (ConsolePlanFindingRow *row)
{
  return row->finding;
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_plan_finding_row_dispose (GObject *object)
{
  ConsolePlanFindingRow *row = CONSOLE_PLAN_FINDING_ROW (object);

  console_plan_finding_row_set_finding (row, NULL);
  G_OBJECT_CLASS (console_plan_finding_row_parent_class)->dispose (object);
}

static void
console_plan_finding_row_class_init (ConsolePlanFindingRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_plan_finding_row_dispose;
  mend_signal = g_signal_new ("mend", CONSOLE_TYPE_PLAN_FINDING_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                              NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/plan-finding-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanFindingRow, heading_label);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanFindingRow, content);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanFindingRow, icon);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanFindingRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanFindingRow, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanFindingRow, reason_revealer);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanFindingRow, reason_label);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanFindingRow, reason_button);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanFindingRow, fix_button);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanFindingRow, fix_label);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, fix_cb);
}

static void
console_plan_finding_row_init (ConsolePlanFindingRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
}

GtkWidget *
console_plan_finding_row_new (void)
{
  return g_object_new (CONSOLE_TYPE_PLAN_FINDING_ROW, NULL);
}
