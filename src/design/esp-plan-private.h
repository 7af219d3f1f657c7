/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to this room: what a plan consists of, as tables. Reading, writing, copying, comparing and freeing
 * all walk them, so that a new member is one row in esp-plan-members.c (and one in data/plan.schema.json).
 */
#pragma once

#include "esp-plan.h"

G_BEGIN_DECLS

#define ESP_PLAN_MAX_TEXT 1024  /* characters */
#define ESP_PLAN_MAX_NOTE 8192
#define ESP_PLAN_MAX_NAMES 200  /* entries of a list of names */
#define ESP_PLAN_MAX_POLICIES 20
#define ESP_PLAN_MAX_USES 100
#define ESP_PLAN_MAX_KEY 64

typedef enum
{
  ESP_PLAN_KIND_TEXT,        /* char * */
  ESP_PLAN_KIND_KEY,         /* char *: 1 to 64 of [a-z0-9-] */
  ESP_PLAN_KIND_ACCOUNT,     /* char *: 12 digits */
  ESP_PLAN_KIND_NAMES,       /* char ** */
  ESP_PLAN_KIND_ACCOUNTS,    /* char **: each 12 digits */
  ESP_PLAN_KIND_TAG_KEYS,    /* char **: each may be the key of a tag */
  ESP_PLAN_KIND_BOOLEAN,     /* gboolean */
  ESP_PLAN_KIND_CHOICE,      /* an enumeration, or a gboolean: one of two names */
  ESP_PLAN_KIND_NUMBER,      /* int, from its default + 1 to the limit */
  ESP_PLAN_KIND_TAGS,        /* GPtrArray of EspTag; an object of texts */
  ESP_PLAN_KIND_DOCUMENT,    /* JsonNode, sealed; an object of any members */
  ESP_PLAN_KIND_CONSTRAINTS, /* JsonNode, sealed; general names, permitted and excluded */
  ESP_PLAN_KIND_RECORD,      /* a struct inside the struct */
  ESP_PLAN_KIND_LIST,        /* GPtrArray of records */
  ESP_PLAN_N_KINDS
} EspPlanKind;

typedef struct _EspPlanMember EspPlanMember;

typedef struct
{
  gsize size;
  const EspPlanMember *members; /* ends with a row without name */
  GDestroyNotify free;          /* of one record */
} EspPlanType;

struct _EspPlanMember
{
  const char *name;            /* in the document */
  EspPlanKind kind;
  gsize offset;
  gboolean required;           /* else: left out where it has its default */
  int limit;                   /* characters, entries, or the highest number */
  int fallback;                /* of a number */
  const EspPlanType *type;     /* of a record, and of those in a list */
  const char *const *choices;  /* two names */
};

extern const EspPlanType esp_plan_type;
extern const EspPlanType esp_plan_account_type;
extern const EspPlanType esp_plan_guardrail_type;
extern const EspPlanType esp_plan_role_type;
extern const EspPlanType esp_plan_policy_type;
extern const EspPlanType esp_plan_person_type;
extern const EspPlanType esp_plan_ca_type;
extern const EspPlanType esp_plan_revocation_type;
extern const EspPlanType esp_plan_use_type;
extern const EspPlanType esp_plan_share_type;

/* The field of @member in @record. */
#define ESP_PLAN_FIELD(Type, record, member) G_STRUCT_MEMBER (Type, (record), (member)->offset)

/* For any record of a table: a new one with its defaults, and the rest of its life. */
gpointer esp_plan_record_new   (const EspPlanType *type);
gpointer esp_plan_record_copy  (const EspPlanType *type, gconstpointer record);
gboolean esp_plan_record_equal (const EspPlanType *type, gconstpointer a, gconstpointer b);
void     esp_plan_record_free  (const EspPlanType *type, gpointer record);

/* Bytes that the document has at most; quickly. */
gsize    esp_plan_bound_size   (const EspPlan *plan);

/* What its members mean together: keys that stand twice, parents that are not there, circles. @list, @index and
 * @member say where; @member NULL: the entry as a whole. Returns NULL where all is well, else the problem. Free with
 * g_free(). */
char    *esp_plan_find_nonsense (const EspPlan *plan, const char **list, guint *index, const char **member);

G_END_DECLS
