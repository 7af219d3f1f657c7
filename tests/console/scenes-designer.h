/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The designer as scenes (scenes-fixture.h): a plan whose names are markup that turns the direction
 * of writing round, with nothing selected, one CA, several, its findings, and where a CA may be
 * moved. */
#pragma once

#include "console/console-designer.h"
#include "console/console-plan-move.h"

/* An account, a root with something wrong, two below it, a share, tags. */
static EspPlan *
make_hostile_plan (void)
{
  EspPlan *plan = esp_plan_new ();
  g_autoptr (GError) error = NULL;
  const char *number = esp_plan_edit_account (plan, HOSTILE, "111122223333", &error);
  const char *key;

  g_assert_no_error (error);
  g_assert_nonnull (number);
  esp_plan_edit_account (plan, HOSTILE " two", "222233334444", &error);
  g_assert_no_error (error);
  plan->name = g_strdup (HOSTILE);
  plan->note = g_strdup (HOSTILE "\n" HOSTILE);
  key = esp_plan_edit_add (plan, NULL, HOSTILE, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s %u", BELOW, i);
      const char *keys[] = { esp_plan_edit_add (plan, key, name, &error), NULL };

      g_assert_no_error (error);
      esp_plan_edit_tag (plan, keys, "team", i ? "radio" : "nav", &error);
      esp_plan_edit_set (plan, keys, ESP_PLAN_FIELD_PATH_LENGTH, "3", &error);
      esp_plan_edit_set (plan, keys, ESP_PLAN_FIELD_NOTE, HOSTILE, &error);
      esp_plan_edit_share (plan, keys[0], "222233334444",
                           "AWSRAMDefaultPermissionCertificateAuthority", FALSE, &error);
      g_assert_no_error (error);
    }
  return plan;
}

static ConsolePlanDocument *
make_hostile_document (void)
{
  return console_plan_document_new (make_hostile_plan (), NULL);
}

static GtkWindow *
show_designer (Stage *stage, guint n_selected)
{
  g_autoptr (ConsolePlanDocument) document = make_hostile_document ();
  const EspPlan *plan = console_plan_document_get_plan (document);
  const char *keys[] = { NULL, NULL, NULL };
  GtkWidget *window = adw_window_new ();
  GtkWidget *designer = console_designer_new (stage->session, document);

  for (guint i = 0; i < n_selected; i++)
    keys[i] = ((EspPlanCa *) g_ptr_array_index (plan->cas, plan->cas->len - 1 - i))->key;
  gtk_window_set_title (GTK_WINDOW (window), "Designer");
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 640);
  adw_window_set_content (ADW_WINDOW (window), designer);
  console_plan_document_select (document, keys);
  return GTK_WINDOW (window);
}

static GtkWindow *
open_designer_plan (Stage *stage)
{
  return show_designer (stage, 0);
}

static GtkWindow *
open_inspector (Stage *stage, guint n_selected)
{
  GtkWindow *window = show_designer (stage, n_selected);
  GtkWidget *flap = find_type (GTK_WIDGET (window), ADW_TYPE_FLAP);

  console_dialog_present (window, GTK_WIDGET (stage->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  adw_flap_set_reveal_flap (ADW_FLAP (flap), TRUE);
  return window;
}

static GtkWindow *
open_inspector_plan (Stage *stage)
{
  return open_inspector (stage, 0);
}

static GtkWindow *
open_inspector_one (Stage *stage)
{
  return open_inspector (stage, 1);
}

static GtkWindow *
open_inspector_several (Stage *stage)
{
  return open_inspector (stage, 2);
}

static GtkWindow *
open_plan_checks (Stage *stage)
{
  GtkWindow *window = show_designer (stage, 0);

  g_object_set (find_type (GTK_WIDGET (window), CONSOLE_TYPE_DESIGNER), "checks-shown", TRUE, NULL);
  return window;
}

static GtkWindow *
open_plan_move (Stage *stage)
{
  g_autoptr (ConsolePlanDocument) document = make_hostile_document ();
  const EspPlan *plan = console_plan_document_get_plan (document);
  const char *keys[] = { ((EspPlanCa *) g_ptr_array_index (plan->cas, 0))->key, NULL };

  console_plan_document_select (document, keys);
  return console_plan_move_dialog_new (stage->session, document);
}
