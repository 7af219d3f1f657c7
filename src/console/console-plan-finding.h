/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A finding of a plan as an item of a list, or the heading of those of one severity. It outlives the findings that the
 * document has now: what is about the same things is the same item, so that rows stay as they are. */
#pragma once

#include "console-plan-document.h"

G_BEGIN_DECLS

typedef enum
{
  CONSOLE_PLAN_FIX_UNKNOWN, /* nobody has tried yet */
  CONSOLE_PLAN_FIX_NONE,
  CONSOLE_PLAN_FIX_OFFERED,
} ConsolePlanFix;

#define CONSOLE_TYPE_PLAN_FINDING (console_plan_finding_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanFinding, console_plan_finding, CONSOLE, PLAN_FINDING, GObject)

struct _ConsolePlanFinding
{
  GObject parent_instance;

  char *id;                /* the check, what it is about, and its sentence */
  const EspPlanCheck *check; /* NULL: a heading */
  EspPlanSeverity severity;
  char **nodes;            /* keys */
  char *title;             /* translated, safe */
  char *sentence;          /* translated, safe, arguments filled in */
  guint index;             /* in the document's findings, as they are now */
  gboolean expanded;       /* its reason is shown */
  ConsolePlanFix fix;      /* whether mending it is offered */
  gboolean stale;          /* the plan changed since that was tried */
};

/* Property "fix" (read-only, notify). */
ConsolePlanFinding *console_plan_finding_new         (const EspPlanFinding *finding, guint index);
ConsolePlanFinding *console_plan_finding_new_heading (EspPlanSeverity severity, guint n);
void                console_plan_finding_set_fix     (ConsolePlanFinding *finding, ConsolePlanFix fix);

/* "2 errors, 1 warning"; "No findings" for none. Free with g_free(). */
char       *console_plan_findings_summary     (GPtrArray *findings);
/* Of a severity; the class is one of style.css. */
const char *console_plan_severity_icon        (EspPlanSeverity severity);
const char *console_plan_severity_style       (EspPlanSeverity severity);
const char *console_plan_severity_word        (EspPlanSeverity severity);

G_END_DECLS
