/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only file names that were made here stand in commands; a subject stands in the list alone,
 * escaped. */
#include "esp-trust-howto.h"

#include "base/esp-text.h"
#include "base/esp-time.h"

#include <string.h>

#define NAME_MAX_LETTERS 40
#define NAME_DIGITS 8

char *
esp_trust_file_name (const char *label, const char *fingerprint)
{
  GString *name = g_string_new (NULL);

  for (const char *at = label ? label : ""; *at && name->len < NAME_MAX_LETTERS; at++)
    if (g_ascii_isalnum (*at))
      g_string_append_c (name, g_ascii_tolower (*at));
    else if (name->len > 0 && name->str[name->len - 1] != '-')
      g_string_append_c (name, '-');
  if (name->len == 0)
    g_string_append (name, "root");
  if (name->str[name->len - 1] != '-')
    g_string_append_c (name, '-');
  g_string_append_printf (name, "%.*s.crt", NAME_DIGITS, fingerprint);
  return g_string_free (name, FALSE);
}

static void
add_fingerprint (GString *text, const char *fingerprint)
{
  for (gsize i = 0; fingerprint[i] && fingerprint[i + 1]; i += 2)
    g_string_append_printf (text, "%s%c%c", i > 0 ? ":" : "", g_ascii_toupper (fingerprint[i]),
                            g_ascii_toupper (fingerprint[i + 1]));
}

static void
add_roots (GString *text, const EspTrustRoot *roots, gsize n_roots)
{
  for (gsize i = 0; i < n_roots; i++)
    {
      g_autofree char *subject = esp_text_escape (roots[i].subject);
      g_autofree char *end = esp_time_to_date (roots[i].not_after);

      g_string_append_printf (text, "%s\n  %s\n  good until %s\n  SHA-256 ", roots[i].file, subject,
                              end);
      add_fingerprint (text, roots[i].fingerprint);
      g_string_append_c (text, '\n');
    }
}

/* A system a row. */
static const struct
{
  const char *title;
  const char *before; /* once */
  const char *each;   /* with "{file}" and "{name}" */
  const char *after;
} systems[] = {
  { "Debian, Ubuntu and their kin (as root)", NULL,
    "install -m 0644 {file} /usr/local/share/ca-certificates/{file}\n",
    "update-ca-certificates\n"
    "# the way back: remove those files, then update-ca-certificates --fresh\n" },
  { "Fedora, RHEL and their kin (as root)", NULL,
    "install -m 0644 {file} /etc/pki/ca-trust/source/anchors/{file}\n",
    "update-ca-trust extract\n"
    "# the way back: remove those files, then update-ca-trust extract\n" },
  { "Firefox, and other programs with a database of NSS (certutil is in libnss3-tools or nss-tools)",
    "# PROFILE is the folder that about:support names; close the program first\n",
    "certutil -A -d sql:\"$PROFILE\" -n {name} -t C,, -i {file}\n",
    "# the way back: certutil -D -d sql:\"$PROFILE\" -n NAME\n"
    "# for all users at once: the policy Certificates.Install in policies.json\n" },
  { "Java (as the owner of the Java installation; its password is changeit unless somebody changed it)",
    NULL, "keytool -importcert -noprompt -cacerts -storepass changeit -alias {name} -file {file}\n",
    "# the way back: keytool -delete -cacerts -storepass changeit -alias NAME\n" },
  { "One program alone", NULL, NULL,
    "# curl --cacert roots.pem, openssl s_client -CAfile roots.pem, SSL_CERT_FILE=roots.pem, "
    "REQUESTS_CA_BUNDLE=roots.pem,\n# NODE_EXTRA_CA_CERTS=roots.pem, git -c http.sslCAInfo=roots.pem\n" },
};

static void
add_each (GString *text, const char *line, const EspTrustRoot *root)
{
  g_autofree char *name = g_strndup (root->file, strlen (root->file) - strlen (".crt"));
  g_autoptr (GString) filled = g_string_new (line);

  g_string_replace (filled, "{file}", root->file, 0);
  g_string_replace (filled, "{name}", name, 0);
  g_string_append (text, filled->str);
}

char *
esp_trust_howto (const EspTrustRoot *roots, gsize n_roots)
{
  GString *text = g_string_new (
    "Roots to trust\n"
    "==============\n\n"
    "Who trusts these certificates trusts everything that is issued below them. Compare each\n"
    "fingerprint with the one that their owner reads out to you before anything else:\n"
    "openssl x509 -in FILE -noout -fingerprint -sha256\n\n");

  add_roots (text, roots, n_roots);
  g_string_append (text, "\n" ESP_TRUST_BUNDLE_FILE " holds all of them.\n");
  for (gsize s = 0; s < G_N_ELEMENTS (systems); s++)
    {
      g_string_append_printf (text, "\n%s\n", systems[s].title);
      for (gsize i = strlen (systems[s].title); i > 0; i--)
        g_string_append_c (text, '-');
      g_string_append (text, "\n\n");
      if (systems[s].before)
        g_string_append (text, systems[s].before);
      for (gsize i = 0; systems[s].each && i < n_roots; i++)
        add_each (text, systems[s].each, &roots[i]);
      g_string_append (text, systems[s].after);
    }
  return g_string_free (text, FALSE);
}
