/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of plans: a part of pictures.c. */
#pragma once

#include "console/console-designer.h"
#include "console/console-plan-shelf.h"
#include "console/console-plans-page.h"

#include "pictures-designer.h"
#include "pictures-provision.h"

static ConsolePlanShelf *
get_shelf (Studio *studio)
{
  return console_plan_shelf_get (studio->session);
}

static void
show_plans (Studio *studio)
{
  gtk_widget_activate_action (GTK_WIDGET (studio->window), "win.show-place", "s", "plans");
  settle ();
}

/* One that was saved in a folder, and one that is not there any more. */
static void
add_recent (Studio *studio, const char *name)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "plans", name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  console_plan_recent_add (console_plan_shelf_get_recent (get_shelf (studio)), file);
}

static GtkWindow *
gallery_cb (Studio *studio)
{
  console_plan_shelf_put (get_shelf (studio), NULL);
  show_plans (studio);
  return NULL;
}

static GtkWindow *
gallery_recent_cb (Studio *studio)
{
  g_autofree char *folder = g_build_filename (g_get_home_dir (), "plans", NULL);
  g_autofree char *path = g_build_filename (folder, "light bulbs.espalier-plan", NULL);

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (path, "{}", -1, NULL);
  add_recent (studio, "suppliers of the year after next.espalier-plan");
  add_recent (studio, "light bulbs.espalier-plan");
  console_plan_recent_look (console_plan_shelf_get_recent (get_shelf (studio)));
  return gallery_cb (studio);
}

/* Anew in each variant; @broken: with something to find fault with. */
static ConsolePlanDocument *
put_plan (Studio *studio, const char *preset, gboolean broken)
{
  g_autoptr (ConsolePlanDocument)
    document = console_plan_document_new (esp_plan_preset_load (preset, NULL), NULL);
  EspPlan *plan = console_plan_document_copy (document);
  const EspPlanCa *last = g_ptr_array_index (plan->cas, plan->cas->len - 1);
  const char *keys[] = { last->key, NULL };

  if (broken)
    {
      esp_plan_edit_set (plan, keys, ESP_PLAN_FIELD_PATH_LENGTH, "3", NULL);
      esp_plan_edit_set (plan, keys, ESP_PLAN_FIELD_VALIDITY, "30y", NULL);
    }
  console_plan_document_step (document, plan, "picture", NULL);
  console_plan_shelf_put (get_shelf (studio), document);
  show_plans (studio);
  return console_plan_shelf_get_document (get_shelf (studio));
}

static GtkWindow *
designer_cb (Studio *studio)
{
  put_plan (studio, "iot", FALSE);
  return NULL;
}

static GtkWindow *
designer_selected_cb (Studio *studio)
{
  ConsolePlanDocument *document = put_plan (studio, "iot", TRUE);
  const EspPlan *plan = console_plan_document_get_plan (document);
  const EspPlanCa *last = g_ptr_array_index (plan->cas, plan->cas->len - 1);
  const char *keys[] = { last->key, NULL };

  console_plan_document_select (document, keys);
  return NULL;
}

static GtkWindow *
designer_checks_cb (Studio *studio)
{
  put_plan (studio, "automotive", TRUE);
  g_object_set (find_type (GTK_WIDGET (studio->window), CONSOLE_TYPE_DESIGNER), "checks-shown", TRUE,
                NULL);
  return NULL;
}

static GtkWindow *
compare_cb (Studio *studio)
{
  return console_compare_dialog_new (studio->session, put_plan (studio, "automotive", TRUE));
}

static GtkWindow *
provision_cb (Studio *studio)
{
  return console_provision_dialog_new (studio->session, put_plan (studio, "iot", FALSE));
}

static GtkWindow *
ceremonies_cb (Studio *studio)
{
  show_plans (studio);
  return console_ceremonies_dialog_new (studio->session);
}

static GtkWindow *
plan_question_cb (Studio *studio)
{
  put_plan (studio, "iot", TRUE);
  gtk_window_close (studio->window);
  settle ();
  return find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
}

static const Act plans_acts[] = {
  { "plans", gallery_cb },
  { "plans-recent", gallery_recent_cb },
  { "designer", designer_cb },
  { "designer-selected", designer_selected_cb },
  { "designer-checks", designer_checks_cb },
  { "inspector-plan", inspector_plan_cb },
  { "inspector-one", inspector_one_cb },
  { "inspector-below", inspector_below_cb },
  { "inspector-several", inspector_several_cb },
  { "findings", findings_cb },
  { "designer-empty", designer_empty_cb },
  { "drag-here", drag_here_cb },
  { "drag-refused", drag_refused_cb },
  { "drag-root", drag_root_cb },
  { "plan-move", plan_move_cb },
  { "plan-compare", compare_cb },
  { "plan-provision", provision_cb },
  { "plan-ceremonies", ceremonies_cb },
  { "plan-question", plan_question_cb },
};
