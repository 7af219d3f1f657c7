/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A policy as lint looks at it: its members with their places, as far as they can be read, and what is
 * to be said about them. For this room alone.
 */
#pragma once

#include "esp-action.h"
#include "esp-json-places.h"
#include "esp-policy-finding.h"

G_BEGIN_DECLS

typedef struct
{
  const EspJsonPlace *place;
  char *id;                /* its Sid, or its number from 1 */
  gboolean is_deny;
  gboolean is_not_action, is_not_resource;
  GPtrArray *actions;      /* EspJsonPlace, strings, borrowed; as the three below */
  GPtrArray *resources;
  const EspJsonPlace *star; /* the "*" among the resources, or NULL */
  gboolean has_star;       /* there is one, or the kind of policy has no resources */
  guint8 *names;           /* for each of esp_actions(): does the statement name it? */
  guint n_named;
  const EspJsonPlace *condition; /* or NULL */
} EspPolicyReviewStatement;

typedef struct
{
  EspPolicyKind kind;
  const EspJsonPlace *root;
  gboolean has_variables;
  GPtrArray *statements;   /* EspPolicyReviewStatement */
  GPtrArray *findings;
  gint64 work;             /* what may still be spent on what grows faster than the text */
} EspPolicyReview;

/* @name, value, …, NULL-terminated. @statement may be NULL. */
void esp_policy_review_say      (EspPolicyReview *review, EspPolicyRule rule, const EspPolicyReviewStatement *statement,
                                 const EspJsonPlace *place, ...) G_GNUC_NULL_TERMINATED;
/* The same, at the name of the member @place. */
void esp_policy_review_say_name (EspPolicyReview *review, EspPolicyRule rule, const EspPolicyReviewStatement *statement,
                                 const EspJsonPlace *place, ...) G_GNUC_NULL_TERMINATED;

/* The strings of a list, or the one that stands alone; never NULL. */
GPtrArray *esp_policy_review_list (const EspJsonPlace *place);
/* For each of esp_actions(): does @pattern match it? The count in *@n. Free with g_free(). */
guint8    *esp_policy_review_match (EspPolicyReview *review, const char *pattern, guint *n);
/* "<Enter Root CA ARN Here>" */
gboolean   esp_policy_review_is_placeholder (const char *text);
/* Up to three names and "…", of those that @chosen marks; free with g_free(). */
char      *esp_policy_review_names (const guint8 *chosen);

/* The rules, by what they look at. */
void esp_policy_review_document   (EspPolicyReview *review);
void esp_policy_review_actions    (EspPolicyReview *review, const EspPolicyReviewStatement *statement);
void esp_policy_review_resources  (EspPolicyReview *review, const EspPolicyReviewStatement *statement);
void esp_policy_review_conditions (EspPolicyReview *review, const EspPolicyReviewStatement *statement);

G_END_DECLS
