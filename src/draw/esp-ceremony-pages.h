/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The report of a ceremony on paper: who, what, when, with which fingerprints, in which entries of the log, and
 * places to sign for those who were there. On each page stand the fingerprint of the vault and the entries and the
 * root of its log.
 */
#pragma once

#include "design/esp-ceremony.h"
#include "design/esp-plan-words.h"
#include "esp-pages.h"

G_BEGIN_DECLS

/* A PDF; the same ceremony gives the same bytes. @translate: NULL for English. Errors: PAGES. */
GBytes *esp_ceremony_write_pdf (const EspCeremony *ceremony, EspPlanTranslate translate, gboolean right_to_left,
                                GError **error);

G_END_DECLS
