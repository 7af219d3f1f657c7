/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as people read them; also as closures for .ui files. Free results with g_free(). */
#pragma once

#include "engine/espalier.h"

G_BEGIN_DECLS

char       *console_format_date         (gint64 time);          /* by locale; "" for 0 */
char       *console_format_time         (gint64 time);
char       *console_format_left         (gint64 now, gint64 end); /* "4 years left", "expired 3 days ago" */
char       *console_format_path_length  (int path_length);      /* "∞" for none */
/* "Active", "Disabled": translated words for ACTIVE …, and the name of an icon of ours beside it. */
const char *console_format_ca_status    (const char *status);
const char *console_format_ca_icon      (const char *status);
const char *console_format_certificate_status (const char *status);
const char *console_format_certificate_icon   (const char *status);
const char *console_format_revocation_reason  (const char *reason); /* "Key compromise" */
const char *console_format_outcome      (const char *outcome);
/* "Issue certificate" for "acm-pca:IssueCertificate"; one without words of its own is taken apart, or NULL. */
char       *console_format_action       (const char *action);
/* Names of the actions whose words hold @needle, which is case-folded. */
GStrv       console_format_search_actions (const char *needle);
const char *console_format_find_action  (const char *action);
/* The core's sentences are clauses that can follow a name: here as whole sentences. */
char       *console_format_sentence     (const char *clause);
/* An RFC 3339 text of an answer; 0 where there is none. */
gint64      console_format_read_time    (JsonObject *object, const char *member);

G_END_DECLS
