/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shape of a plan, small: boxes in the colours of accounts, and lines. It says nothing that stands in no words
 * beside it, and takes its place in no order of focus. */
#pragma once

#include <gtk/gtk.h>

#include "engine/espalier.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_PLAN_PICTURE (console_plan_picture_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanPicture, console_plan_picture, CONSOLE, PLAN_PICTURE, GtkWidget)

void console_plan_picture_set_plan (ConsolePlanPicture *picture, const EspPlan *plan);

G_END_DECLS
