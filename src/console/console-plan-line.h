/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One line of the lists about plans: a step of a ceremony, a difference, something that was made, a code to hand
 * over. Only what is to be shown; texts are as they came, and whoever shows them makes them safe.
 */
#pragma once

#include <gio/gio.h>

#include "base/esp-secret.h"

G_BEGIN_DECLS

/* A value on both sides; NULL: not set. */
typedef struct
{
  char *name;
  char *planned;
  char *existing;
} ConsolePlanSides;

typedef struct
{
  const char *choice; /* by which the list may be restricted, or NULL; static */
  const char *icon;   /* static */
  const char *style;  /* "success", "warning", "error", "dim-label", or NULL; static */
  const char *id;     /* what its button does, for whoever made the list; static, or NULL */
  char *group;        /* the heading under which it stands, or NULL */
  char *title;
  char *value;        /* the members below may be NULL */
  char *detail;
  char *problem;
  char *key;          /* of a CA in the plan, or what else it is about */
  char *arn;          /* of a CA that exists */
  char *button;       /* label of its button, without a mnemonic */
  char *copy;         /* what a button of its own copies */
  EspSecret *code;    /* in groups with hyphens; shown in groups, and what the button copies instead */
  GPtrArray *sides;   /* ConsolePlanSides */
  guint level;        /* how deep it stands */
  gboolean monospace; /* the value */
  gboolean activatable;
} ConsolePlanFacts;

#define CONSOLE_TYPE_PLAN_LINE (console_plan_line_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanLine, console_plan_line, CONSOLE, PLAN_LINE, GObject)

/* Takes what @facts holds. */
ConsolePlanLine        *console_plan_line_new         (const ConsolePlanFacts *facts);
ConsolePlanLine        *console_plan_line_new_heading (const char *text);
gboolean                console_plan_line_is_heading  (ConsolePlanLine *line);
const ConsolePlanFacts *console_plan_line_get         (ConsolePlanLine *line);
/* @folded: casefolded. */
gboolean                console_plan_line_matches     (ConsolePlanLine *line, const char *folded);
/* All of it but the code in words, safe, to be read out. Free with g_free(). */
char                   *console_plan_line_describe    (ConsolePlanLine *line);
/* For the member "sides"; takes nothing. */
GPtrArray              *console_plan_sides_new        (void);
void                    console_plan_sides_add        (GPtrArray *sides, const char *name, const char *planned,
                                                       const char *existing);

G_END_DECLS
