/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mending a policy that was pasted from a document. One pass over the text, which is kept as it is
 * but for what is broken; whatever could be meant in two ways ends the attempt. A text cut off
 * inside a statement is never closed: what is missing there may have been its condition.
 */
#include "esp-policy-lint.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-json-places.h"
#include "esp-policy-finding.h"
#include "esp-policy-shape.h"

#include <string.h>

#define REPAIRS_MAX 200
#define PLACEHOLDER_MAX 200 /* bytes */
#define END_DEPTH 2         /* the document and its list of statements */
#define VALUE_SHOWN 80

typedef enum
{
  AT_START,
  AFTER_OPENING,
  AFTER_NAME,
  AFTER_COLON,
  AFTER_VALUE,
  AFTER_COMMA,
  AT_END,
} State;

typedef enum
{
  TOKEN_STRING,
  TOKEN_OPENING,
  TOKEN_CLOSING,
  TOKEN_OTHER,
} TokenKind;

typedef struct
{
  const char *start, *at, *end;
  GString *out;
  GString *pending; /* white space, and the comma in it, that wait for the next token */
  gssize comma;     /* of the comma in @pending, or -1 */
  gsize comma_at;   /* in the text */
  State state;
  TokenKind last; /* of the token before */
  const char *last_end;
  gboolean ends_in_comma; /* the newest string: "a," as some print it, with the comma inside */
  char open[ESP_JSON_MAX_DEPTH];
  guint depth;
  char *member; /* the newest name in the document itself */
  gboolean ends_changed;
  GPtrArray *repairs;
  gboolean refused;
} Mender;

/* --- What is said -----------------------------------------------------------------------------*/

static void
say (Mender *mender, EspPolicyRule rule, const char *at, const char *name, const char *value)
{
  const char *pairs[] = { name, value, NULL };
  guint line, column;

  esp_json_places_locate (mender->start, (gsize) (at - mender->start), &line, &column);
  g_ptr_array_add (mender->repairs, esp_policy_finding_new (rule, NULL, line, column, pairs));
}

/* A text that needs so many repairs is another kind of text. */
static gboolean
refuse (Mender *mender, const char *at, const char *problem)
{
  if (mender->refused)
    return FALSE;
  mender->refused = TRUE;
  g_ptr_array_set_size (mender->repairs, 0);
  say (mender, ESP_POLICY_RULE_NOT_REPAIRED, at, "problem", problem);
  return FALSE;
}

static gboolean
note (Mender *mender, EspPolicyRule rule, const char *at, const char *value, gsize len)
{
  g_autofree char *shown = NULL;
  const char *valid_end;

  if (mender->repairs->len == REPAIRS_MAX)
    return refuse (mender, at, "too much is wrong");
  g_utf8_validate (value, (gssize) MIN (len, VALUE_SHOWN), &valid_end);
  shown = g_strndup (value, (gsize) (valid_end - value));
  if (valid_end < value + len)
    {
      g_autofree char *cut = g_steal_pointer (&shown);

      shown = g_strconcat (cut, "…", NULL);
    }
  say (mender, rule, at, "value", shown);
  return TRUE;
}

/* --- Strings ----------------------------------------------------------------------------------*/

/* At the opening quote. Appends the string to @token as JSON; @mender stands behind it. */
static gboolean
read_typographic (Mender *mender, GString *token)
{
  const char *start = mender->at;
  const char *text = start + esp_typographic_quote_measure (start, mender->end);
  gsize len = 0;
  const char *last = esp_typographic_quote_find_end (start, mender->end, &len);

  if (!last)
    return refuse (mender, start, "where the text after this typographic quote ends is not clear");
  g_string_append_c (token, '"');
  g_string_append_len (token, text, last - text);
  g_string_append_c (token, '"');
  mender->at = last + len;
  return note (mender, ESP_POLICY_RULE_REPAIRED_QUOTES, start, text, (gsize) (last - text));
}

static gboolean
read_plain (Mender *mender, GString *token)
{
  const char *start = mender->at;

  for (mender->at++; mender->at < mender->end && *mender->at != '"'; mender->at++)
    {
      if ((guchar) *mender->at < 0x20)
        break;
      if (*mender->at == '\\' && mender->at + 1 < mender->end)
        mender->at++;
    }
  if (mender->at == mender->end || *mender->at != '"')
    return refuse (mender, start, "this string is not closed in its line");
  mender->at++;
  g_string_append_len (token, start, mender->at - start);
  return TRUE;
}

/* --- Writing ----------------------------------------------------------------------------------*/

/* What waited goes out, with or without its comma. */
static void
flush (Mender *mender, gboolean with_comma)
{
  if (mender->comma >= 0 && !with_comma)
    g_string_erase (mender->pending, mender->comma, 1);
  g_string_append_len (mender->out, mender->pending->str, (gssize) mender->pending->len);
  g_string_truncate (mender->pending, 0);
  mender->comma = -1;
}

static void
put (Mender *mender, TokenKind kind, const char *text, gsize len)
{
  flush (mender, TRUE);
  g_string_append_len (mender->out, text, (gssize) len);
  mender->last = kind;
  mender->last_end = mender->at;
}

static gboolean
in_object (const Mender *mender)
{
  return mender->depth > 0 && mender->open[mender->depth - 1] == '{';
}

/* Between two values a comma was forgotten where nothing else can have been meant: not where they
 * touch. */
static gboolean
add_comma (Mender *mender, TokenKind kind, const char *at)
{
  gboolean touches = mender->pending->len == 0 && kind == TOKEN_STRING &&
                     mender->last == TOKEN_STRING;

  if (touches || (mender->ends_in_comma && mender->last == TOKEN_STRING) || kind == TOKEN_OTHER ||
      mender->last == TOKEN_OTHER ||
      (!in_object (mender) &&
       kind != (mender->last == TOKEN_CLOSING ? TOKEN_OPENING : mender->last)))
    return refuse (mender, at, "two values stand side by side, and what was meant is not clear");
  g_string_prepend_c (mender->pending, ',');
  mender->state = AFTER_COMMA;
  return note (mender, ESP_POLICY_RULE_REPAIRED_COMMA_ADDED, mender->last_end, ",", 1);
}

/* --- Tokens -----------------------------------------------------------------------------------*/

/* Before a value or a name, TRUE where one may stand. */
static gboolean
prepare_value (Mender *mender, TokenKind kind, const char *at)
{
  if (mender->state == AT_END)
    return refuse (mender, at, "the document ends before this");
  if (mender->state == AFTER_NAME)
    return refuse (mender, at, "\":\" is missing");
  if (mender->state == AFTER_VALUE && !add_comma (mender, kind, at))
    return FALSE;
  if (in_object (mender) && mender->state != AFTER_COLON && kind != TOKEN_STRING)
    return refuse (mender, at, "the name of a member is missing");
  return TRUE;
}

static gboolean
followed_by_colon (const Mender *mender)
{
  const char *at = mender->at;

  while (at < mender->end && strchr (" \t\r\n", *at) && *at)
    at++;
  return at < mender->end && *at == ':';
}

static void
remember_member (Mender *mender, const GString *token)
{
  if (mender->depth != 1)
    return;
  g_free (mender->member);
  mender->member = g_strndup (token->str + 1, token->len - 2);
}

static gboolean
take_string (Mender *mender)
{
  const char *start = mender->at;
  g_autoptr (GString) token = g_string_new (NULL);
  gboolean is_name;

  if (*start == '"')
    read_plain (mender, token);
  else
    read_typographic (mender, token);
  if (mender->refused)
    return FALSE;
  if (mender->state == AT_START)
    return refuse (mender, start, "a policy is an object");
  is_name = in_object (mender) && mender->state != AFTER_COLON;
  if (is_name && !followed_by_colon (mender))
    return refuse (mender, start, "a member without a value");
  if (!prepare_value (mender, TOKEN_STRING, start))
    return FALSE;
  if (is_name)
    remember_member (mender, token);
  put (mender, TOKEN_STRING, token->str, token->len);
  mender->ends_in_comma = token->len > 2 && token->str[token->len - 2] == ',';
  mender->state = is_name ? AFTER_NAME : AFTER_VALUE;
  return TRUE;
}

/* "<Enter Root CA ARN Here>" without its quotes. */
static gboolean
take_placeholder (Mender *mender)
{
  const char *start = mender->at, *last = start + 1;
  g_autofree char *quoted = NULL;

  while (last < mender->end && (guchar) *last >= 0x20 && !strchr ("<>\"\\{}[]", *last))
    last++;
  if (last == mender->end || *last != '>' || last == start + 1 || last - start > PLACEHOLDER_MAX ||
      !esp_json_ends_value (last + 1, mender->end))
    return refuse (mender, start, "what stands here is not clear");
  if (mender->state == AT_START)
    return refuse (mender, start, "a policy is an object");
  if (!prepare_value (mender, TOKEN_OTHER, start))
    return FALSE;
  quoted = g_strdup_printf ("\"%.*s\"", (int) (last + 1 - start), start);
  mender->at = last + 1;
  put (mender, TOKEN_STRING, quoted, strlen (quoted));
  mender->ends_in_comma = FALSE;
  mender->state = AFTER_VALUE;
  return note (mender, ESP_POLICY_RULE_REPAIRED_PLACEHOLDER, start, start,
               (gsize) (last + 1 - start));
}

/* Numbers, true, false and null; what they may be is judged when all is read. */
static gboolean
take_word (Mender *mender)
{
  const char *start = mender->at;
  gsize len = 0;

  while (start + len < mender->end &&
         (g_ascii_isalnum (start[len]) || strchr ("+-.", start[len])) && start[len])
    len++;
  if (len == 0 ||
      !(strchr ("-0123456789", *start) || (len == 4 && strncmp (start, "true", 4) == 0) ||
        (len == 4 && strncmp (start, "null", 4) == 0) ||
        (len == 5 && strncmp (start, "false", 5) == 0)))
    return refuse (mender, start, "what stands here is not clear");
  if (!prepare_value (mender, TOKEN_OTHER, start))
    return FALSE;
  mender->at += len;
  put (mender, TOKEN_OTHER, start, len);
  mender->state = mender->depth > 0 ? AFTER_VALUE : AT_END;
  return TRUE;
}

static gboolean
take_opening (Mender *mender)
{
  const char *start = mender->at;

  if (!prepare_value (mender, TOKEN_OPENING, start))
    return FALSE;
  if (mender->depth == ESP_JSON_MAX_DEPTH)
    return refuse (mender, start, "it is nested too deep");
  mender->at++;
  put (mender, TOKEN_OPENING, start, 1);
  mender->open[mender->depth++] = *start;
  mender->state = AFTER_OPENING;
  return TRUE;
}

/* Before a closing bracket, or where the text ends. */
static gboolean
drop_last_comma (Mender *mender)
{
  gboolean dropped = mender->comma >= 0;

  if (!dropped)
    return TRUE;
  flush (mender, FALSE);
  return note (mender, ESP_POLICY_RULE_REPAIRED_COMMA_REMOVED, mender->start + mender->comma_at,
               ",", 1);
}

static gboolean
take_closing (Mender *mender)
{
  const char *start = mender->at;

  if (mender->state == AT_START)
    return refuse (mender, start, "nothing is open here");
  mender->at++;
  if (mender->state == AT_END)
    {
      mender->ends_changed = TRUE;
      return note (mender, ESP_POLICY_RULE_REPAIRED_END_REMOVED, start, start, 1);
    }
  if (mender->state == AFTER_NAME || mender->state == AFTER_COLON)
    return refuse (mender, start, "a member without a value");
  if (mender->open[mender->depth - 1] != (*start == '}' ? '{' : '['))
    return refuse (mender, start, "another bracket is open here, and where it ends is not clear");
  if (!drop_last_comma (mender))
    return FALSE;
  put (mender, TOKEN_CLOSING, start, 1);
  mender->depth--;
  mender->state = mender->depth > 0 ? AFTER_VALUE : AT_END;
  return TRUE;
}

static gboolean
take_comma (Mender *mender)
{
  const char *start = mender->at++;

  if (mender->state == AFTER_OPENING || mender->state == AFTER_COMMA || mender->state == AT_END)
    return note (mender, ESP_POLICY_RULE_REPAIRED_COMMA_REMOVED, start, ",", 1);
  if (mender->state != AFTER_VALUE)
    return refuse (mender, start, "a value is missing");
  mender->comma = (gssize) mender->pending->len;
  mender->comma_at = (gsize) (start - mender->start);
  g_string_append_c (mender->pending, ',');
  mender->state = AFTER_COMMA;
  return TRUE;
}

static gboolean
take_colon (Mender *mender)
{
  const char *start = mender->at;

  if (mender->state != AFTER_NAME)
    return refuse (mender, start, "\":\" stands without a name");
  mender->at++;
  put (mender, TOKEN_OTHER, start, 1);
  mender->state = AFTER_COLON;
  return TRUE;
}

static gboolean
take_token (Mender *mender)
{
  char c = *mender->at;

  if (c == '{' || c == '[')
    return take_opening (mender);
  if (c == '}' || c == ']')
    return take_closing (mender);
  if (c == ',')
    return take_comma (mender);
  if (c == ':')
    return take_colon (mender);
  if (c == '<')
    return take_placeholder (mender);
  if (c == '"' || esp_typographic_quote_measure (mender->at, mender->end))
    return take_string (mender);
  return take_word (mender);
}

/* --- The end ----------------------------------------------------------------------------------*/

/* Only the list of statements and the document itself are closed: a statement may have gone on. */
static gboolean
may_close (const Mender *mender)
{
  if (mender->state != AFTER_VALUE || mender->depth > END_DEPTH || mender->open[0] != '{')
    return FALSE;
  return mender->depth == 1 ||
         (mender->open[1] == '[' && g_strcmp0 (mender->member, "Statement") == 0);
}

static gboolean
close_all (Mender *mender)
{
  g_autofree char *added = NULL;

  if (mender->state == AT_END)
    return TRUE;
  if (!may_close (mender))
    return refuse (mender, mender->end, "the text is cut off, and what followed is not known");
  added = g_strdup (mender->depth == END_DEPTH ? "]}" : "}");
  g_string_append (mender->out, added);
  mender->ends_changed = TRUE;
  return note (mender, ESP_POLICY_RULE_REPAIRED_END_ADDED, mender->last_end, added, strlen (added));
}

static gboolean
check_result (Mender *mender)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_json_parse (mender->out->str, -1, ESP_POLICY_MAX_SIZE, &error);

  if (!node)
    return refuse (mender, mender->start, error->message);
  if (mender->ends_changed && !esp_policy_shape_is_certain (node))
    return refuse (mender, mender->end, "where the brackets belong is not clear");
  return TRUE;
}

/* --- The text ---------------------------------------------------------------------------------*/

static gboolean
mend (Mender *mender)
{
  gboolean good = TRUE;

  while (good && mender->at < mender->end)
    {
      if (strchr (" \t\r\n", *mender->at))
        g_string_append_c (mender->pending, *mender->at++);
      else
        good = take_token (mender);
    }
  if (!good || !close_all (mender))
    return FALSE;
  flush (mender, TRUE);
  return check_result (mender);
}

/* Too large, not text, or nested too deep: not for this to mend. */
static gboolean
can_be_read (Mender *mender)
{
  const char *broken;

  if (mender->end - mender->start > ESP_POLICY_MAX_SIZE)
    return refuse (mender, mender->start, "it is too large");
  if (!g_utf8_validate (mender->start, mender->end - mender->start, &broken))
    return refuse (mender, broken, "this is no UTF-8");
  return TRUE;
}

char *
esp_policy_repair (const char *document, gboolean *changed, GPtrArray **repairs)
{
  Mender mender = { .start = document,
                    .at = document,
                    .end = document + strlen (document),
                    .comma = -1,
                    .last = TOKEN_OTHER,
                    .last_end = document };
  g_autoptr (GPtrArray)
    findings = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_finding_free);
  g_autoptr (JsonNode) node = esp_json_parse (document, -1, ESP_POLICY_MAX_SIZE, NULL);
  char *mended = NULL;

  if (!node)
    {
      mender.repairs = findings;
      mender.out = g_string_new (NULL);
      mender.pending = g_string_new (NULL);
      if (can_be_read (&mender) && mend (&mender))
        mended = g_string_free (g_steal_pointer (&mender.out), FALSE);
      if (mender.out)
        g_string_free (mender.out, TRUE);
      g_string_free (mender.pending, TRUE);
      g_free (mender.member);
    }
  if (changed)
    *changed = mended != NULL;
  if (repairs)
    *repairs = g_steal_pointer (&findings);
  return mended;
}
