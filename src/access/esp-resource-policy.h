/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Policy documents as plain JSON, for what makes resource policies and compares them; for this room
 * alone. What the rest of the product calls is in esp-managed-permission.h.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The statements of a document, JsonObject, borrowed; NULL where there is something else among them or they are
 * too many. */
GPtrArray *esp_resource_policy_statements  (JsonNode *document);
/* The texts of a member that is a text or an array of texts, borrowed; NULL where it is something else. */
GPtrArray *esp_resource_policy_list        (JsonNode *node);
/* A node's text, borrowed; NULL where it is something else. */
const char *esp_resource_policy_text       (JsonNode *node);
/* What a statement gives, in a form that is the same for statements that give the same; NULL where a part can't be
 * read. */
char      *esp_resource_policy_describe    (JsonObject *statement);
/* An account's number, also where it is written as its root; or the ARN of a role or user. NULL: something else. */
char      *esp_resource_policy_principal   (const char *text);
/* Is it one of those that a managed permission may give? */
gboolean   esp_managed_permission_may_give (const char *action);

G_END_DECLS
