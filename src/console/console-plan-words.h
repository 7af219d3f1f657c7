/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in plans and in answers about them, in words. A code that is not known is shown as it is. Texts from plans
 * are not safe yet. */
#pragma once

#include "engine/espalier.h"

G_BEGIN_DECLS

/* Of ACCOUNT, CERTIFICATE_AUTHORITY, GUARDRAIL, ROLE, PERSON, RESOURCE_SHARE. */
const char *console_plan_thing_word    (const char *thing);
const char *console_plan_thing_icon    (const char *thing);
/* "Radio Supplier, 333344445555"; "" for none. Free with g_free(). */
char       *console_plan_account_text  (const EspPlan *plan, const char *number);
/* Of a member as documents call it: "keyAlgorithm". Free with g_free(). */
char       *console_plan_member_word   (const char *member);
/* Its value; NULL for NULL. Free with g_free(). */
char       *console_plan_member_value  (const char *member, const char *value);
/* esp_plan_untranslated(), in the language of the desktop. */
const char *console_plan_translate     (const char *one, const char *many, gulong n);
/* "Path length 1", or "Root": of the name or the ARN of a template. Free with g_free(). */
char       *console_plan_template_text (const char *template_name);

G_END_DECLS
