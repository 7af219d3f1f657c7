/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The designer for eyes: a preset as it is, with findings, with one or several CAs selected. */
#pragma once

#include "console/console-designer.h"
#include "console/console-diagram-private.h"
#include "console/console-plan-move.h"

static ConsolePlanDocument *
draw_plan (const char *preset, const char *const *keys)
{
  g_autoptr (GError) error = NULL;
  EspPlan *plan = esp_plan_preset_load (preset, &error);
  ConsolePlanDocument *document;

  g_assert_no_error (error);
  document = console_plan_document_new (plan, NULL);
  console_plan_document_select (document, keys);
  return document;
}

/* With what a person may get wrong on the way. */
static void
break_plan (ConsolePlanDocument *document)
{
  g_autoptr (EspPlan) plan = console_plan_document_copy (document);
  const char *const graz[] = { "toaster-graz", NULL }, *const aarhus[] = { "toaster-aarhus", NULL };

  esp_plan_edit_set (plan, graz, ESP_PLAN_FIELD_PATH_LENGTH, "2", NULL);
  esp_plan_edit_set (plan, aarhus, ESP_PLAN_FIELD_VALIDITY, "40y", NULL);
  esp_plan_edit_set (plan, aarhus, ESP_PLAN_FIELD_CRL, "false", NULL);
  esp_plan_edit_set (plan, aarhus, ESP_PLAN_FIELD_OCSP, "false", NULL);
  console_plan_document_step (document, g_steal_pointer (&plan), "Break It", NULL);
}

static GtkWindow *
show_drawn (Studio *studio, ConsolePlanDocument *document, gboolean checks, gboolean inspector)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *designer = console_designer_new (studio->session, document);
  int width, height;

  gtk_window_get_default_size (studio->window, &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  adw_window_set_content (ADW_WINDOW (window), designer);
  g_object_unref (document);
  if (checks)
    g_object_set (designer, "checks-shown", TRUE, NULL);
  console_dialog_present (GTK_WINDOW (window), GTK_WIDGET (studio->window));
  settle ();
  if (inspector)
    adw_flap_set_reveal_flap (ADW_FLAP (find_type (designer, ADW_TYPE_FLAP)), TRUE);
  settle ();
  return GTK_WINDOW (window);
}

static GtkWindow *
inspector_plan_cb (Studio *studio)
{
  return show_drawn (studio, draw_plan ("iot", (const char *[]){ NULL }), FALSE, TRUE);
}

static GtkWindow *
inspector_one_cb (Studio *studio)
{
  GtkWindow *window = show_drawn (studio, draw_plan ("automotive", (const char *[]){ NULL }), FALSE,
                                  TRUE);
  ConsolePlanDocument *document = console_designer_get_document (
    CONSOLE_DESIGNER (find_type (GTK_WIDGET (window), CONSOLE_TYPE_DESIGNER)));
  const EspPlan *plan = console_plan_document_get_plan (document);

  if (plan->shares->len > 0)
    console_plan_document_select (
      document,
      (const char *[]){ ((EspPlanShare *) g_ptr_array_index (plan->shares, 0))->ca, NULL });
  settle ();
  for (GtkWidget *row = find_type (GTK_WIDGET (window), ADW_TYPE_EXPANDER_ROW); row;
       row = gtk_widget_get_next_sibling (row))
    if (ADW_IS_EXPANDER_ROW (row))
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  return window;
}

static GtkWindow *
inspector_below_cb (Studio *studio)
{
  GtkWindow *window = inspector_one_cb (studio);
  GtkWidget *inspector = find_type (GTK_WIDGET (window), g_type_from_name ("ConsolePlanInspector"));
  GtkWidget *scrolled = find_type (inspector, GTK_TYPE_SCROLLED_WINDOW);

  settle ();
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)),
                            720);
  return window;
}

static GtkWindow *
inspector_several_cb (Studio *studio)
{
  return show_drawn (studio,
                     draw_plan ("iot", (const char *[]){ "toaster-devices", "toaster-graz",
                                                         "toaster-aarhus", NULL }),
                     FALSE, TRUE);
}

static GtkWindow *
findings_cb (Studio *studio)
{
  ConsolePlanDocument *document = draw_plan ("iot", (const char *[]){ "toaster-graz", NULL });

  break_plan (document);
  return show_drawn (studio, document, TRUE, FALSE);
}

static GtkWindow *
designer_empty_cb (Studio *studio)
{
  return show_drawn (studio, console_plan_document_new (esp_plan_new (), NULL), TRUE, FALSE);
}

/* Dragged over @target, with what is said there. */
static GtkWindow *
drag_over (Studio *studio, const char *id, const char *target)
{
  GtkWindow *window = show_drawn (studio, draw_plan ("iot", (const char *[]){ id, NULL }), FALSE,
                                  FALSE);
  ConsoleDesigner *designer = CONSOLE_DESIGNER (
    find_type (GTK_WIDGET (window), CONSOLE_TYPE_DESIGNER));
  ConsoleDiagram *diagram = console_designer_get_diagram (designer);
  double x = gtk_widget_get_width (GTK_WIDGET (diagram)) / 2.0, y = 20;
  graphene_rect_t from, to;

  adw_flap_set_reveal_flap (ADW_FLAP (find_type (GTK_WIDGET (designer), ADW_TYPE_FLAP)), FALSE);
  settle ();
  console_diagram_zoom_to_fit (diagram);
  settle ();
  if (!gtk_widget_compute_bounds (g_hash_table_lookup (diagram->cards, id), GTK_WIDGET (diagram),
                                  &from))
    g_error ("%s has no card", id);
  console_diagram_move_begin (diagram, id, from.origin.x + 30, from.origin.y + 12);
  if (target && g_hash_table_contains (diagram->cards, target) &&
      gtk_widget_compute_bounds (g_hash_table_lookup (diagram->cards, target), GTK_WIDGET (diagram),
                                 &to))
    {
      x = to.origin.x + to.size.width / 2;
      y = to.origin.y + to.size.height / 2;
    }
  console_diagram_move_to (diagram, x, y);
  settle ();
  return window;
}

static GtkWindow *
drag_here_cb (Studio *studio)
{
  return drag_over (studio, "toaster-graz", "bulb-devices");
}

static GtkWindow *
drag_refused_cb (Studio *studio)
{
  return drag_over (studio, "toaster-devices", "toaster-graz");
}

static GtkWindow *
drag_root_cb (Studio *studio)
{
  return drag_over (studio, "toaster-graz", NULL);
}

static GtkWindow *
plan_move_cb (Studio *studio)
{
  g_autoptr (ConsolePlanDocument)
    document = draw_plan ("iot", (const char *[]){ "toaster-devices", NULL });

  return console_plan_move_dialog_new (studio->session, document);
}
