/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names of things in the service's form:
 *   arn:aws:acm-pca:local:ACCOUNT:certificate-authority/UUID[/certificate/SERIAL]
 *   arn:aws:iam::ACCOUNT:user/NAME and :role/NAME
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Free the results with g_free(). */
char    *esp_arn_ca           (const char *account, const char *ca_id);
char    *esp_arn_certificate  (const char *ca_arn, const char *serial_hex);
char    *esp_arn_principal    (const char *account, const char *name);
char    *esp_arn_role         (const char *account, const char *name);
char    *esp_arn_report       (const char *ca_arn, const char *report_id);
/* Takes a CA ARN apart; FALSE when it is none. Outputs may be NULL. */
gboolean esp_arn_parse_ca     (const char *arn, char **account, char **ca_id);
/* The account field of any ARN, or NULL. Free with g_free(). */
char    *esp_arn_get_account  (const char *arn);
gboolean esp_account_number_is_valid (const char *number); /* 12 digits */
gboolean esp_uuid_is_valid    (const char *text);          /* 8-4-4-4-12 lower-case hex */

G_END_DECLS
