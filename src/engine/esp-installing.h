/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A certificate becomes that of a CA: at an import and at a renewal alike. Whether it is the right
 * one was judged before; here it is seen to it that what stands below still holds.
 */
#pragma once

#include "esp-operation.h"
#include "pki/esp-certificate.h"

G_BEGIN_DECLS

typedef struct
{
  EspCertificate *certificate;
  const EspCa *parent;       /* in this vault; NULL for a root, or a parent outside */
  const char *chain;         /* PEM of the certificates above that are not in this vault, or NULL */
  int n_above;               /* certificates above it */
  const char *template_name; /* or NULL */
} EspInstallation;

/* Inside the caller's transaction. @ca is the fresh record; it gets state, serial, times, level and path
 * length, and is stored. Errors: CA_STATE_TRANSITION, IMPORT_KEY_IDENTIFIER, IMPORT_CHILD, DEPTH. */
gboolean esp_installing_run (EspOperationContext *context, EspCa *ca, const EspInstallation *installation,
                             GError **error);

G_END_DECLS
