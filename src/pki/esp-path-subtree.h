/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: one name held against one subtree of a name constraint (RFC 5280,
 * 4.2.1.10). */
#pragma once

#include "esp-openssl.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_SUBTREE_OUTSIDE,
  ESP_SUBTREE_WITHIN,
  ESP_SUBTREE_TOUCHED,   /* a wildcard: some of the names that it stands for are within */
  ESP_SUBTREE_MALFORMED, /* the name is none that can be compared */
} EspSubtreeMatch;

/* FALSE where names of this type can't be judged. */
gboolean        esp_subtree_knows_type    (int type);
/* FALSE for a base that is not well formed, and for limits of depth, which RFC 5280 forbids. */
gboolean        esp_subtree_is_well_formed (const GENERAL_SUBTREE *subtree);
/* @name is of the type of the base, which is well formed. */
EspSubtreeMatch esp_subtree_match         (const GENERAL_NAME *name, const GENERAL_NAME *base);
/* What one comparison of @name costs, in steps. */
guint           esp_subtree_cost          (const GENERAL_NAME *name);

G_END_DECLS
