/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signing by request: what people of another account may ask for but hold no key for is kept, and signed
 * when somebody of the owner's side is there (security.md, "Recipients follow policy").
 *
 * After the decision the dispatcher asks esp_signing_divert(). A call that must wait runs with the row's
 * *check* (as far as it can be judged without a key) and *keep* in the places of prepare and perform, and
 * with an event as any other; what the caller is told is WAITING_FOR_SIGNATURE. The owner's side runs
 * ProcessSigningRequests (esp-op-signing-process.c): there the requester's rights are decided again.
 */
#pragma once

#include "esp-operation.h"
#include "model/esp-signing-request.h"

G_BEGIN_DECLS

#define ESP_SIGNING_REQUESTS_MAX 5000 /* of one requester that wait */

/* Makes @context one that keeps the request, where its people sign by request. */
void       esp_signing_divert     (EspOperationContext *context);
/* For who signs with @issuer as a part of something else, which can't be kept. Errors: PARENT_BY_REQUEST. */
gboolean   esp_signing_check_here (EspOperationContext *context, const EspCa *issuer, const char *template_arn,
                                   GError **error);
/* Was the request kept only? Then @error says so. */
gboolean   esp_signing_is_waiting (EspOperationContext *context, GError **error);

/* One request of the session for @ca, stored; @parameters as the operation takes them. Gives its id; NULL: an error. */
char      *esp_signing_keep       (EspOperationContext *context, const char *operation, JsonObject *parameters,
                                   GError **error);
/* SIGNING of esp-operations.h. */
JsonObject *esp_view_signing      (EspVault *vault, const EspSigningRequest *request, const EspCa *ca,
                                   GError **error);
/* What waits for @ca, each as one text that names who asked for what and pins the exact request: for two persons. */
GPtrArray *esp_signing_list_texts (EspVault *vault, const char *ca, GError **error);
/* Does anything wait that the session could sign? From any thread, with a connection of its own. */
gboolean   esp_signing_is_due     (EspEngine *engine, EspVault *vault);
/* Writer thread: signs what waits, as far as the session may, without a word. */
void       esp_signing_process_due (EspEngine *engine, EspVault *vault);

G_END_DECLS
