/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of "before and after" (esp-approving.h): one function for each act that can wait for a second
 * person, and the texts of values that they share.
 */
#pragma once

#include "esp-approving.h"

G_BEGIN_DECLS

/* What a new authority's fingerprint stands under in a request to import it. */
#define ESP_CHANGE_IMPORTED "IMPORTED_FINGERPRINT"

/* --- Values as texts: esp-approving-changes.c --------------------------------------------------*/

/* NULL is shown as nothing. */
void     esp_change_add             (JsonArray *changes, const char *what, const char *before, const char *after);
char    *esp_change_show_parameter  (EspOperationContext *context, const char *name);
/* Nothing where there is no such parameter. */
void     esp_change_add_parameter   (EspOperationContext *context, JsonArray *changes, const char *what,
                                     const char *name);
/* Takes @object. */
char    *esp_change_show_object     (JsonObject *object);
char    *esp_change_show_tags       (GPtrArray *tags);

/* --- Names and people: esp-approving-changes-people.c ------------------------------------------*/

char    *esp_change_join            (GPtrArray *names);
/* With @name added, or taken away. */
void     esp_change_put_name        (GPtrArray *names, const char *name, gboolean there);
/* The person in the parameter Principal, as they are now. */
gboolean esp_change_add_person      (EspOperationContext *context, JsonArray *changes, GError **error);

/* --- What each act shows: by topic in esp-approving-changes-{ca,signing,people,plan}.c */

#define ESP_DESCRIBE(name) \
  gboolean name (EspOperationContext *context, JsonArray *changes, GError **error)

ESP_DESCRIBE (esp_describe_update);
ESP_DESCRIBE (esp_describe_delete);
ESP_DESCRIBE (esp_describe_handover);
ESP_DESCRIBE (esp_describe_restore);
ESP_DESCRIBE (esp_describe_import);
ESP_DESCRIBE (esp_describe_import_authorities);
ESP_DESCRIBE (esp_describe_renew);
ESP_DESCRIBE (esp_describe_tags);
ESP_DESCRIBE (esp_describe_permission);
ESP_DESCRIBE (esp_describe_policy);
ESP_DESCRIBE (esp_describe_dual_control);
ESP_DESCRIBE (esp_describe_approvers);
ESP_DESCRIBE (esp_describe_issue);
ESP_DESCRIBE (esp_describe_issue_many);
ESP_DESCRIBE (esp_describe_create);
ESP_DESCRIBE (esp_describe_signing);
ESP_DESCRIBE (esp_describe_revoke);
ESP_DESCRIBE (esp_describe_list);
ESP_DESCRIBE (esp_describe_holders);
ESP_DESCRIBE (esp_describe_role_policy);
ESP_DESCRIBE (esp_describe_guardrail);
ESP_DESCRIBE (esp_describe_person);
ESP_DESCRIBE (esp_describe_person_tags);
ESP_DESCRIBE (esp_describe_recovery);
ESP_DESCRIBE (esp_describe_plan);

G_END_DECLS
