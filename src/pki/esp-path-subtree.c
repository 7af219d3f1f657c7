/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One name held against one subtree of a name constraint, by the type of the name: hosts,
 * mailboxes, addresses of resources and of the network, directory names. Which names of which
 * certificate concern which authority is in esp-path-subtrees.c.
 */
#include "esp-path-subtree.h"

#include <gio/gio.h>
#include <string.h>

#define IPV4_LEN 4
#define IPV6_LEN 16
#define HOST_MAX 253
#define LABEL_MAX 63

/* A text of a name, not ended by a zero byte. */
typedef struct
{
  const char *text;
  gsize len;
} Text;

static Text
get_text (const ASN1_STRING *string)
{
  Text text = { (const char *) ASN1_STRING_get0_data (string),
                (gsize) ASN1_STRING_length (string) };

  return text;
}

static Text
skip (Text text, gsize n)
{
  Text rest = { text.text + n, text.len - n };

  return rest;
}

static gboolean
ends_with (Text text, Text end)
{
  return text.len >= end.len &&
         g_ascii_strncasecmp (text.text + text.len - end.len, end.text, end.len) == 0;
}

static gboolean
equal (Text a, Text b)
{
  return a.len == b.len && ends_with (a, b);
}

/* @host is @domain or, with at least one label more, below it. */
static gboolean
is_below (Text host, Text domain)
{
  if (domain.len == 0 || equal (host, domain))
    return TRUE;
  return host.len > domain.len && ends_with (host, domain) &&
         host.text[host.len - domain.len - 1] == '.';
}

static gboolean
is_label_character (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '_';
}

static gboolean
is_host (Text host)
{
  gsize label = 0;

  if (host.len == 0 || host.len > HOST_MAX)
    return FALSE;
  for (gsize i = 0; i < host.len; i++)
    {
      gboolean dot = host.text[i] == '.';

      if ((dot && label == 0) || (!dot && !is_label_character (host.text[i])) || label > LABEL_MAX)
        return FALSE;
      label = dot ? 0 : label + 1;
    }
  return label > 0;
}

static const char *
find_last (Text text, char c)
{
  return text.len > 0 ? memrchr (text.text, c, text.len) : NULL;
}

/* --- Hosts --- */

static gboolean
is_host_base (const ASN1_STRING *base)
{
  Text text = get_text (base);

  return text.len == 0 || is_host (text);
}

/* "*.example.com" stands for its direct children: it is touched by a subtree that holds one of
 * them, and within one that holds all. */
static EspSubtreeMatch
match_wildcard (Text parent, Text domain)
{
  const char *dot = domain.len > 0 ? memchr (domain.text, '.', domain.len) : NULL;

  if (is_below (parent, domain))
    return ESP_SUBTREE_WITHIN;
  if (dot && equal (skip (domain, (gsize) (dot + 1 - domain.text)), parent))
    return ESP_SUBTREE_TOUCHED;
  return ESP_SUBTREE_OUTSIDE;
}

static EspSubtreeMatch
match_host (const ASN1_STRING *name, const ASN1_STRING *base)
{
  Text host = get_text (name);
  Text domain = get_text (base);

  if (host.len > 2 && host.text[0] == '*' && host.text[1] == '.')
    return is_host (skip (host, 2)) ? match_wildcard (skip (host, 2), domain) :
                                      ESP_SUBTREE_MALFORMED;
  if (!is_host (host))
    return ESP_SUBTREE_MALFORMED;
  return is_below (host, domain) ? ESP_SUBTREE_WITHIN : ESP_SUBTREE_OUTSIDE;
}

/* --- Mailboxes --- */

static gboolean
is_local_part (Text local)
{
  static const char specials[] = "\"(),:;<>@[\\] ";

  if (local.len == 0 || local.text[0] == '.' || local.text[local.len - 1] == '.')
    return FALSE;
  for (gsize i = 0; i < local.len; i++)
    if (!g_ascii_isgraph (local.text[i]) || strchr (specials, local.text[i]))
      return FALSE;
  return TRUE;
}

static gboolean
split_mailbox (Text mailbox, Text *local, Text *host)
{
  const char *at = find_last (mailbox, '@');

  if (!at)
    return FALSE;
  local->text = mailbox.text;
  local->len = (gsize) (at - mailbox.text);
  *host = skip (mailbox, local->len + 1);
  return is_local_part (*local) && is_host (*host);
}

/* A mailbox, a host, or with a leading dot all hosts of a domain. */
static gboolean
is_mailbox_base (const ASN1_STRING *base)
{
  Text text = get_text (base);
  Text local;
  Text host;

  if (find_last (text, '@'))
    return split_mailbox (text, &local, &host);
  if (text.len > 0 && text.text[0] == '.')
    return is_host (skip (text, 1));
  return text.len == 0 || is_host (text);
}

/* With a leading dot what is below the domain, without one that host alone. */
static gboolean
host_fits (Text host, Text domain)
{
  if (domain.len > 0 && domain.text[0] == '.')
    return host.len > domain.len && ends_with (host, domain);
  return domain.len == 0 || equal (host, domain);
}

static EspSubtreeMatch
match_mailbox (const ASN1_STRING *name, const ASN1_STRING *base)
{
  Text wanted = get_text (base);
  Text local;
  Text host;
  Text wanted_local;
  Text wanted_host;

  if (!split_mailbox (get_text (name), &local, &host))
    return ESP_SUBTREE_MALFORMED;
  if (!split_mailbox (wanted, &wanted_local, &wanted_host))
    return host_fits (host, wanted) ? ESP_SUBTREE_WITHIN : ESP_SUBTREE_OUTSIDE;
  if (local.len == wanted_local.len && memcmp (local.text, wanted_local.text, local.len) == 0 &&
      equal (host, wanted_host))
    return ESP_SUBTREE_WITHIN;
  return ESP_SUBTREE_OUTSIDE;
}

/* --- URIs --- */

static gboolean
is_uri_base (const ASN1_STRING *base)
{
  Text text = get_text (base);

  return is_host (text.len > 0 && text.text[0] == '.' ? skip (text, 1) : text) || text.len == 0;
}

/* RFC 5280: the limit is on the host, and a URI without one, or with an address, does not fit. */
static gboolean
read_uri_host (const ASN1_STRING *name, char **host)
{
  Text text = get_text (name);
  g_autofree char *uri = g_strndup (text.text, text.len);

  if (memchr (text.text, '\0', text.len) ||
      !g_uri_split (uri, G_URI_FLAGS_NONE, NULL, NULL, host, NULL, NULL, NULL, NULL, NULL) ||
      !*host)
    return FALSE;
  return !g_hostname_is_ip_address (*host);
}

static EspSubtreeMatch
match_uri (const ASN1_STRING *name, const ASN1_STRING *base)
{
  g_autofree char *host = NULL;
  Text text;

  if (!read_uri_host (name, &host))
    return ESP_SUBTREE_MALFORMED;
  text.text = host;
  text.len = strlen (host);
  if (!is_host (text))
    return ESP_SUBTREE_MALFORMED;
  return host_fits (text, get_text (base)) ? ESP_SUBTREE_WITHIN : ESP_SUBTREE_OUTSIDE;
}

/* --- IP addresses --- */

/* An address and a mask whose set bits come first. */
static gboolean
is_address_base (const ASN1_STRING *base)
{
  const guint8 *bytes = ASN1_STRING_get0_data (base);
  int len = ASN1_STRING_length (base);
  gboolean ended = FALSE;

  if (len != 2 * IPV4_LEN && len != 2 * IPV6_LEN)
    return FALSE;
  for (int bit = 0; bit < len / 2 * 8; bit++)
    {
      gboolean set = (bytes[len / 2 + bit / 8] >> (7 - bit % 8)) & 1;

      if (set && ended)
        return FALSE;
      ended = ended || !set;
    }
  return TRUE;
}

static EspSubtreeMatch
match_address (const ASN1_STRING *name, const ASN1_STRING *base)
{
  const guint8 *address = ASN1_STRING_get0_data (name);
  const guint8 *subnet = ASN1_STRING_get0_data (base);
  int len = ASN1_STRING_length (name);

  if (len != IPV4_LEN && len != IPV6_LEN)
    return ESP_SUBTREE_MALFORMED;
  if (ASN1_STRING_length (base) != 2 * len)
    return ESP_SUBTREE_OUTSIDE;
  for (int i = 0; i < len; i++)
    if ((address[i] ^ subnet[i]) & subnet[len + i])
      return ESP_SUBTREE_OUTSIDE;
  return ESP_SUBTREE_WITHIN;
}

/* --- Directory names --- */

/* The first @n attributes of @name, where these are whole parts of it. */
static X509_NAME *
take_first (const X509_NAME *name, int n)
{
  X509_NAME *first = X509_NAME_new ();

  for (int i = 0; first && i < n; i++)
    {
      const X509_NAME_ENTRY *entry = X509_NAME_get_entry (name, i);
      const X509_NAME_ENTRY *before = i > 0 ? X509_NAME_get_entry (name, i - 1) : NULL;
      gboolean beside = before && X509_NAME_ENTRY_set (before) == X509_NAME_ENTRY_set (entry);

      if (!X509_NAME_add_entry (first, entry, -1, beside ? -1 : 0))
        g_clear_pointer (&first, X509_NAME_free);
    }
  return first;
}

static gboolean
splits_part (const X509_NAME *name, int n)
{
  if (n <= 0 || n >= X509_NAME_entry_count (name))
    return FALSE;
  return X509_NAME_ENTRY_set (X509_NAME_get_entry (name, n - 1)) ==
         X509_NAME_ENTRY_set (X509_NAME_get_entry (name, n));
}

static EspSubtreeMatch
match_directory (const X509_NAME *name, const X509_NAME *base)
{
  int n = X509_NAME_entry_count (base);
  g_autoptr (X509_NAME) first = NULL;

  if (n > X509_NAME_entry_count (name) || splits_part (name, n))
    return ESP_SUBTREE_OUTSIDE;
  if (n == 0)
    return ESP_SUBTREE_WITHIN;
  first = take_first (name, n);
  return first && X509_NAME_cmp (first, base) == 0 ? ESP_SUBTREE_WITHIN : ESP_SUBTREE_OUTSIDE;
}

/* --- By type --- */

static const struct
{
  int type;
  gboolean (*is_base) (const ASN1_STRING *base);
  EspSubtreeMatch (*match) (const ASN1_STRING *name, const ASN1_STRING *base);
} kinds[] = {
  { GEN_DNS, is_host_base, match_host },
  { GEN_EMAIL, is_mailbox_base, match_mailbox },
  { GEN_URI, is_uri_base, match_uri },
  { GEN_IPADD, is_address_base, match_address },
};

gboolean
esp_subtree_knows_type (int type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].type == type)
      return TRUE;
  return type == GEN_DIRNAME;
}

gboolean
esp_subtree_is_well_formed (const GENERAL_SUBTREE *subtree)
{
  if ((subtree->minimum && ASN1_INTEGER_get (subtree->minimum) != 0) || subtree->maximum)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].type == subtree->base->type)
      return kinds[i].is_base (subtree->base->d.ia5);
  return TRUE;
}

EspSubtreeMatch
esp_subtree_match (const GENERAL_NAME *name, const GENERAL_NAME *base)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].type == base->type)
      return kinds[i].match (name->d.ia5, base->d.ia5);
  return match_directory (name->d.directoryName, base->d.directoryName);
}

guint
esp_subtree_cost (const GENERAL_NAME *name)
{
  if (name->type != GEN_DIRNAME)
    return 1;
  return 4 * (guint) (1 + X509_NAME_entry_count (name->d.directoryName));
}
