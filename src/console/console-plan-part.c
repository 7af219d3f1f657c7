/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How parts of the inspector and the plan keep from answering each other for ever, and which steps
 * are one. What is shown and changed is in the classes derived from this one. */
#include "console-plan-part.h"

#include <glib/gi18n.h>

typedef struct
{
  ConsolePlanDocument *document;
  gboolean refreshing, stepping;
  guint typing; /* counts what was typed without a break */
} ConsolePlanPartPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ConsolePlanPart, console_plan_part, ADW_TYPE_BIN)

static ConsolePlanPartPrivate *
get_private (ConsolePlanPart *part)
{
  return console_plan_part_get_instance_private (part);
}

static void
console_plan_part_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  g_clear_object (&get_private (CONSOLE_PLAN_PART (object))->document);
  G_OBJECT_CLASS (console_plan_part_parent_class)->dispose (object);
}

static void
console_plan_part_class_init (ConsolePlanPartClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = console_plan_part_dispose;
}

static void
console_plan_part_init (ConsolePlanPart *part)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_swapped (focus, "leave", G_CALLBACK (console_plan_part_end_typing), part);
  gtk_widget_add_controller (GTK_WIDGET (part), focus);
}

void
console_plan_part_set_document (ConsolePlanPart *part, ConsolePlanDocument *document)
{
  g_set_object (&get_private (part)->document, document);
}

ConsolePlanDocument *
console_plan_part_get_document (ConsolePlanPart *part)
{
  return get_private (part)->document;
}

const EspPlan *
console_plan_part_get_plan (ConsolePlanPart *part)
{
  return console_plan_document_get_plan (get_private (part)->document);
}

const char *const *
console_plan_part_get_keys (ConsolePlanPart *part)
{
  return console_plan_document_get_selection (get_private (part)->document);
}

void
console_plan_part_refresh (ConsolePlanPart *part)
{
  ConsolePlanPartPrivate *private = get_private (part);

  private->refreshing = TRUE;
  CONSOLE_PLAN_PART_GET_CLASS (part)->refresh (part, console_plan_part_get_plan (part),
                                               console_plan_part_get_keys (part));
  private->refreshing = FALSE;
}

gboolean
console_plan_part_is_refreshing (ConsolePlanPart *part)
{
  return get_private (part)->refreshing;
}

gboolean
console_plan_part_is_stepping (ConsolePlanPart *part)
{
  return get_private (part)->stepping;
}

void
console_plan_part_step (ConsolePlanPart *part, EspPlan *plan, const char *label, const char *merge)
{
  ConsolePlanPartPrivate *private = get_private (part);
  g_autofree char *keys = g_strjoinv (" ", (char **) console_plan_part_get_keys (part));
  g_autofree char *typed =
    merge ? g_strdup_printf ("%p %u %s %s", (gpointer) part, private->typing, merge, keys) : NULL;

  g_object_ref (part);
  private->stepping = TRUE;
  console_plan_document_step (private->document, plan, label, typed);
  private->stepping = FALSE;
  g_object_unref (part);
}

void
console_plan_part_end_typing (ConsolePlanPart *part)
{
  get_private (part)->typing++;
}

char *
console_plan_step_label (const EspPlan *plan,
                         const char *const *keys,
                         const char *one,
                         const char *many)
{
  guint n = g_strv_length ((char **) keys);
  EspPlanCa *ca = n ? esp_plan_find_ca (plan, keys[0]) : NULL;
  g_autofree char *name = ca ? esp_plan_ca_get_label (ca) : g_strdup ("");
  g_autofree char *safe = esp_text_escape (name);
  g_autofree char *count = g_strdup_printf ("%u", n);
  const char *arguments[] = { "name", safe, "count", count, NULL };

  return esp_text_fill (g_dngettext (NULL, one, many, n), arguments);
}

void
console_plan_part_prepare_entry (GtkWidget *entry)
{
  gtk_editable_set_enable_undo (GTK_EDITABLE (entry), FALSE);
}
