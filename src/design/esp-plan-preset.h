/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presets: plans as data files (data/plans, compiled in), with the names that the documents use. */
#pragma once

#include "esp-plan.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id;           /* "automotive" */
  const char *title;        /* translatable, in English */
  const char *summary;      /* translatable: one sentence */
} EspPlanPreset;

/* Terminated by a row without id: automotive, iot, two-levels, three-levels, four-levels, five-levels, development. */
const EspPlanPreset *esp_plan_presets     (void);
/* Errors: PLAN_PRESET_UNKNOWN (lists the known ones). */
EspPlan             *esp_plan_preset_load (const char *id, GError **error);

G_END_DECLS
