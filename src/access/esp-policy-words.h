/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The vocabulary of policies, as lint looks it up: condition keys, the forms of resources, and what a
 * misspelt word is nearest to. For this room alone.
 */
#pragma once

#include "esp-action.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_KEY_UNKNOWN,
  ESP_KEY_EVERYWHERE, /* each request has it, or may have it whatever its action */
  ESP_KEY_OF_ACTIONS, /* requests for some actions have it */
  ESP_KEY_NOT_FILLED, /* the service knows it; no request in a vault has it */
} EspKeyPresence;

EspKeyPresence esp_policy_key_find        (const char *key);
gboolean       esp_policy_key_is_several  (const char *key); /* may have several values */
gboolean       esp_action_has_key         (const EspAction *action, const char *key);

/* A type of resource, and what its ARNs look like. */
typedef struct
{
  const char *type;     /* as in data/actions.json */
  const char *parts[6]; /* "#": twelve digits; "~": a UUID; "*": anything */
  const char *form;     /* for showing */
} EspResourceForm;

/* Can @pattern, with its wildcards, match one of @form? Parts are compared one by one. @work is what may still be
 * spent on such questions; when it is spent, the answer is TRUE. */
gboolean               esp_resource_form_meets (const EspResourceForm *form, const char *pattern, gint64 *work);
const EspResourceForm *esp_resource_forms      (gsize *n_forms);
/* Of a certificate template, which is no resource. */
const EspResourceForm *esp_template_form       (void);

/* What @word most resembles, or NULL where nothing is near. */
const char *esp_policy_nearest_action   (const char *word, gint64 *work);
/* Is @service, up to @len bytes, one of ours, or nearly? */
gboolean    esp_policy_service_is_near  (const char *service, gsize len, gint64 *work);
const char *esp_policy_nearest_key      (const char *word, gint64 *work);
const char *esp_policy_nearest_operator (const char *word, gint64 *work);

G_END_DECLS
