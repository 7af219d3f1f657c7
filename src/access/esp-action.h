/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every action that a policy can name, read once from data/actions.json (compiled in): the
 * service's own (acm-pca:) and those it leaves to its neighbours (iam:, organizations:, ram:,
 * espalier:). Each operation of the engine names one.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_ACTION_LIST,
  ESP_ACTION_READ,
  ESP_ACTION_WRITE,
  ESP_ACTION_PERMISSIONS,
  ESP_ACTION_TAGGING,
} EspActionLevel;

typedef struct
{
  const char *name;        /* "acm-pca:IssueCertificate" */
  EspActionLevel level;
  gboolean has_resource;   /* FALSE: Resource must be "*" */
  const char *resource_type; /* "certificate-authority", "user", "role", or NULL */
  gboolean sensitive;      /* a read that leaves an event */
  const char * const *condition_keys; /* NULL-terminated */
  guint index;             /* in esp_actions() */
} EspAction;

GPtrArray       *esp_actions      (void); /* EspAction, owned by the room */
const EspAction *esp_action_find  (const char *name); /* names ignore case; NULL when unknown */

G_END_DECLS
