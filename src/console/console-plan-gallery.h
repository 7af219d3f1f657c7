/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a plan begins: nothing, what exists, a file, a preset with its picture, one that was open lately. Everything
 * that is pressed here activates an action of the page of plans (console-plans.h). */
#pragma once

#include <adwaita.h>

#include "console-plan-picture.h"
#include "console-session.h"

G_BEGIN_DECLS

/* Properties: "title", "sentence", and "sign": the name of an icon, where it has no picture. It is named by the title
 * and described by the sentence. */
#define CONSOLE_TYPE_PLAN_CARD (console_plan_card_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanCard, console_plan_card, CONSOLE, PLAN_CARD, GtkButton)
void console_plan_card_set_plan    (ConsolePlanCard *card, const EspPlan *plan);

#define CONSOLE_TYPE_PLAN_GALLERY (console_plan_gallery_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanGallery, console_plan_gallery, CONSOLE, PLAN_GALLERY, AdwBin)
/* Once. */
void console_plan_gallery_set_session (ConsolePlanGallery *gallery, ConsoleSession *session);
/* What may be done may have changed. */
void console_plan_gallery_update      (ConsolePlanGallery *gallery);

G_END_DECLS
