/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of a plan as people read them. The core does not translate: whoever shows it brings the language. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* gettext (@many NULL) or ngettext of the caller. */
typedef const char *(*EspPlanTranslate) (const char *one, const char *many, gulong n);

/* English. */
const char *esp_plan_untranslated    (const char *one, const char *many, gulong n);
/* "EC P-256" of "EC_prime256v1"; the name itself where it is not known. */
const char *esp_plan_algorithm_label (const char *key_algorithm);
/* "10 years" of "10y", "until 2036-01-10" of a time; the text itself where it is no validity. Transfer full. */
char       *esp_plan_validity_text   (const char *validity, EspPlanTranslate translate);

G_END_DECLS
