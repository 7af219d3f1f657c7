/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The name of a CA that replaces another: the same, with the next generation at the end of the common
 * name ("Root", "Root G2", "Root G3"; service, section 3.6).
 */
#pragma once

#include "esp-name.h"

G_BEGIN_DECLS

#define ESP_COMMON_NAME_MAX 64 /* characters; RFC 5280, upper bound of a common name */

/* "X" gives "X G2", "X G9" gives "X G10". What would be longer than a common name may be is cut before
 * the suffix. Free with g_free(). */
char    *esp_common_name_next_generation (const char *name);
/* @name with its (first) common name in the next generation. Errors: NAME_GENERATION where there is none. */
EspName *esp_name_next_generation        (EspName *name, GError **error);

G_END_DECLS
