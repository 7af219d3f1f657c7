/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a call does, or an entry of the log did, as far as two persons may have to agree on it: plain facts, with the
 * things that they are about as these were before. The dispatcher makes them from a call (esp-approving-facts.c), a
 * replay from the rows that an entry changed (esp-replay-facts.c). Whether a fact touches an authority is one table
 * for both (esp-approving-rules.c), so that no act passes the one and fails the other.
 */
#pragma once

#include "esp-operation.h"
#include "model/esp-principal.h"
#include "model/esp-role.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_TOUCH_AUTHORITY,  /* what it is, or who may do what with it */
  ESP_TOUCH_SIGNATURE,  /* its key signs */
  ESP_TOUCH_ASSIGNMENT, /* somebody gets a role, or loses it */
  ESP_TOUCH_POLICY,     /* a role becomes another one for those who have it */
  ESP_TOUCH_GUARDRAIL,
  ESP_TOUCH_LEAVING,    /* somebody can't act any more */
  ESP_TOUCH_TAGS,       /* what policies look at in somebody */
  ESP_TOUCH_KEYS,       /* who acts as somebody may be another person from now on */
  ESP_TOUCH_RECOVERY,   /* a recovery identity, which acts in nobody's name and for everybody */
} EspTouch;

typedef struct
{
  EspTouch touch;
  char *ca;             /* AUTHORITY, SIGNATURE: UUID */
  EspRole *role;        /* ASSIGNMENT, POLICY: with the policies of before and of after */
  EspPrincipal *person; /* ASSIGNMENT (or NULL), LEAVING, TAGS, KEYS */
  GPtrArray *before;    /* GUARDRAIL: numbers of the accounts that it limits; empty: all; NULL: there is none */
  GPtrArray *after;
} EspFact;

/* --- Facts ------------------------------------------------------------------------------------*/

/* Of EspFact. */
GPtrArray *esp_facts_new           (void);
void       esp_facts_add_ca        (GPtrArray *facts, EspTouch touch, const char *ca);
/* Takes what it is given; @person may be NULL. */
void       esp_facts_add_role      (GPtrArray *facts, EspTouch touch, EspRole *role, EspPrincipal *person);
void       esp_facts_add_person    (GPtrArray *facts, EspTouch touch, EspPrincipal *person);
/* The same; either may be NULL. */
void       esp_facts_add_guardrail (GPtrArray *facts, GPtrArray *before, GPtrArray *after);
void       esp_facts_add_recovery  (GPtrArray *facts);

/* What of that is under two persons, as of @vault before it, and touched: GPtrArray of EspCa; NULL on error. @covers,
 * or NULL: what is consented to already, and not looked at. */
typedef gboolean (*EspFactsFilter) (const EspCa *ca, gpointer data);
GPtrArray *esp_facts_find_touched  (EspVault *vault, GPtrArray *facts, gint64 now, EspFactsFilter covers, gpointer data,
                                    GError **error);

/* --- Of calls ---------------------------------------------------------------------------------*/

/* Whose key the operation needs, where that is split. */
typedef enum
{
  ESP_FACTS_NO_KEY,
  ESP_FACTS_KEY_OF_ROOT, /* it signs: the root among what it touches */
  ESP_FACTS_KEY_OF_CA,   /* it is sealed anew */
  ESP_FACTS_KEY_OF_PLAN, /* of what is there, and signs in a plan or gets other approvers by it */
} EspFactsKey;

typedef struct
{
  const char *operation;
  gboolean is_own; /* the CA of the call alone can be touched */
  EspTouch touch;
  gboolean (*add) (EspOperationContext *context, EspTouch touch, GPtrArray *facts, GError **error);
  EspFactsKey key;
} EspFactsRow;

/* Of each step of a plan (esp-approving-plan.c). */
gboolean           esp_facts_add_plan (EspOperationContext *context, EspTouch touch, GPtrArray *facts, GError **error);
/* Of each authority that ExportHierarchy would hand over (esp-op-hierarchy-export.c). */
gboolean           esp_facts_add_hierarchy (EspOperationContext *context, EspTouch touch, GPtrArray *facts,
                                            GError **error);
/* NULL where it never needs a second person. */
const EspFactsRow *esp_facts_row_find (const char *operation);
/* By index, NULL after the last. */
const EspFactsRow *esp_facts_row_nth  (guint index);

G_END_DECLS
