/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ARNs made and taken apart; what only looks like one. */
#include "model/esp-arn.h"

#define ACCOUNT "111122223333"
#define UUID "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
#define CA_ARN "arn:aws:acm-pca:local:" ACCOUNT ":certificate-authority/" UUID

static void
test_made (void)
{
  g_autofree char *ca = esp_arn_ca (ACCOUNT, UUID);
  g_autofree char *certificate = esp_arn_certificate (ca, "00ff");
  g_autofree char *report = esp_arn_report (ca, UUID);
  g_autofree char *principal = esp_arn_principal (ACCOUNT, "Ada");
  g_autofree char *role = esp_arn_role (ACCOUNT, "Auditor");

  g_assert_cmpstr (ca, ==, CA_ARN);
  g_assert_cmpstr (certificate, ==, CA_ARN "/certificate/00ff");
  g_assert_cmpstr (report, ==, CA_ARN "/audit-report/" UUID);
  g_assert_cmpstr (principal, ==, "arn:aws:iam::111122223333:user/Ada");
  g_assert_cmpstr (role, ==, "arn:aws:iam::111122223333:role/Auditor");
}

static void
test_parse_ca (void)
{
  static const char *const bad[] = {
    "",
    "arn",
    UUID,
    "arn:aws:acm-pca:local:",
    "arn:aws:acm-pca:local:" ACCOUNT,
    "arn:aws:acm-pca:local:" ACCOUNT ":certificate-authority/",
    "arn:aws:acm-pca:local:" ACCOUNT ":certificate-authority/" UUID " ",
    "arn:aws:acm-pca:local:" ACCOUNT ":certificate-authority/AAAAAAAA-bbbb-4ccc-8ddd-eeeeeeeeeeee",
    "arn:aws:acm-pca:local:11112222333:certificate-authority/" UUID,
    "arn:aws:acm-pca:local:1111222233334:certificate-authority/" UUID,
    "arn:aws:acm-pca:local:11112222333x:certificate-authority/" UUID,
    "arn:aws:acm-pca:local::certificate-authority/" UUID,
    "arn:aws:acm-pca:eu-central-1:" ACCOUNT ":certificate-authority/" UUID,
    "arn:aws:acm-pca:local:" ACCOUNT ":template/" UUID,
    "ARN:aws:acm-pca:local:" ACCOUNT ":certificate-authority/" UUID,
    CA_ARN "/certificate/00ff",
  };
  g_autofree char *account = NULL;
  g_autofree char *id = NULL;

  g_assert_true (esp_arn_parse_ca (CA_ARN, &account, &id));
  g_assert_cmpstr (account, ==, ACCOUNT);
  g_assert_cmpstr (id, ==, UUID);
  g_assert_true (esp_arn_parse_ca (CA_ARN, NULL, NULL));
  g_assert_false (esp_arn_parse_ca (NULL, NULL, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      char *untouched = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_false (esp_arn_parse_ca (bad[i], &untouched, &untouched));
      g_assert_null (untouched);
    }
}

static void
test_account_of_any (void)
{
  static const struct
  {
    const char *arn;
    const char *account;
  } rows[] = {
    { CA_ARN, ACCOUNT },
    { CA_ARN "/certificate/00ff", ACCOUNT },
    { "arn:aws:iam::" ACCOUNT ":user/with:colon", ACCOUNT },
    { "arn:aws:acm-pca:::template/EndEntityCertificate/V1", NULL },
    { "arn:aws:iam::" ACCOUNT, NULL },
    { "urn:aws:iam::" ACCOUNT ":user/a", NULL },
    { "*", NULL },
    { "", NULL },
    { NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *account = esp_arn_get_account (rows[i].arn);

      g_assert_cmpstr (account, ==, rows[i].account);
    }
}

static void
test_numbers (void)
{
  g_assert_true (esp_account_number_is_valid ("000000000000"));
  g_assert_false (esp_account_number_is_valid ("00000000000"));
  g_assert_false (esp_account_number_is_valid ("-00000000000"));
  g_assert_false (esp_account_number_is_valid ("\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6"));
  g_assert_false (esp_account_number_is_valid (NULL));
  g_assert_true (esp_uuid_is_valid (UUID));
  g_assert_false (esp_uuid_is_valid ("aaaaaaaabbbb-4ccc-8ddd-eeeeeeeeeeeee"));
  g_assert_false (esp_uuid_is_valid ("gaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"));
  g_assert_false (esp_uuid_is_valid (UUID "0"));
  g_assert_false (esp_uuid_is_valid (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/arn/made", test_made);
  g_test_add_func ("/model/arn/parse-ca", test_parse_ca);
  g_test_add_func ("/model/arn/account-of-any", test_account_of_any);
  g_test_add_func ("/model/arn/numbers", test_numbers);
  return g_test_run ();
}
