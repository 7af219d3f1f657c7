/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of the dialogs that compare plans and make them real: a part of scenes-fixture.h. */
#pragma once

#include "console/console-plans.h"

/* Nothing stands in its way, and all of it is named like markup. */
static ConsolePlanDocument *
make_sound_document (void)
{
  EspPlan *plan = esp_plan_preset_load ("development", NULL);

  g_assert_nonnull (plan);
  g_free (plan->name);
  plan->name = g_strdup (HOSTILE);
  for (guint i = 0; i < plan->accounts->len; i++)
    {
      EspPlanAccount *account = g_ptr_array_index (plan->accounts, i);

      g_free (account->name);
      account->name = g_strdup (MARKUP);
      g_free (account->id);
      account->id = g_strdup ("123456789012");
    }
  for (guint i = 0; i < plan->cas->len; i++)
    {
      EspPlanCa *ca = g_ptr_array_index (plan->cas, i);

      g_free (ca->account);
      ca->account = g_strdup ("123456789012");
      g_free (ca->subject);
      ca->subject = g_strdup ("CN=" MARKUP_IN_NAME " \u202egnorts planned,O=" MARKUP_IN_NAME);
    }
  return console_plan_document_new (plan, NULL);
}

static GtkWindow *
open_compare (Stage *stage)
{
  g_autoptr (ConsolePlanDocument) document = make_hostile_document ();

  return console_compare_dialog_new (stage->session, document);
}

static GtkWindow *
open_provision (Stage *stage)
{
  g_autoptr (ConsolePlanDocument) document = make_sound_document ();

  return console_provision_dialog_new (stage->session, document);
}

/* With errors. */
static GtkWindow *
open_provision_unsound (Stage *stage)
{
  g_autoptr (ConsolePlanDocument) document = make_hostile_document ();

  return console_provision_dialog_new (stage->session, document);
}

static GtkWindow *
open_ceremonies (Stage *stage)
{
  return console_ceremonies_dialog_new (stage->session);
}
