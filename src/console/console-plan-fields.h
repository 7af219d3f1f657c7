/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Single values of the CAs that are selected, as rows of a list: which rows a topic has is in
 * console-plan-field-table.c, what each kind of row looks like in console-plan-field-rows.c, and how a row and the plan
 * follow each other in console-plan-fields.c.
 */
#pragma once

#include "console-form.h"
#include "console-plan-part.h"

G_BEGIN_DECLS

typedef enum
{
  CONSOLE_PLAN_ROW_TEXT,
  CONSOLE_PLAN_ROW_NOTE,   /* text of several lines */
  CONSOLE_PLAN_ROW_CHOICE,
  CONSOLE_PLAN_ROW_SWITCH,
  CONSOLE_PLAN_ROW_NUMBER,
  CONSOLE_PLAN_ROW_VALIDITY,
  CONSOLE_PLAN_ROW_N_KINDS
} ConsolePlanRowKind;

typedef enum
{
  CONSOLE_PLAN_TOPIC_NAME,
  CONSOLE_PLAN_TOPIC_CERTIFICATE,
  CONSOLE_PLAN_TOPIC_CARE,
  CONSOLE_PLAN_TOPIC_REVOCATION,
  CONSOLE_PLAN_TOPIC_NOTE,
  CONSOLE_PLAN_N_TOPICS
} ConsolePlanTopic;

/* Values of a choice that stand for none of the plan's. */
#define CONSOLE_PLAN_DIFFERENT "?"
#define CONSOLE_PLAN_NEW "+"
#define CONSOLE_PLAN_AUTOMATIC ""

typedef struct
{
  EspPlanField field;
  ConsolePlanRowKind kind;
  ConsolePlanTopic topic;
  const char *title;       /* NC_ ("row of a form") */
  const char *subtitle;    /* N_, or NULL; of switches and numbers */
  const char *step, *steps; /* NP_: what changing it is called */
  EspPlanField needs;      /* shown where this one is not "false"; ESP_PLAN_N_FIELDS: always */
  gboolean alone;          /* of one CA only */
  /* Of a choice: */
  void (*list)   (GPtrArray *values, const EspPlan *plan, const char * const *keys);
  char *(*name)  (const EspPlan *plan, const char *value);
  char *(*note)  (const EspPlan *plan, const char *value); /* or NULL */
} ConsolePlanField;

/* Terminated by a row of the kind CONSOLE_PLAN_ROW_N_KINDS. */
const ConsolePlanField *console_plan_field_table   (void);
/* The heading of a topic; NULL: none. */
const char             *console_plan_topic_title   (ConsolePlanTopic topic);

#define CONSOLE_TYPE_PLAN_FIELDS (console_plan_fields_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanFields, console_plan_fields, CONSOLE, PLAN_FIELDS, ConsolePlanPart)

GtkWidget *console_plan_fields_new       (ConsolePlanDocument *document, ConsolePlanTopic topic);
/* The text in it is selected. FALSE: it is not shown. */
gboolean   console_plan_fields_focus     (ConsolePlanFields *fields, EspPlanField field);
/* The CA was just added: naming it is still adding it. */
void       console_plan_fields_set_fresh (ConsolePlanFields *fields, const char *key);

/* "10y" in a row that has number and unit, and back; FALSE: it can't say it. Free with g_free(). */
gboolean   console_plan_validity_show    (ConsoleValidityRow *row, const char *value);
char      *console_plan_validity_read    (ConsoleValidityRow *row);

/* --- Between console-plan-fields.c and console-plan-field-rows.c --------------------------------------------------*/

typedef struct _ConsolePlanRow ConsolePlanRow;

struct _ConsolePlanRow
{
  const ConsolePlanField *field;
  ConsolePlanFields *fields;
  GtkWidget *row;        /* of the list */
  GtkWidget *control;    /* what is changed: the row itself, a switch … */
  ConsoleHintRow *hint;  /* what is wrong with it, or NULL */
  char **values;         /* of a choice, in its order */
  char *shown;           /* the value that it was set to, or NULL */
  gboolean is_typing;    /* its own step runs: what is typed stays as it is */
};

/* Makes row and control. */
void console_plan_row_make      (ConsolePlanRow *row);
/* @value is the first one's where they are @different. */
void console_plan_row_show      (ConsolePlanRow *row, const char *value, gboolean different);
/* What a row calls when somebody changed it; not while it is shown. */
void console_plan_row_changed   (ConsolePlanRow *row, const char *value);

G_END_DECLS
