/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The designer put together: the document says what the plan is and what of it is selected;
 * diagram, inspector and checks follow it. What one does to the plan is in
 * console-designer-actions.c. */
#include "console-designer-private.h"

#include "console-designer-cards.h"
#include "console-diagram-legend.h"
#include "console-plan-finding.h"
#include "console-wrap-layout.h"
#include "console-zoom-bar.h"

#include <glib/gi18n.h>

#define CHECKS_HEIGHT 220

G_DEFINE_FINAL_TYPE (ConsoleDesigner, console_designer, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_UNDO_TEXT,
  PROP_REDO_TEXT,
  PROP_CHECKS_SHOWN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- Following the document --------------------------------------------------------------------*/

static void
show_summary (ConsoleDesigner *designer)
{
  GPtrArray *findings = console_plan_document_get_findings (designer->document);
  const EspPlanFinding *gravest = findings->len ? g_ptr_array_index (findings, 0) : NULL;
  g_autofree char *summary = console_plan_findings_summary (findings);
  const char *style = gravest ? console_plan_severity_style (gravest->severity) : "success";

  gtk_label_set_text (designer->checks_label, summary);
  gtk_accessible_update_property (GTK_ACCESSIBLE (designer->checks_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, summary, -1);
  gtk_image_set_from_icon_name (designer->checks_icon,
                                gravest ? console_plan_severity_icon (gravest->severity) :
                                          "certificate-valid-symbolic");
  gtk_widget_set_css_classes (GTK_WIDGET (designer->checks_icon), (const char *[]){ style, NULL });
}

/* What is selected is set once the cards are there. */
static void
show_selection (ConsoleDesigner *designer)
{
  const char *const *wanted = console_plan_document_get_selection (designer->document);

  if (designer->syncing || g_strv_equal (console_diagram_get_selection (designer->diagram), wanted))
    return;
  designer->syncing = TRUE;
  console_diagram_set_selection (designer->diagram, wanted);
  designer->syncing = FALSE;
}

static void
changed_cb (ConsoleDesigner *designer)
{
  g_autoptr (GPtrArray) items = console_designer_cards_new (designer->document);

  designer->syncing = TRUE;
  console_diagram_set_items (designer->diagram, items);
  designer->syncing = FALSE;
  console_diagram_legend_show (designer->legend, items);
  gtk_stack_set_visible_child_name (designer->ground, items->len > 0 ? "diagram" : "empty");
  show_selection (designer);
  show_summary (designer);
  console_designer_update_actions (designer);
}

static void
selection_changed_cb (ConsoleDesigner *designer)
{
  show_selection (designer);
  console_designer_update_actions (designer);
}

static void
history_cb (ConsoleDesigner *designer)
{
  g_object_notify_by_pspec (G_OBJECT (designer), properties[PROP_UNDO_TEXT]);
  g_object_notify_by_pspec (G_OBJECT (designer), properties[PROP_REDO_TEXT]);
  console_designer_update_actions (designer);
}

/* --- From the widgets --------------------------------------------------------------------------*/

static void
diagram_selection_cb (ConsoleDesigner *designer)
{
  if (designer->syncing)
    return;
  designer->syncing = TRUE;
  console_plan_document_select (designer->document,
                                console_diagram_get_selection (designer->diagram));
  designer->syncing = FALSE;
  console_designer_update_actions (designer);
}

void
console_designer_name_selected (ConsoleDesigner *designer, gboolean fresh)
{
  const char *const *keys = console_plan_document_get_selection (designer->document);

  if (!keys[0] || keys[1])
    return;
  adw_flap_set_reveal_flap (designer->flap, TRUE);
  if (fresh)
    console_plan_inspector_name_new (designer->inspector, keys[0]);
  else
    console_plan_inspector_rename (designer->inspector);
}

/* Narrow, there is no room for the legend: the inspector has it. The inspector lies over the
 * diagram then; what is selected stands beside it. */
static gboolean
follow_flap_cb (gpointer data)
{
  ConsoleDesigner *designer = data;
  gboolean folded = adw_flap_get_folded (designer->flap);
  int width;

  if (!designer->document)
    return G_SOURCE_REMOVE;
  gtk_widget_measure (GTK_WIDGET (designer->inspector_clamp), GTK_ORIENTATION_HORIZONTAL, -1, NULL,
                      &width, NULL, NULL);
  gtk_widget_set_visible (designer->legend_bin, !folded);
  console_diagram_set_cover (designer->diagram,
                             folded && adw_flap_get_reveal_flap (designer->flap) ? width : 0);
  return G_SOURCE_REMOVE;
}

/* The flap folds in the middle of an allocation, in which nothing may ask for another one. */
static void
flap_cb (ConsoleDesigner *designer)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, follow_flap_cb, g_object_ref (designer),
                   g_object_unref);
}

static gboolean
get_checks_shown (ConsoleDesigner *designer)
{
  return designer->checks && gtk_widget_get_visible (designer->checks);
}

/* Once it is known how high all of it is; from then on it is where somebody puts it. */
static gboolean
place_checks_cb (GtkWidget *paned, GdkFrameClock *clock, gpointer data)
{
  int height = gtk_widget_get_height (paned);

  if (height <= 0)
    return G_SOURCE_CONTINUE;
  gtk_paned_set_position (GTK_PANED (paned), MAX (height - CHECKS_HEIGHT, height / 2));
  return G_SOURCE_REMOVE;
}

static void
set_checks_shown (ConsoleDesigner *designer, gboolean shown)
{
  if (!designer->checks || shown == get_checks_shown (designer))
    return;
  gtk_widget_set_visible (designer->checks, shown);
  if (shown && !designer->checks_placed)
    gtk_widget_add_tick_callback (GTK_WIDGET (designer->paned), place_checks_cb, NULL, NULL);
  designer->checks_placed |= shown;
  g_object_notify_by_pspec (G_OBJECT (designer), properties[PROP_CHECKS_SHOWN]);
}

static void
show_checks_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_checks_shown (CONSOLE_DESIGNER (widget), TRUE);
  gtk_widget_child_focus (CONSOLE_DESIGNER (widget)->checks, GTK_DIR_TAB_FORWARD);
}

/* Back to the card; where the inspector lies over it, it goes. */
static void
leave_inspector_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsoleDesigner *designer = CONSOLE_DESIGNER (widget);

  if (adw_flap_get_folded (designer->flap))
    adw_flap_set_reveal_flap (designer->flap, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (designer->diagram));
}

static int
find_stop (GtkWidget *const *stops, int n_stops, GtkWidget *focus)
{
  for (int i = 0; focus && i < n_stops; i++)
    if (focus == stops[i] || gtk_widget_is_ancestor (focus, stops[i]))
      return i;
  return -1;
}

/* The checks stand above the button that shows them, and come after it on the way of Tab. */
static gboolean
console_designer_focus (GtkWidget *widget, GtkDirectionType direction)
{
  ConsoleDesigner *designer = CONSOLE_DESIGNER (widget);
  GtkWidget *const stops[] = { designer->top_bar, GTK_WIDGET (designer->flap),
                               GTK_WIDGET (designer->checks_button), designer->checks,
                               designer->zoom_bar };
  const int n = G_N_ELEMENTS (stops);
  GtkRoot *root = gtk_widget_get_root (widget);
  int step = direction == GTK_DIR_TAB_FORWARD ? 1 : -1;
  int at = find_stop (stops, n, root ? gtk_root_get_focus (root) : NULL);

  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return GTK_WIDGET_CLASS (console_designer_parent_class)->focus (widget, direction);
  for (int i = at >= 0 ? at : (step > 0 ? 0 : n - 1); i >= 0 && i < n; i += step)
    if (gtk_widget_child_focus (stops[i], direction))
      return TRUE;
  return FALSE;
}

/* --- Object ------------------------------------------------------------------------------------*/

/* "Undo Add “Toaster Factory CA”" */
static char *
make_text (ConsoleDesigner *designer, const char *property)
{
  gboolean undo = g_str_equal (property, "undo-label");
  g_autofree char *label = NULL;
  const char *arguments[] = { "step", NULL, NULL };

  if (designer->document)
    g_object_get (designer->document, property, &label, NULL);
  if (!label)
    return g_strdup (undo ? C_ ("button of the designer", "Nothing to Undo") :
                            C_ ("button of the designer", "Nothing to Redo"));
  arguments[1] = label;
  /* Translators: {step} is what was done: “Add “Toaster CA”” */
  return esp_text_fill (undo ? C_ ("button of the designer", "Undo {step}") :
                               C_ ("button of the designer", "Redo {step}"),
                        arguments);
}

static void
console_designer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleDesigner *designer = CONSOLE_DESIGNER (object);

  switch (id)
    {
    case PROP_UNDO_TEXT:
      g_value_take_string (value, make_text (designer, "undo-label"));
      break;
    case PROP_REDO_TEXT:
      g_value_take_string (value, make_text (designer, "redo-label"));
      break;
    case PROP_CHECKS_SHOWN:
      g_value_set_boolean (value, get_checks_shown (designer));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_designer_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CHECKS_SHOWN)
    set_checks_shown (CONSOLE_DESIGNER (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_designer_dispose (GObject *object)
{
  ConsoleDesigner *designer = CONSOLE_DESIGNER (object);

  g_clear_object (&designer->document);
  g_clear_object (&designer->session);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_DESIGNER);
  designer->checks = NULL;
  G_OBJECT_CLASS (console_designer_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *klass)
{
  const GParamFlags flags = G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  properties[PROP_UNDO_TEXT] = g_param_spec_string ("undo-text", NULL, NULL, NULL,
                                                    G_PARAM_READABLE | flags);
  properties[PROP_REDO_TEXT] = g_param_spec_string ("redo-text", NULL, NULL, NULL,
                                                    G_PARAM_READABLE | flags);
  properties[PROP_CHECKS_SHOWN] = g_param_spec_boolean ("checks-shown", NULL, NULL, FALSE,
                                                        G_PARAM_READWRITE | flags);
  g_object_class_install_properties (klass, N_PROPS, properties);
}

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (klass, "/org/espalier/Espalier/designer.ui");
  gtk_widget_class_bind_template_child (klass, ConsoleDesigner, top_bar);
  gtk_widget_class_bind_template_child (klass, ConsoleDesigner, below_button);
  gtk_widget_class_bind_template_child (klass, ConsoleDesigner, remove_button);
  gtk_widget_class_bind_template_child (klass, ConsoleDesigner, flap);
  gtk_widget_class_bind_template_child (klass, ConsoleDesigner, inspector_clamp);
  gtk_widget_class_bind_template_child (klass, ConsoleDesigner, paned);
  gtk_widget_class_bind_template_child (klass, ConsoleDesigner, diagram);
  gtk_widget_class_bind_template_child (klass, ConsoleDesigner, ground);
  gtk_widget_class_bind_template_child (klass, ConsoleDesigner, legend);
  gtk_widget_class_bind_template_child (klass, ConsoleDesigner, legend_bin);
  gtk_widget_class_bind_template_child (klass, ConsoleDesigner, checks_button);
  gtk_widget_class_bind_template_child (klass, ConsoleDesigner, checks_icon);
  gtk_widget_class_bind_template_child (klass, ConsoleDesigner, checks_label);
  gtk_widget_class_bind_template_child (klass, ConsoleDesigner, zoom_bar);
  gtk_widget_class_bind_template_child (klass, ConsoleDesigner, card_menu);
  gtk_widget_class_bind_template_callback (klass, diagram_selection_cb);
  gtk_widget_class_bind_template_callback (klass, flap_cb);
}

static void
console_designer_class_init (ConsoleDesignerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_designer_get_property;
  object_class->set_property = console_designer_set_property;
  object_class->dispose = console_designer_dispose;
  widget_class->focus = console_designer_focus;
  install_properties (object_class);
  g_type_ensure (CONSOLE_TYPE_DIAGRAM);
  g_type_ensure (CONSOLE_TYPE_ZOOM_BAR);
  bind_template (widget_class);
  console_designer_install_actions (widget_class);
  gtk_widget_class_install_action (widget_class, "designer.show-checks", NULL, show_checks_action);
  gtk_widget_class_install_action (widget_class, "designer.leave-inspector", NULL,
                                   leave_inspector_action);
}

static void
console_designer_init (ConsoleDesigner *designer)
{
  gtk_widget_init_template (GTK_WIDGET (designer));
  gtk_widget_set_layout_manager (GTK_WIDGET (designer->legend), console_wrap_layout_new (12, 4));
}

static void
set_document (ConsoleDesigner *designer, ConsolePlanDocument *document)
{
  designer->document = g_object_ref (document);
  designer->inspector = CONSOLE_PLAN_INSPECTOR (console_plan_inspector_new (document));
  designer->checks = console_plan_checks_new (document);
  adw_clamp_set_child (designer->inspector_clamp, GTK_WIDGET (designer->inspector));
  gtk_paned_set_end_child (designer->paned, designer->checks);
  gtk_widget_set_visible (designer->checks, FALSE);
  g_signal_connect_object (document, "changed", G_CALLBACK (changed_cb), designer,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "selection-changed", G_CALLBACK (selection_changed_cb),
                           designer, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::undo-label", G_CALLBACK (history_cb), designer,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::redo-label", G_CALLBACK (history_cb), designer,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
console_designer_new (ConsoleSession *session, ConsolePlanDocument *document)
{
  ConsoleDesigner *designer = g_object_new (CONSOLE_TYPE_DESIGNER, NULL);

  designer->session = g_object_ref (session);
  set_document (designer, document);
  console_diagram_set_editable (designer->diagram, TRUE);
  console_diagram_set_menu (designer->diagram, designer->card_menu);
  console_designer_connect_diagram (designer);
  changed_cb (designer);
  history_cb (designer);
  return GTK_WIDGET (designer);
}

ConsolePlanDocument *
console_designer_get_document (ConsoleDesigner *designer)
{
  return designer->document;
}

ConsoleDiagram *
console_designer_get_diagram (ConsoleDesigner *designer)
{
  return designer->diagram;
}
