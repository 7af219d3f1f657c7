/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plans as files: JSON of format version 1 (data/plan.schema.json, the JSON Schema 2020-12 of it).
 * Read bounded (ESP_PLAN_MAX_*); text from outside stays data.
 */
#pragma once

#include "esp-plan.h"

G_BEGIN_DECLS

/* Errors: PLAN_SYNTAX (arguments "line", "column", "problem"), PLAN_FORMAT (a newer or no version), PLAN_MEMBER
 * ("place": "cas[3].validity"; "line", "column"; "problem"; an unknown member is named), PLAN_SIZE. */
EspPlan *esp_plan_read  (const char *text, gssize length, GError **error);
/* Members that have their default are left out; ends with a newline; indented by two. Reading the result gives an
 * equal plan; and writing what was read from a text of this writer gives the same bytes. */
char    *esp_plan_write (const EspPlan *plan);

G_END_DECLS
