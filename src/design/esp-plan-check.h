/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is wrong, or unwise, about a plan; the table of checks is in esp-plan-check-table.c. Pure: the same plan
 * gives the same findings in the same order. Fast enough to run after each change of a plan of 2,000 CAs.
 */
#pragma once

#include "esp-plan.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_PLAN_ERROR,    /* can't be provisioned, or would not work */
  ESP_PLAN_WARNING,  /* works, and is unwise */
  ESP_PLAN_NOTE,
} EspPlanSeverity;

/* A row of the table of checks. */
typedef struct
{
  const char *id;          /* "path-length-not-below" */
  EspPlanSeverity severity;
  const char *title;       /* translatable: "Path length does not decrease" */
  const char *sentence;    /* translatable, with {arguments}: what is so */
  const char *reason;      /* translatable: why it matters, one or two sentences worth reading; with its source */
  const char *fix;         /* translatable label of the fix, or NULL: nothing can be offered */
} EspPlanCheck;

typedef struct
{
  const EspPlanCheck *check;
  EspPlanSeverity severity; /* may be milder than the check's (development) */
  char **nodes;            /* keys of the CAs concerned, the first is where it is mended; may be empty */
  GHashTable *arguments;   /* of the sentence: name -> text */
  char *subject;           /* what else the fix needs: a tag, a share, a person; or NULL */
} EspPlanFinding;

const EspPlanCheck *esp_plan_checks          (void); /* terminated by a row without id */
const EspPlanCheck *esp_plan_check_find      (const char *id);
/* Errors first, then warnings, then notes; inside: in the plan's order. GPtrArray of EspPlanFinding. @now: for
 * validities. */
GPtrArray          *esp_plan_check           (const EspPlan *plan, gint64 now);
/* Applies the fix of @finding, which esp_plan_check() made, to @plan; afterwards the same finding is gone and no other
 * came. FALSE, with the plan as it was, where the check has no fix, where the finding is not of this plan (any more),
 * and where mending it would break something else. What was borrowed from the plan before is not good any more. */
gboolean            esp_plan_fix             (EspPlan *plan, const EspPlanFinding *finding);
/* Would esp_plan_fix() do it? Whether to offer it. */
gboolean            esp_plan_can_fix         (const EspPlan *plan, const EspPlanFinding *finding);
/* The sentence in English, arguments filled in. Transfer full. */
char               *esp_plan_finding_sentence (const EspPlanFinding *finding);
const char         *esp_plan_severity_to_string (EspPlanSeverity severity); /* "ERROR", "WARNING", "NOTE" */
void                esp_plan_finding_free    (EspPlanFinding *finding);

G_END_DECLS
