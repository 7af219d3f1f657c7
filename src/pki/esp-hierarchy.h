/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The arithmetic of a hierarchy, in one place for the plan, the issue dialog, the import and the
 * command line (domain.md, "Depth and path length"; RFC 5280, 4.2.1.9 and 6.1.4).
 */
#pragma once

#include <glib.h>

#include "esp-template.h"

G_BEGIN_DECLS

#define ESP_MAX_LEVELS 5 /* a root and four levels below it */

/* Refused when the issuer has a path length P and the wanted one is unset or not below it; @issuer
 * and @wanted are ESP_PATH_LENGTH_NONE or >= 0. Errors: PATH_LENGTH_ZERO (the issuer may sign end
 * entities only), PATH_LENGTH_NOT_BELOW (arguments "issuer", "wanted"). */
gboolean esp_hierarchy_check_path_length (int issuer, int wanted, GError **error);
/* @issuer_level counts from 1 (a root). Errors: DEPTH (arguments "level", "limit"). */
gboolean esp_hierarchy_check_depth       (int issuer_level, GError **error);
/* notAfter after the issuer's is refused; equal is allowed. Errors: OUTLIVES_ISSUER (arguments
 * "wanted", "issuer": both times). */
gboolean esp_hierarchy_check_validity    (gint64 issuer_not_before, gint64 issuer_not_after,
                                          gint64 not_before, gint64 not_after, GError **error);
/* The highest path length a CA below this issuer may have, or -2 when it may have no CA below, or
 * ESP_PATH_LENGTH_NONE when there is no limit but the depth. */
int      esp_hierarchy_max_child_path_length (int issuer_path_length, int issuer_level);

G_END_DECLS
