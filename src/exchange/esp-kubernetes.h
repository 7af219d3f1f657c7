/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate with its key as a Kubernetes secret of type kubernetes.io/tls, in YAML. */
#pragma once

#include "base/esp-secret.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;       /* of the secret */
  const char *name_space; /* NULL: left out, so that the one in use counts */
  const char *chain;      /* PEM: the certificate and those between it and the root */
  const char *root;       /* PEM, as ca.crt; NULL: none */
  EspSecret *key;         /* PEM */
} EspKubernetesSecret;

/* Errors: KUBERNETES_NAME (no name that Kubernetes takes), KUBERNETES_SIZE. */
EspSecret *esp_kubernetes_secret_write (const EspKubernetesSecret *secret, GError **error);

G_END_DECLS
