/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Name constraints (RFC 5280, 4.2.1.10) of JSON: { "Permitted": [ names ], "Excluded": [ names ] }, each name as in the
 * service's ApiPassthrough, and addresses as a network: "10.0.0.0/8". How they are kept is in esp-path-constraints.c.
 */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The DER of the extension's value. Errors: MEMBER_*. */
GBytes *esp_name_constraints_encode (JsonNode *constraints, GError **error);

G_END_DECLS
