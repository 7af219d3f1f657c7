/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is shown of a request, to whom, and why somebody can't approve it. */
#pragma once

#include "esp-operation.h"
#include "model/esp-approval.h"

G_BEGIN_DECLS

/* What the parameter Id names, with its text, checked; one that concerns nothing and nobody that the session sees
 * (esp-seeing.h) is not there. Errors: APPROVAL_UNKNOWN. */
EspApproval *esp_approval_find    (EspOperationContext *context, JsonObject **text, GError **error);
/* One's own, and those that touch what one may approve for. @text: of @approval, checked. */
gboolean     esp_approval_may_see (EspOperationContext *context, const EspApproval *approval, JsonObject *text);
/* As esp-operations.h says. */
JsonObject  *esp_approval_view    (EspOperationContext *context, const EspApproval *approval, JsonObject *text,
                                   GError **error);
/* The same as "Approval" in the result. */
gboolean     esp_approval_show    (EspOperationContext *context, const EspApproval *approval, JsonObject *text,
                                   GError **error);

G_END_DECLS
