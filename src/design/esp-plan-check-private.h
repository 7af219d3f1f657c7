/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to this room: a plan under review, for the checks and for the fixes. What checks ask again and again is
 * looked up once, in hash tables, so that a review walks each list of the plan a fixed number of times.
 */
#pragma once

#include "esp-plan-check.h"

#include "access/esp-managed-permission.h"
#include "pki/esp-algorithm.h"
#include "pki/esp-hierarchy.h"
#include "pki/esp-name.h"
#include "pki/esp-template.h"

G_BEGIN_DECLS

/* In the order of the table. */
typedef enum
{
  ESP_PLAN_CHECK_TEMPLATE_UNKNOWN,
  ESP_PLAN_CHECK_TEMPLATE_KIND,
  ESP_PLAN_CHECK_TEMPLATE_PATH_LENGTH,
  ESP_PLAN_CHECK_USE_TEMPLATE,
  ESP_PLAN_CHECK_DEPTH,
  ESP_PLAN_CHECK_PATH_LENGTH_MISSING,
  ESP_PLAN_CHECK_PATH_LENGTH_NOT_BELOW,
  ESP_PLAN_CHECK_PATH_LENGTH_SHORT,
  ESP_PLAN_CHECK_PATH_LENGTH_SPARE,
  ESP_PLAN_CHECK_LEAF_SIGNS_CAS,
  ESP_PLAN_CHECK_ROOT_PATH_LENGTH,
  ESP_PLAN_CHECK_ROOT_ISSUES,
  ESP_PLAN_CHECK_ONE_LEVEL,
  ESP_PLAN_CHECK_LEVEL_WITHOUT_PURPOSE,
  ESP_PLAN_CHECK_PARENT_ARN,

  ESP_PLAN_CHECK_VALIDITY_SYNTAX,
  ESP_PLAN_CHECK_OUTLIVES_PARENT,
  ESP_PLAN_CHECK_LIFE_CLOSE,
  ESP_PLAN_CHECK_LIFE_LONG,
  ESP_PLAN_CHECK_USE_VALIDITY_SYNTAX,
  ESP_PLAN_CHECK_USE_OUTLIVES,
  ESP_PLAN_CHECK_USE_CLOSE,
  ESP_PLAN_CHECK_SHORT_LIVED_USE,
  ESP_PLAN_CHECK_SHORT_LIVED_PARENT,

  ESP_PLAN_CHECK_KEY_UNKNOWN,
  ESP_PLAN_CHECK_KEY_UNAVAILABLE,
  ESP_PLAN_CHECK_KEY_WEAK,
  ESP_PLAN_CHECK_KEY_WEAKER_ABOVE,
  ESP_PLAN_CHECK_KEY_FAMILY,
  ESP_PLAN_CHECK_SIGNING_UNKNOWN,
  ESP_PLAN_CHECK_SIGNING_KEY,

  ESP_PLAN_CHECK_NO_REVOCATION,
  ESP_PLAN_CHECK_CRL_NO_PLACE,
  ESP_PLAN_CHECK_CRL_PLACE,
  ESP_PLAN_CHECK_CRL_HTTPS,
  ESP_PLAN_CHECK_CRL_PLACE_SHARED,
  ESP_PLAN_CHECK_OCSP_NO_PLACE,

  ESP_PLAN_CHECK_SUBJECT_SYNTAX,
  ESP_PLAN_CHECK_SUBJECT_TWICE,
  ESP_PLAN_CHECK_LABEL_TWICE,
  ESP_PLAN_CHECK_TAG_MISSING,
  ESP_PLAN_CHECK_THING_NAME,
  ESP_PLAN_CHECK_THING_TWICE,
  ESP_PLAN_CHECK_CONSTRAINTS_ROOT,
  ESP_PLAN_CHECK_CONSTRAINTS_TEMPLATE,

  ESP_PLAN_CHECK_ACCOUNT_UNKNOWN,
  ESP_PLAN_CHECK_ROOT_ACCOUNT,
  ESP_PLAN_CHECK_ACCOUNT_MANY,
  ESP_PLAN_CHECK_PERMISSION_UNKNOWN,
  ESP_PLAN_CHECK_SHARE_CA,
  ESP_PLAN_CHECK_SHARE_OWN,
  ESP_PLAN_CHECK_SHARE_TWICE,
  ESP_PLAN_CHECK_SHARE_WIDE,
  ESP_PLAN_CHECK_SUPPLIER_NO_SHARE,
  ESP_PLAN_CHECK_SUPPLIERS_MIXED,

  ESP_PLAN_CHECK_ROLE_UNKNOWN,
  ESP_PLAN_CHECK_POLICY,
  ESP_PLAN_CHECK_ONE_PERSON,
  ESP_PLAN_CHECK_DUAL_CONTROL_OFF,
  ESP_PLAN_CHECK_DUAL_CONTROL_ALONE,
  ESP_PLAN_CHECK_APPROVER_UNKNOWN,
  ESP_PLAN_CHECK_APPROVER_MAY_NOT,
  ESP_PLAN_CHECK_APPROVERS_UNUSED,
  ESP_PLAN_CHECK_PEOPLE_MANY,
  ESP_PLAN_N_CHECKS
} EspPlanCheckId;

typedef enum
{
  ESP_PLAN_CHECK_FLAG_NONE = 0,
  ESP_PLAN_CHECK_PRODUCTION = 1 << 0,  /* a note where the CA is for development */
  ESP_PLAN_CHECK_FOLLOWS = 1 << 1,     /* its fix may be applied as a consequence of another */
} EspPlanCheckFlags;

const EspPlanCheck *esp_plan_check_get       (EspPlanCheckId id);
EspPlanCheckFlags   esp_plan_check_get_flags (EspPlanCheckId id);

/* --- The plan under review ---------------------------------------------------------------------*/

typedef struct _EspPlanNode EspPlanNode;

struct _EspPlanNode
{
  EspPlanCa *ca;           /* the checks only read it */
  guint index;             /* in the plan */
  EspPlanNode *parent;     /* NULL: a root, or below what exists */
  EspPlanNode *first_child, *last_child, *next;
  guint n_children;
  gboolean is_root;        /* nothing above it, here or elsewhere */
  int level;               /* 1 for a root; 0 in a circle */
  const EspTemplate *template; /* NULL: unknown */
  gboolean template_fits;  /* known, and for a root or a subordinate as this one is */
  int path_length;         /* as esp_plan_ca_get_path_length() has it */
  int need;                /* the path length that is enough for what is below it */
  int use_need;            /* the same, for its uses and shares alone */
  const EspKeyAlgorithm *key; /* NULL: unknown */
  gint64 life;             /* seconds from now; 0: can't be read */
  EspPlanNode *longest;    /* the child that lives longest, or NULL */
  EspName *name;           /* NULL: can't be read */
  char *label;
  GPtrArray *shares;       /* EspPlanShare of it, in order, borrowed; NULL: none */
};

typedef struct
{
  const EspPlan *plan;
  gint64 now;
  guint n_nodes;
  EspPlanNode *nodes;      /* in the plan's order */
  GPtrArray *ordered;      /* EspPlanNode, parents first; those in a circle are left out */
  GHashTable *by_key;      /* key -> EspPlanNode */
  GHashTable *accounts;    /* number -> EspPlanAccount */
  GHashTable *owners;      /* number of an account that owns a CA -> how many of them */
  GHashTable *templates;   /* name as written -> EspTemplate, or NULL */
  GHashTable *lives;       /* validity as written -> gint64 seconds */
  GPtrArray *findings;     /* EspPlanFinding */
} EspPlanReview;

EspPlanReview *esp_plan_review_new  (const EspPlan *plan, gint64 now);
void           esp_plan_review_free (EspPlanReview *review);
EspPlanNode   *esp_plan_review_find (const EspPlanReview *review, const char *key); /* NULL: not in the plan */
/* NULL where no template has this name. */
const EspTemplate *esp_plan_review_template (const EspPlanReview *review, const char *name);
/* Seconds from now; 0 where it can't be read or is over. */
gint64         esp_plan_review_life (const EspPlanReview *review, const char *validity);
const char    *esp_plan_review_account_name (const EspPlanReview *review, const char *number);
/* The template that a share lets its consumer issue from; NULL: none, or a permission of the organisation's own. */
const EspTemplate *esp_plan_review_share_template (const EspPlanReview *review, const EspPlanShare *share);
/* A finding of @id about @node, @other (both may be NULL: "ca" and "other" in the sentence) and @subject, with pairs of
 * further arguments, NULL-terminated. It is the review's; its severity may be changed. */
EspPlanFinding *esp_plan_review_say (EspPlanReview *review, EspPlanCheckId id, const EspPlanNode *node,
                                     const EspPlanNode *other, const char *subject, ...) G_GNUC_NULL_TERMINATED;

/* All checks, and their findings in order. */
void           esp_plan_review_run  (EspPlanReview *review);

/* What a finding is beside what others see of it; each is made as one of these. */
typedef struct
{
  EspPlanFinding finding;
  gint64 now;              /* of the check */
  guint place, order;      /* of the first node in the plan; of being said */
} EspPlanStoredFinding;

/* What can be asked about a role at the CAs of one account with the same tags. */
typedef struct _EspPlanRights EspPlanRights;

#define ESP_PLAN_MAX_DECISIONS 5000 /* one takes a few microseconds */

/* Says what of the policies can't be read. */
EspPlanRights *esp_plan_rights_new   (EspPlanReview *review);
void           esp_plan_rights_free  (EspPlanRights *rights);
/* May @person, as @role (NULL: in any of the roles they have), do @action with @node? */
gboolean       esp_plan_rights_allow (EspPlanRights *rights, const EspPlanPerson *person, const EspPlanRole *role,
                                      const char *action, const EspPlanNode *node);
/* CAs of one group are alike to every policy; from 1. */
guint          esp_plan_rights_get_group (EspPlanRights *rights, const EspPlanNode *node);
/* So many questions were asked that the rest is answered with no. */
gboolean       esp_plan_rights_is_exhausted (const EspPlanRights *rights);
/* EspPlanRole that the person has, borrowed. Free with g_ptr_array_unref(). */
GPtrArray     *esp_plan_rights_list_roles (EspPlanRights *rights, const EspPlanPerson *person);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPlanReview, esp_plan_review_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPlanRights, esp_plan_rights_free)

/* --- The checks by topic, each walks the plan once ---------------------------------------------*/

void esp_plan_check_shape      (EspPlanReview *review);
void esp_plan_check_validity   (EspPlanReview *review);
void esp_plan_check_keys       (EspPlanReview *review);
void esp_plan_check_revocation (EspPlanReview *review);
void esp_plan_check_names      (EspPlanReview *review);
void esp_plan_check_things     (EspPlanReview *review);
void esp_plan_check_shares     (EspPlanReview *review);
void esp_plan_check_people     (EspPlanReview *review);

/* The lists of things that have a name, as the document calls them; terminated by a row without one. */
typedef struct
{
  const char *list;
  gsize offset;       /* of the list in the plan */
  gsize name_offset;  /* of the name in a thing */
  gboolean unique;    /* of two with one name the vault refuses the second; else the reader does */
} EspPlanThings;
const EspPlanThings *esp_plan_things (void);

/* What makes settings of a revocation list unusable: a value, or the name of a member; NULL: nothing. */
const char *esp_plan_revocation_problem (const EspRevocationSettings *settings);
/* Is what @template makes part of what @use makes? */
gboolean    esp_plan_template_covers (const EspTemplate *use, const EspTemplate *template);

/* A life may miss its measure by a hundredth: years and months are not all of one length. */
gboolean esp_plan_life_is_close (gint64 life, gint64 issued); /* less than twice */
gboolean esp_plan_life_is_long  (gint64 life, gint64 issued); /* more than five times */

G_END_DECLS
