/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rules that a certificate must hold before a CA key signs it: a table of rules, each with id,
 * severity and citation. Runs over a copy of the certificate-to-be that no real key has signed.
 */
#pragma once

#include "esp-certificate.h"
#include "esp-template.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_LINT_ERROR,
  ESP_LINT_WARNING,
} EspLintSeverity;

typedef struct
{
  const char *id;       /* "serial-positive" */
  const char *citation; /* "RFC 5280, 4.1.2.2" */
  EspLintSeverity severity;
  const char *sentence; /* English msgid: what is wrong */
} EspLintFinding;

/* @issuer NULL for a self-signed root, @template NULL when only the profile is judged. Findings are
 * static rows: free the array with g_ptr_array_unref(). Empty when all is well. */
GPtrArray *esp_lint_certificate (EspCertificate *certificate, EspCertificate *issuer,
                                 const EspTemplate *template);
guint      esp_lint_n_rules     (void);

G_END_DECLS
