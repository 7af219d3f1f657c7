/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: a name as a part of a bigger document of the service. */
#pragma once

#include "esp-member.h"
#include "esp-name.h"

G_BEGIN_DECLS

/* The ASN1Subject @object at @at; an empty one is the empty name. Errors: MEMBER_*. */
EspName *esp_name_from_json_at (const EspMember *at, JsonObject *object, GError **error);

G_END_DECLS
