/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of the place of plans: the gallery, with a file whose name turns the direction of writing round, and an open
 * plan in the window. A part of scenes-fixture.h, after scenes-designer.h. */
#pragma once

#include "console/console-plan-shelf.h"
#include "console/console-plans-page.h"

static GtkWindow *
open_plans (Stage *stage)
{
  ConsolePlanShelf *shelf = console_plan_shelf_get (stage->session);
  g_autoptr (GFile) file = g_file_new_for_path ("/<b>x \u202egnorts/<b>x \u202egnorts.espalier-plan");

  console_plan_recent_add (console_plan_shelf_get_recent (shelf), file);
  return show_place (stage, "plans");
}

static GtkWindow *
open_plan_in_window (Stage *stage)
{
  g_autoptr (ConsolePlanDocument) document = make_hostile_document ();

  console_plan_shelf_put (console_plan_shelf_get (stage->session), document);
  return show_place (stage, "plans");
}
