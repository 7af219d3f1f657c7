/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which parts are shown for what is selected, and when they are refreshed. What they show and
 * change is in the parts. */
#include "console-plan-inspector.h"

#include "console-designer.h"
#include "console-plan-fields.h"
#include "console-plan-parts.h"

#include <glib/gi18n.h>

struct _ConsolePlanInspector
{
  AdwBin parent_instance;

  GtkWidget *back_button;
  GtkLabel *title_label;
  GtkLabel *subtitle_label;
  GtkScrolledWindow *scrolled;
  GtkBox *plan_box;
  GtkBox *ca_box;

  ConsolePlanDocument *document;
  ConsolePlanFields *name_fields;
};

G_DEFINE_FINAL_TYPE (ConsolePlanInspector, console_plan_inspector, ADW_TYPE_BIN)

/* --- Heading -----------------------------------------------------------------------------------*/

static char *
describe_one (const EspPlan *plan, const EspPlanCa *ca)
{
  g_autoptr (GPtrArray) below = esp_plan_list_children (plan, ca->key);
  g_autofree char *level = g_strdup_printf ("%d", esp_plan_get_level (plan, ca));
  g_autofree char *limit = g_strdup_printf ("%d", ESP_MAX_LEVELS);
  const char *arguments[] = { "level", level, "limit", limit, NULL };

  if (!ca->parent && !ca->parent_arn)
    return g_strdup_printf (
      ngettext ("Root with %u CA right below it", "Root with %u CAs right below it", below->len),
      below->len);
  return esp_text_fill (_ ("Level {level} of {limit}"), arguments);
}

static void
show_head (ConsolePlanInspector *inspector, const EspPlan *plan, const char *const *keys)
{
  const EspPlanCa *ca = keys[0] ? esp_plan_find_ca (plan, keys[0]) : NULL;
  guint n = g_strv_length ((char **) keys);
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;

  if (n > 1)
    {
      title = g_strdup_printf (ngettext ("%u CA", "%u CAs", n), n);
      subtitle = g_strdup (_ ("What is changed here is changed of all"));
    }
  else if (ca)
    {
      g_autofree char *label = esp_plan_ca_get_label (ca);

      title = esp_text_escape (label);
      subtitle = describe_one (plan, ca);
    }
  else
    {
      title = g_strdup (C_ ("heading of the inspector", "The Plan"));
      subtitle = g_strdup (_ ("Select a CA to see and change it"));
    }
  gtk_label_set_text (inspector->title_label, title);
  gtk_label_set_text (inspector->subtitle_label, subtitle);
  gtk_widget_set_visible (inspector->back_button, ca != NULL);
}

/* --- Parts -------------------------------------------------------------------------------------*/

static void
refresh_box (GtkBox *box, gboolean end_typing)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (box)); child;
       child = gtk_widget_get_next_sibling (child))
    {
      if (end_typing)
        console_plan_part_end_typing (CONSOLE_PLAN_PART (child));
      console_plan_part_refresh (CONSOLE_PLAN_PART (child));
    }
}

static void
refresh (ConsolePlanInspector *inspector, gboolean end_typing)
{
  const EspPlan *plan = console_plan_document_get_plan (inspector->document);
  const char *const *keys = console_plan_document_get_selection (inspector->document);

  show_head (inspector, plan, keys);
  gtk_widget_set_visible (GTK_WIDGET (inspector->plan_box), keys[0] == NULL);
  gtk_widget_set_visible (GTK_WIDGET (inspector->ca_box), keys[0] != NULL);
  refresh_box (keys[0] ? inspector->ca_box : inspector->plan_box, end_typing);
}

static void
changed_cb (ConsolePlanInspector *inspector)
{
  refresh (inspector, FALSE);
}

static void
selection_changed_cb (ConsolePlanInspector *inspector)
{
  GtkAdjustment *vadjustment = gtk_scrolled_window_get_vadjustment (inspector->scrolled);

  console_plan_fields_set_fresh (inspector->name_fields, NULL);
  refresh (inspector, TRUE);
  gtk_adjustment_set_value (vadjustment, 0);
}

static void
back_cb (ConsolePlanInspector *inspector)
{
  const char *nothing[] = { NULL };

  console_plan_document_select (inspector->document, nothing);
}

static void
add_parts (ConsolePlanInspector *inspector, ConsolePlanDocument *document)
{
  inspector->name_fields = CONSOLE_PLAN_FIELDS (
    console_plan_fields_new (document, CONSOLE_PLAN_TOPIC_NAME));
  gtk_box_append (inspector->ca_box, GTK_WIDGET (inspector->name_fields));
  gtk_box_append (inspector->ca_box,
                  console_plan_fields_new (document, CONSOLE_PLAN_TOPIC_CERTIFICATE));
  gtk_box_append (inspector->ca_box, console_plan_uses_new (document));
  gtk_box_append (inspector->ca_box, console_plan_shares_new (document));
  gtk_box_append (inspector->ca_box,
                  console_plan_fields_new (document, CONSOLE_PLAN_TOPIC_REVOCATION));
  gtk_box_append (inspector->ca_box, console_plan_fields_new (document, CONSOLE_PLAN_TOPIC_CARE));
  gtk_box_append (inspector->ca_box, console_plan_tags_new (document));
  gtk_box_append (inspector->ca_box, console_plan_fields_new (document, CONSOLE_PLAN_TOPIC_NOTE));
  gtk_box_append (inspector->plan_box, console_plan_about_new (document));
  gtk_box_append (inspector->plan_box, console_plan_accounts_new (document));
  gtk_box_append (inspector->plan_box, console_plan_counts_new (document));
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_plan_inspector_dispose (GObject *object)
{
  ConsolePlanInspector *inspector = CONSOLE_PLAN_INSPECTOR (object);

  g_clear_object (&inspector->document);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_PLAN_INSPECTOR);
  G_OBJECT_CLASS (console_plan_inspector_parent_class)->dispose (object);
}

static void
console_plan_inspector_class_init (ConsolePlanInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_plan_inspector_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/plan-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanInspector, back_button);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanInspector, title_label);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanInspector, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanInspector, scrolled);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanInspector, plan_box);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanInspector, ca_box);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
}

static void
console_plan_inspector_init (ConsolePlanInspector *inspector)
{
  gtk_widget_init_template (GTK_WIDGET (inspector));
}

GtkWidget *
console_plan_inspector_new (ConsolePlanDocument *document)
{
  ConsolePlanInspector *inspector = g_object_new (CONSOLE_TYPE_PLAN_INSPECTOR, NULL);

  inspector->document = g_object_ref (document);
  add_parts (inspector, document);
  g_signal_connect_object (document, "changed", G_CALLBACK (changed_cb), inspector,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "selection-changed", G_CALLBACK (selection_changed_cb),
                           inspector, G_CONNECT_SWAPPED);
  refresh (inspector, FALSE);
  return GTK_WIDGET (inspector);
}

void
console_plan_inspector_rename (ConsolePlanInspector *inspector)
{
  console_plan_fields_focus (inspector->name_fields, ESP_PLAN_FIELD_COMMON_NAME);
}

void
console_plan_inspector_name_new (ConsolePlanInspector *inspector, const char *key)
{
  console_plan_fields_set_fresh (inspector->name_fields, key);
  console_plan_inspector_rename (inspector);
}
