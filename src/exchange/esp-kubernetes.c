/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text is put together in locked memory, because the key is in it. Every value is a quoted
 * string, and names are checked by Kubernetes' own rule, so nothing that was given can become more
 * than text. */
#include "esp-kubernetes.h"

#include "base/esp-error.h"

#include <string.h>

#define SUBDOMAIN_MAX 253 /* RFC 1123, as Kubernetes has it for secrets */
#define LABEL_MAX 63      /* for namespaces */

static gboolean
is_label (const char *text, gsize len)
{
  for (gsize i = 0; i < len; i++)
    if (!g_ascii_islower (text[i]) && !g_ascii_isdigit (text[i]) && text[i] != '-')
      return FALSE;
  return len > 0 && text[0] != '-' && text[len - 1] != '-';
}

static gboolean
is_subdomain (const char *text)
{
  g_auto (GStrv) labels = g_strsplit (text, ".", -1);

  for (guint i = 0; labels[i]; i++)
    if (!is_label (labels[i], strlen (labels[i])))
      return FALSE;
  return labels[0] && strlen (text) <= SUBDOMAIN_MAX;
}

static gboolean
check_names (const EspKubernetesSecret *secret, GError **error)
{
  const char *wrong = NULL;

  if (!is_subdomain (secret->name))
    wrong = secret->name;
  else if (secret->name_space && (!is_label (secret->name_space, strlen (secret->name_space)) ||
                                  strlen (secret->name_space) > LABEL_MAX))
    wrong = secret->name_space;
  if (wrong)
    esp_error_set (error, ESP_REASON_KUBERNETES_NAME, NULL, "name", wrong, NULL);
  return !wrong;
}

static char *
make_head (const EspKubernetesSecret *secret)
{
  g_autofree char *chain = g_base64_encode ((const guchar *) secret->chain, strlen (secret->chain));
  g_autofree char *root = secret->root ?
                            g_base64_encode ((const guchar *) secret->root, strlen (secret->root)) :
                            NULL;
  GString *text = g_string_new ("apiVersion: v1\nkind: Secret\nmetadata:\n");

  g_string_append_printf (text, "  name: \"%s\"\n", secret->name);
  if (secret->name_space)
    g_string_append_printf (text, "  namespace: \"%s\"\n", secret->name_space);
  g_string_append_printf (text, "type: \"kubernetes.io/tls\"\ndata:\n  tls.crt: \"%s\"\n", chain);
  if (root)
    g_string_append_printf (text, "  ca.crt: \"%s\"\n", root);
  g_string_append (text, "  tls.key: \"");
  return g_string_free (text, FALSE);
}

EspSecret *
esp_kubernetes_secret_write (const EspKubernetesSecret *secret, GError **error)
{
  gsize key_len = 0, room, at;
  const guint8 *key = esp_secret_get_bytes (secret->key, &key_len);
  g_autofree char *head = NULL;
  EspSecret *text;
  char *out;
  int state = 0, save = 0;

  if (!check_names (secret, error))
    return NULL;
  head = make_head (secret);
  at = strlen (head);
  room = at + (key_len / 3 + 1) * 4 + 8;
  if (room > ESP_SECRET_MAX_LEN)
    {
      g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT, room);

      esp_error_set (error, ESP_REASON_KUBERNETES_SIZE, NULL, "size", size, "limit",
                     G_STRINGIFY (65536), NULL);
      return NULL;
    }
  text = esp_secret_new (room, error);
  if (!text)
    return NULL;
  out = (char *) esp_secret_get_writable (text);
  memcpy (out, head, at);
  at += g_base64_encode_step (key, key_len, FALSE, out + at, &state, &save);
  at += g_base64_encode_close (FALSE, out + at, &state, &save);
  esp_wipe (&save, sizeof save);
  memcpy (out + at, "\"\n", 2);
  esp_secret_truncate (text, at + 2);
  return text;
}
