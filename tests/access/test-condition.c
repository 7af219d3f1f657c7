/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conditions, as a table: an operator, what the policy says, what the request says, and whether the
 * condition is met. From each row follows what the other forms of the operator must say: IfExists,
 * the negation, the sets, a missing key, a key with several values.
 */
#include "access/esp-decision.h"
#include "base/esp-error.h"

#include <string.h>

#define KEY "aws:PrincipalTag/k"
#define ACTION "acm-pca:GetCertificate"
#define CA                                                                                         \
  "arn:aws:acm-pca:local:111122223333:certificate-authority/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"

/* --- Asking -----------------------------------------------------------------------------------*/

static gboolean
is_allowed (const char *document, const char *resource, const EspConditionKeys *keys)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspPolicy) policy = esp_policy_parse ("p", document, &error);
  g_autoptr (GPtrArray) policies = g_ptr_array_new ();
  EspAccessRequest request = {
    .action = ACTION,
    .resource = resource,
    .principal = "arn:aws:iam::111122223333:user/Ada",
    .principal_account = "111122223333",
    .resource_account = "111122223333",
    .principal_active = TRUE,
    .identity_policies = policies,
    .keys = keys,
  };

  if (error)
    g_test_message ("%s", document);
  g_assert_no_error (error);
  g_ptr_array_add (policies, policy);
  return esp_decide_quickly (&request) == ESP_DECISION_ALLOW;
}

static gboolean
is_met (const char *operator_name, const char *values, const EspConditionKeys *keys)
{
  g_autofree char *document = g_strdup_printf (
    "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\","
    "\"Resource\":\"*\",\"Condition\":{\"%s\":{\"" KEY "\":%s}}}}",
    operator_name, values);

  return is_allowed (document, CA, keys);
}

static void
assert_met (const char *prefix,
            const char *operator_name,
            const char *suffix,
            const char *values,
            const EspConditionKeys *keys,
            gboolean expected)
{
  g_autofree char *name = g_strconcat (prefix, operator_name, suffix, NULL);
  gboolean met = is_met (name, values, keys);

  if (met != expected)
    g_test_message ("%s %s: %s", name, values, met ? "met" : "not met");
  g_assert_true (met == expected);
}

/* --- The table --------------------------------------------------------------------------------*/

static const struct
{
  const char *operator_name;
  const char *negation; /* or NULL */
  const char *values;   /* JSON */
  const char *subject;  /* of the request */
  gboolean is_met;
} rows[] = {
  { "StringEquals", "StringNotEquals", "\"red\"", "red", TRUE },
  { "StringEquals", "StringNotEquals", "\"red\"", "Red", FALSE },
  { "StringEquals", "StringNotEquals", "\"red\"", "red ", FALSE },
  { "StringEquals", "StringNotEquals", "\"\"", "", TRUE },
  { "StringEquals", "StringNotEquals", "\"\"", "x", FALSE },
  { "StringEquals", "StringNotEquals", "\"*\"", "red", FALSE },
  { "StringEquals", "StringNotEquals", "\"*\"", "*", TRUE },
  { "StringEquals", "StringNotEquals", "\"r?d\"", "red", FALSE },
  { "StringEquals", "StringNotEquals", "[\"a\",\"b\",\"red\"]", "red", TRUE },
  { "StringEquals", "StringNotEquals", "[\"a\",\"b\"]", "red", FALSE },
  { "StringEquals", "StringNotEquals", "true", "true", TRUE },
  { "StringEquals", "StringNotEquals", "12", "12", TRUE },
  { "StringEquals", "StringNotEquals", "0.1", "0.1", TRUE },
  { "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "\"rEd\"", "ReD", TRUE },
  { "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "\"\303\234BER\"", "\303\274ber", TRUE },
  { "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "\"red\"", "reds", FALSE },
  { "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "\"reds\"", "red", FALSE },
  { "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "\"r*\"", "red", FALSE },
  { "StringLike", "StringNotLike", "\"r*\"", "red", TRUE },
  { "StringLike", "StringNotLike", "\"*\"", "", TRUE },
  { "StringLike", "StringNotLike", "\"*d\"", "red", TRUE },
  { "StringLike", "StringNotLike", "\"*e*d*\"", "red", TRUE },
  { "StringLike", "StringNotLike", "\"**e**\"", "red", TRUE },
  { "StringLike", "StringNotLike", "\"R*\"", "red", FALSE },
  { "StringLike", "StringNotLike", "\"?\"", "\303\274", TRUE },
  { "StringLike", "StringNotLike", "\"??\"", "\303\274", FALSE },
  { "StringLike", "StringNotLike", "\"*ab\"", "aaab", TRUE },
  { "StringLike", "StringNotLike", "\"*aab*b\"", "aaaabab", TRUE },
  { "StringLike", "StringNotLike", "\"a*b*c\"", "a:b/c", TRUE },
  { "StringLike", "StringNotLike", "\"red\"", "redd", FALSE },
  { "NumericEquals", "NumericNotEquals", "\"10\"", "10.0", TRUE },
  { "NumericEquals", "NumericNotEquals", "10", "10", TRUE },
  { "NumericEquals", "NumericNotEquals", "[1,2.5]", "+2.50", TRUE },
  { "NumericEquals", "NumericNotEquals", "\"-3\"", "3", FALSE },
  { "NumericLessThan", NULL, "\"10\"", "9.99", TRUE },
  { "NumericLessThan", NULL, "\"10\"", "10", FALSE },
  { "NumericLessThanEquals", NULL, "\"10\"", "10", TRUE },
  { "NumericLessThanEquals", NULL, "\"10\"", "10.01", FALSE },
  { "NumericGreaterThan", NULL, "\"10\"", "10", FALSE },
  { "NumericGreaterThan", NULL, "\"-10\"", "-9", TRUE },
  { "NumericGreaterThanEquals", NULL, "\"10\"", "10", TRUE },
  { "NumericGreaterThanEquals", NULL, "\"10\"", "9", FALSE },
  { "DateEquals", "DateNotEquals", "\"2026-01-01T00:00:00Z\"", "1767225600", TRUE },
  { "DateEquals", "DateNotEquals", "\"2026-01-01\"", "2026-01-01T02:00:00+02:00", TRUE },
  { "DateEquals", "DateNotEquals", "\"2026-01\"", "2025-12-31T19:00-0500", TRUE },
  { "DateEquals", "DateNotEquals", "\"2000-02-29T12:30:15.250Z\"", "2000-02-29T12:30:15.25Z",
    TRUE },
  { "DateEquals", "DateNotEquals", "\"2000-02-29T12:30:15.250Z\"", "2000-02-29T12:30:15Z", FALSE },
  { "DateEquals", "DateNotEquals", "951827415", "2000-02-29T12:30:15Z", TRUE },
  { "DateEquals", "DateNotEquals", "\"1970-01-01\"", "0", TRUE },
  { "DateEquals", "DateNotEquals", "\"1969-12-31T23:59:59Z\"", "1970-01-01", FALSE },
  { "DateLessThan", NULL, "\"2026-01-01T00:00:00Z\"", "2025-12-31T23:59:59.999Z", TRUE },
  { "DateLessThan", NULL, "\"2026-01-01T00:00:00Z\"", "2026-01-01T00:00:00Z", FALSE },
  { "DateLessThanEquals", NULL, "\"2026-01-01T00:00:00Z\"", "2026-01-01T00:00:00Z", TRUE },
  { "DateGreaterThan", NULL, "\"2026-01-01T00:00:00Z\"", "2026-01-01T00:00:00.001Z", TRUE },
  { "DateGreaterThan", NULL, "\"2026-01-01T00:00:00Z\"", "2026-01-01T00:00:00Z", FALSE },
  { "DateGreaterThanEquals", NULL, "\"2026-01-01T00:00:00Z\"", "2026-01-01T00:00:00Z", TRUE },
  { "Bool", NULL, "\"true\"", "true", TRUE },
  { "Bool", NULL, "true", "True", TRUE },
  { "Bool", NULL, "\"FALSE\"", "true", FALSE },
  { "Bool", NULL, "[\"false\",\"true\"]", "true", TRUE },
  { "BinaryEquals", NULL, "\"AQID\"", "AQID", TRUE },
  { "BinaryEquals", NULL, "\"AQID\"", "aqid", FALSE },
  { "BinaryEquals", NULL, "[\"AA==\",\"/+8=\"]", "/+8=", TRUE },
  { "IpAddress", "NotIpAddress", "\"203.0.113.0/24\"", "203.0.113.255", TRUE },
  { "IpAddress", "NotIpAddress", "\"203.0.113.0/25\"", "203.0.113.128", FALSE },
  { "IpAddress", "NotIpAddress", "\"203.0.113.7/31\"", "203.0.113.6", TRUE },
  { "IpAddress", "NotIpAddress", "\"203.0.113.7\"", "203.0.113.7", TRUE },
  { "IpAddress", "NotIpAddress", "\"203.0.113.7\"", "203.0.113.6", FALSE },
  { "IpAddress", "NotIpAddress", "\"0.0.0.0/0\"", "203.0.113.6", TRUE },
  { "IpAddress", "NotIpAddress", "\"0.0.0.0/0\"", "::1", FALSE },
  { "IpAddress", "NotIpAddress", "\"::/0\"", "2001:db8::1", TRUE },
  { "IpAddress", "NotIpAddress", "\"::/0\"", "1.2.3.4", FALSE },
  { "IpAddress", "NotIpAddress", "\"2001:db8::/33\"", "2001:db8:7fff::1", TRUE },
  { "IpAddress", "NotIpAddress", "\"2001:db8::/33\"", "2001:db8:8000::1", FALSE },
  { "IpAddress", "NotIpAddress", "\"2001:DB8:0::1\"", "2001:db8::1", TRUE },
  { "ArnEquals", "ArnNotEquals", "\"arn:aws:iam::111122223333:user/*\"",
    "arn:aws:iam::111122223333:user/a:b/c", TRUE },
  { "ArnEquals", "ArnNotEquals", "\"arn:aws:iam::*:user/Ada\"",
    "arn:aws:iam::111122223333:user/Ada", TRUE },
  { "ArnLike", "ArnNotLike", "\"arn:aws:*:user/Ada:*:*\"", "arn:aws:iam::111122223333:user/Ada",
    FALSE },
  { "ArnLike", "ArnNotLike", "\"arn:aws:acm-pca:*:*:template/*CACertificate*/V?\"",
    "arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen0/V1", TRUE },
  { "ArnLike", "ArnNotLike", "\"arn:aws:acm-pca:*:*:template/*CACertificate*/V?\"",
    "arn:aws:acm-pca:::template/EndEntityCertificate/V1", FALSE },
  { "ArnLike", "ArnNotLike", "\"arn:aws:*:*:*:*\"", "arn:aws:a:b:c:d:e:f", TRUE },
  { "ArnLike", "ArnNotLike", "\"arn:aws:*:x:*:*\"", "arn:aws:a:b:x:d:e:f", FALSE },
  { "ArnLike", "ArnNotLike", "\"arn:a?s:iam::1:user/a\"", "arn:aws:iam::1:user/a", TRUE },
  { "ArnLike", "ArnNotLike", "\"arn:aws:i?am::1:user/a\"", "arn:aws:i:am::1:user/a", FALSE },
};

#define ALL "ForAllValues:"
#define ANY "ForAnyValue:"
#define IF "IfExists"

static void
assert_missing (const char *name, const char *values, gboolean is_negated)
{
  g_autoptr (EspConditionKeys) empty = esp_condition_keys_new ();
  const char *none[] = { NULL };

  for (int i = 0; i < 3; i++)
    {
      const EspConditionKeys *keys = i == 0 ? NULL : empty;

      /* A key without any value is no key. */
      if (i == 2)
        esp_condition_keys_set_list (empty, KEY, none);
      assert_met ("", name, "", values, keys, is_negated);
      assert_met ("", name, IF, values, keys, TRUE);
      assert_met (ALL, name, "", values, keys, TRUE);
      assert_met (ALL, name, IF, values, keys, TRUE);
      assert_met (ANY, name, "", values, keys, FALSE);
      assert_met (ANY, name, IF, values, keys, TRUE);
    }
}

static void
assert_present (const char *name, const char *values, const char *subject, gboolean expected)
{
  g_autoptr (EspConditionKeys) keys = esp_condition_keys_new ();
  const char *list[] = { subject, NULL };

  /* Names of keys ignore case, in the tag too. */
  esp_condition_keys_set (keys, "AWS:principaltag/K", subject);
  assert_met ("", name, "", values, keys, expected);
  assert_met ("", name, IF, values, keys, expected);
  assert_met (ALL, name, "", values, keys, expected);
  assert_met (ANY, name, "", values, keys, expected);
  assert_met (ANY, name, IF, values, keys, expected);

  /* With several values it takes a set to say which of them count. */
  esp_condition_keys_set_list (keys, KEY, list);
  assert_met ("", name, "", values, keys, FALSE);
  assert_met ("", name, IF, values, keys, FALSE);
  assert_met (ALL, name, "", values, keys, expected);
  assert_met (ANY, name, "", values, keys, expected);
}

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      assert_present (rows[i].operator_name, rows[i].values, rows[i].subject, rows[i].is_met);
      assert_missing (rows[i].operator_name, rows[i].values, FALSE);
      if (!rows[i].negation)
        continue;
      assert_present (rows[i].negation, rows[i].values, rows[i].subject, !rows[i].is_met);
      assert_missing (rows[i].negation, rows[i].values, TRUE);
    }
}

/* What is not of the operator's kind meets nothing, negated or not. */
static void
test_wrong_kind (void)
{
  static const struct
  {
    const char *operator_name, *values, *subject;
  } wrong[] = {
    { "NumericEquals", "10", "10x" },
    { "NumericNotEquals", "10", "ten" },
    { "NumericLessThan", "10", "" },
    { "NumericEquals", "1", "1e0" },
    { "DateNotEquals", "\"2026-01-01\"", "yesterday" },
    { "DateLessThan", "\"2026-01-01\"", "2025-13-01" },
    { "DateLessThan", "\"2026-01-01\"", "2025-06-31" },
    { "DateEquals", "0", "0000-01-01" },
    { "Bool", "true", "yes" },
    { "Bool", "false", "" },
    { "IpAddress", "\"10.0.0.0/8\"", "10.0.0.0/8" },
    { "NotIpAddress", "\"10.0.0.0/8\"", "nowhere" },
    { "NotIpAddress", "\"10.0.0.0/8\"", "300.0.0.1" },
    { "ArnLike", "\"arn:aws:*:*:*:*\"", "arn:aws:a:b:c" },
    { "ArnNotLike", "\"arn:aws:a:b:c:d\"", "Ada" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (EspConditionKeys) keys = esp_condition_keys_new ();

      esp_condition_keys_set (keys, KEY, wrong[i].subject);
      assert_met ("", wrong[i].operator_name, "", wrong[i].values, keys, FALSE);
      assert_met ("", wrong[i].operator_name, IF, wrong[i].values, keys, FALSE);
    }
}

/* --- Sets -------------------------------------------------------------------------------------*/

static void
test_sets (void)
{
  static const struct
  {
    const char *operator_name, *values, *subjects;
    gboolean is_met;
  } sets[] = {
    { ALL "StringEquals", "[\"a\",\"b\"]", "a b", TRUE },
    { ALL "StringEquals", "[\"a\",\"b\"]", "a b c", FALSE },
    { ALL "StringEquals", "[\"a\",\"b\",\"c\"]", "b", TRUE },
    { ANY "StringEquals", "[\"a\",\"b\"]", "c b", TRUE },
    { ANY "StringEquals", "[\"a\",\"b\"]", "c d", FALSE },
    { ALL "StringNotEquals", "[\"a\",\"b\"]", "c d", TRUE },
    { ALL "StringNotEquals", "[\"a\",\"b\"]", "c a", FALSE },
    { ANY "StringNotEquals", "[\"a\",\"b\"]", "a c", TRUE },
    { ANY "StringNotEquals", "[\"a\",\"b\"]", "a b", FALSE },
    { ALL "StringLike", "\"t*\"", "team tag", TRUE },
    { ANY "StringLike", "\"t*\"", "cost team", TRUE },
    { ALL "NumericLessThan", "10", "1 2 3", TRUE },
    { ALL "NumericLessThan", "10", "1 20 3", FALSE },
    { ANY "NumericLessThan", "10", "100 x 3", TRUE },
    { ALL "NumericLessThan", "10", "1 x", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autoptr (EspConditionKeys) keys = esp_condition_keys_new ();
      g_auto (GStrv) values = g_strsplit (sets[i].subjects, " ", -1);

      esp_condition_keys_set_list (keys, KEY, (const char *const *) values);
      assert_met ("", sets[i].operator_name, "", sets[i].values, keys, sets[i].is_met);
    }
}

static void
test_null (void)
{
  const char *none[] = { NULL }, *some[] = { "a", "b", NULL };
  g_autoptr (EspConditionKeys) keys = esp_condition_keys_new ();

  g_assert_true (is_met ("Null", "\"true\"", NULL));
  g_assert_true (is_met ("Null", "true", keys));
  g_assert_false (is_met ("Null", "\"false\"", keys));
  g_assert_true (is_met ("Null", "[\"false\",\"true\"]", keys));
  esp_condition_keys_set_list (keys, KEY, none);
  g_assert_true (is_met ("Null", "\"true\"", keys));
  esp_condition_keys_set_list (keys, KEY, some);
  g_assert_true (is_met ("Null", "\"False\"", keys));
  g_assert_false (is_met ("Null", "\"TRUE\"", keys));
  esp_condition_keys_set (keys, KEY, "");
  g_assert_true (is_met ("Null", "\"false\"", keys));
}

/* Several operators and several keys: all of them. */
static void
test_together (void)
{
  static const struct
  {
    const char *a, *b;
    gboolean is_allowed;
  } together[] = {
    { "1", "2", TRUE },  { "1", "x", FALSE },  { "x", "2", FALSE },
    { "x", "x", FALSE }, { "1", NULL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (together); i++)
    {
      g_autoptr (EspConditionKeys) keys = esp_condition_keys_new ();

      esp_condition_keys_set (keys, "aws:a", together[i].a);
      if (together[i].b)
        esp_condition_keys_set (keys, "aws:b", together[i].b);
      for (int two = 0; two < 2; two++)
        {
          g_autofree char *document = g_strdup_printf (
            "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":"
            "{\"StringEquals\":{\"aws:a\":\"1\"%s\"aws:b\":\"2\"}}}}",
            two ? "},\"StringLike\":{" : ",");

          g_assert_true (is_allowed (document, CA, keys) == together[i].is_allowed);
        }
    }
}

/* --- Variables --------------------------------------------------------------------------------*/

static EspConditionKeys *
make_variables (void)
{
  EspConditionKeys *keys = esp_condition_keys_new ();
  const char *list[] = { "red", NULL };

  esp_condition_keys_set (keys, "aws:username", "Ada");
  esp_condition_keys_set (keys, "aws:star", "a*b");
  esp_condition_keys_set (keys, "aws:empty", "");
  esp_condition_keys_set (keys, "aws:true", "true");
  esp_condition_keys_set (keys, "aws:blob", "AQID");
  esp_condition_keys_set_list (keys, "aws:list", list);
  return keys;
}

static void
test_variables (void)
{
  static const struct
  {
    const char *operator_name, *negation, *value, *subject;
    gboolean is_met;
  } variables[] = {
    { "StringEquals", "StringNotEquals", "${aws:username}", "Ada", TRUE },
    { "StringEquals", "StringNotEquals", "${AWS:UserName}", "Ada", TRUE },
    { "StringEquals", "StringNotEquals", "${aws:username}", "${aws:username}", FALSE },
    { "StringEquals", "StringNotEquals", "x-${aws:username}-y", "x-Ada-y", TRUE },
    { "StringEquals", "StringNotEquals", "${aws:username}${aws:username}", "AdaAda", TRUE },
    { "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "${aws:username}", "aDA", TRUE },
    { "StringLike", "StringNotLike", "${aws:username}*", "Ada Lovelace", TRUE },
    /* What a variable stands for has no wildcards. */
    { "StringLike", "StringNotLike", "${aws:star}", "a*b", TRUE },
    { "StringLike", "StringNotLike", "${aws:star}", "axb", FALSE },
    { "StringLike", "StringNotLike", "${aws:star}*", "a*bc", TRUE },
    { "StringLike", "StringNotLike", "${aws:none, 'a*'}", "ab", FALSE },
    { "StringLike", "StringNotLike", "${aws:none, 'a*'}", "a*", TRUE },
    { "StringLike", "StringNotLike", "${*}", "*", TRUE },
    { "StringLike", "StringNotLike", "${*}", "x", FALSE },
    { "StringLike", "StringNotLike", "a${?}*", "a?c", TRUE },
    { "StringLike", "StringNotLike", "a${?}", "ab", FALSE },
    { "StringEquals", "StringNotEquals", "${$}{aws:username}", "${aws:username}", TRUE },
    { "StringEquals", "StringNotEquals", "${*}", "*", TRUE },
    { "StringLike", "StringNotLike", "$*", "$x", TRUE },
    /* Defaults, with spaces or without. */
    { "StringEquals", "StringNotEquals", "${aws:none, 'red'}", "red", TRUE },
    { "StringEquals", "StringNotEquals", "${aws:none,'red, or blue'}", "red, or blue", TRUE },
    { "StringEquals", "StringNotEquals", "${ aws:none , '' }", "", TRUE },
    { "StringEquals", "StringNotEquals", "${aws:username, 'red'}", "Ada", TRUE },
    { "StringEquals", "StringNotEquals", "${aws:username, 'red'}", "red", FALSE },
    { "StringEquals", "StringNotEquals", "${aws:empty}", "", TRUE },
    { "StringEquals", "StringNotEquals", "${aws:empty, 'red'}", "red", FALSE },
    /* No value, or several: equal to nothing. */
    { "StringEquals", "StringNotEquals", "${aws:none}", "", FALSE },
    { "StringLike", "StringNotLike", "*${aws:none}*", "x", FALSE },
    { "StringEquals", "StringNotEquals", "${aws:list}", "red", FALSE },
    { "StringEquals", "StringNotEquals", "${aws:list, 'red'}", "red", FALSE },
    { "Bool", NULL, "${aws:true}", "true", TRUE },
    { "Bool", NULL, "${aws:username}", "true", FALSE },
    { "BinaryEquals", NULL, "${aws:blob}", "AQID", TRUE },
    { "ArnLike", "ArnNotLike", "arn:aws:iam::*:user/${aws:username}",
      "arn:aws:iam::111122223333:user/Ada", TRUE },
    { "ArnLike", "ArnNotLike", "${aws:none, 'arn:aws:iam::1:user/Ada'}", "arn:aws:iam::1:user/Ada",
      TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      g_autoptr (EspConditionKeys) keys = make_variables ();
      g_autofree char *values = g_strdup_printf ("\"%s\"", variables[i].value);

      esp_condition_keys_set (keys, KEY, variables[i].subject);
      assert_met ("", variables[i].operator_name, "", values, keys, variables[i].is_met);
      if (variables[i].negation)
        assert_met ("", variables[i].negation, "", values, keys, !variables[i].is_met);
    }
}

static gboolean
is_resource (const char *effect,
             const char *version,
             const char *member,
             const char *pattern,
             const char *resource)
{
  g_autoptr (EspConditionKeys) keys = make_variables ();
  gboolean is_deny = g_str_equal (effect, "Deny");
  g_autofree char *document = g_strdup_printf (
    "{%s\"Statement\":[{\"Effect\":\"%s\",\"Action\":\"*\",\"%s\":\"%s\"}%s]}", version, effect,
    member, pattern, is_deny ? ",{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}" : "");

  return is_allowed (document, resource, keys) != is_deny;
}

#define CAS "arn:aws:acm-pca:local:111122223333:certificate-authority/"
#define V2012 "\"Version\":\"2012-10-17\","
#define V2008 "\"Version\":\"2008-10-17\","

static void
test_resources (void)
{
  static const struct
  {
    const char *effect, *version, *member, *pattern, *resource;
    gboolean applies;
  } resources[] = {
    { "Allow", V2012, "Resource", CAS "${aws:username}", CAS "Ada", TRUE },
    { "Allow", V2012, "Resource", CAS "${aws:username}", CAS "Grace", FALSE },
    { "Allow", V2012, "Resource", CAS "${aws:username}/*", CAS "Ada/x", TRUE },
    { "Allow", V2012, "Resource", CAS "${aws:star}", CAS "axb", FALSE },
    { "Allow", V2012, "Resource", CAS "${aws:star}", CAS "a*b", TRUE },
    { "Allow", V2012, "Resource", CAS "${aws:none}", CAS "Ada", FALSE },
    { "Deny", V2012, "Resource", CAS "${aws:none}", CAS "Ada", FALSE },
    { "Allow", V2012, "Resource", CAS "${aws:none, 'Ada'}", CAS "Ada", TRUE },
    { "Allow", V2012, "Resource", CAS "${*}", CAS "*", TRUE },
    { "Allow", V2012, "Resource", CAS "${*}", CAS "Ada", FALSE },
    /* Before 2012-10-17 a variable is text. */
    { "Allow", V2008, "Resource", CAS "${aws:username}", CAS "Ada", FALSE },
    { "Allow", V2008, "Resource", CAS "${aws:username}", CAS "${aws:username}", TRUE },
    { "Allow", "", "Resource", CAS "${aws:username}", CAS "Ada", FALSE },
    { "Allow", "", "Resource", CAS "${*}", CAS "${x}", TRUE },
    /* Everything but. */
    { "Allow", V2012, "NotResource", CAS "${aws:username}", CAS "Ada", FALSE },
    { "Allow", V2012, "NotResource", CAS "${aws:username}", CAS "Grace", TRUE },
    { "Deny", V2012, "NotResource", CAS "${aws:username}", CAS "Grace", TRUE },
    { "Deny", V2012, "NotResource", CAS "${aws:username}", CAS "Ada", FALSE },
    /* But what? Nothing is let in by it, nothing is taken out of a Deny. */
    { "Allow", V2012, "NotResource", CAS "${aws:none}", CAS "Ada", FALSE },
    { "Deny", V2012, "NotResource", CAS "${aws:none}", CAS "Ada", TRUE },
    { "Allow", V2012, "NotResource", "arn:aws:iam::1:user/${aws:none}", CAS "Ada", TRUE },
    { "Allow", V2012, "NotResource", "*", CAS "Ada", FALSE },
    { "Deny", V2012, "NotResource", "*", CAS "Ada", FALSE },
    /* Each part meets its own. */
    { "Allow", V2012, "Resource", "arn:aws:acm-pca:*:111122223333:certificate-authority/Ada",
      CAS "Ada", TRUE },
    { "Allow", V2012, "Resource", "arn:aws:*:111122223333:certificate-authority/*:x", CAS "Ada:x",
      FALSE },
    { "Allow", V2012, "Resource", "arn:aws:acm-pca:local:*:*", CAS "Ada", TRUE },
    { "Allow", V2012, "Resource", "arn:aws:acm-pca:local:1111????3333:*/Ada", CAS "Ada", TRUE },
    { "Allow", V2012, "Resource", "arn:aws:acm-pca:local:11112222333:*", CAS "Ada", FALSE },
    { "Allow", V2012, "Resource", "arn:aws:acm-pca:LOCAL:111122223333:*", CAS "Ada", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (resources); i++)
    {
      g_test_message ("%s %s %s on %s", resources[i].effect, resources[i].member,
                      resources[i].pattern, resources[i].resource);
      g_assert_true (is_resource (resources[i].effect, resources[i].version, resources[i].member,
                                  resources[i].pattern,
                                  resources[i].resource) == resources[i].applies);
    }
}

/* --- Keys -------------------------------------------------------------------------------------*/

static void
test_keys (void)
{
  g_autoptr (EspConditionKeys) keys = esp_condition_keys_new ();
  g_autoptr (EspConditionKeys) copy = NULL;
  const char *two[] = { "x", "y", NULL };
  g_autofree const char **names = NULL;
  gboolean is_list = TRUE;

  g_assert_null (esp_condition_keys_get (keys, "aws:a", NULL));
  g_assert_null (esp_condition_keys_get (NULL, "aws:a", NULL));
  esp_condition_keys_set_tag (keys, "aws:PrincipalTag", "\303\234 x", "1");
  esp_condition_keys_set (keys, "aws:a", "2");
  esp_condition_keys_set (keys, "AWS:A", "3");
  esp_condition_keys_set_list (keys, "aws:List", two);
  g_assert_cmpstr (esp_condition_keys_get (keys, "aws:principaltag/\303\274 X", &is_list)[0], ==,
                   "1");
  g_assert_false (is_list);
  g_assert_cmpstr (esp_condition_keys_get (keys, "aws:a", NULL)[0], ==, "3");
  copy = esp_condition_keys_copy (keys);
  esp_condition_keys_set (keys, "aws:list", "z");
  g_assert_cmpstr (esp_condition_keys_get (copy, "AWS:LIST", &is_list)[1], ==, "y");
  g_assert_true (is_list);
  g_assert_null (esp_condition_keys_get (keys, "aws:list", &is_list)[1]);
  g_assert_false (is_list);
  names = esp_condition_keys_list (copy);
  g_assert_cmpstr (names[0], ==, "AWS:A");
  g_assert_cmpstr (names[1], ==, "aws:List");
  g_assert_cmpstr (names[2], ==, "aws:PrincipalTag/\303\234 x");
  g_assert_null (names[3]);
  esp_condition_keys_free (NULL);
}

/* A pattern of stars against a text that nearly matches: steps, not a lifetime. */
static void
test_slow_patterns (void)
{
  g_autoptr (EspConditionKeys) keys = esp_condition_keys_new ();
  g_autofree char *text = g_strnfill (100000, 'a');
  g_autoptr (GString) values = g_string_new ("\"");
  gint64 start = g_get_monotonic_time ();

  for (int i = 0; i < 30; i++)
    g_string_append (values, "*a");
  g_string_append (values, "*b\"");
  esp_condition_keys_set (keys, KEY, text);
  g_assert_false (is_met ("StringLike", values->str, keys));
  g_assert_cmpfloat ((double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC, <, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/access/condition/table", test_table);
  g_test_add_func ("/access/condition/wrong-kind", test_wrong_kind);
  g_test_add_func ("/access/condition/sets", test_sets);
  g_test_add_func ("/access/condition/null", test_null);
  g_test_add_func ("/access/condition/together", test_together);
  g_test_add_func ("/access/condition/variables", test_variables);
  g_test_add_func ("/access/condition/resources", test_resources);
  g_test_add_func ("/access/condition/keys", test_keys);
  g_test_add_func ("/access/condition/slow-patterns", test_slow_patterns);
  return g_test_run ();
}
