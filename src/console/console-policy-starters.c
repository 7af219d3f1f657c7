/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that read well as they stand: tests/console/test-people-page.c has each of them checked by
 * the linter. Names of tags in them are examples, meant to be written over. */
#include "console-policy-starters.h"

#include <glib/gi18n.h>

#define POLICY(statements)                                                                         \
  "{\n"                                                                                            \
  "  \"Version\": \"2012-10-17\",\n"                                                               \
  "  \"Statement\": [\n" statements "  ]\n"                                                        \
  "}\n"

typedef struct
{
  const char *id;
  EspPolicyKind kind;
  const char *label;
  const char *text;
} Starter;

static const Starter starters[] = {
  { "issuer", ESP_POLICY_IDENTITY,
    NC_ ("starter of a policy", "Issue certificates for servers and clients"),
    POLICY (
      "    {\n"
      "      \"Sid\": \"Issue\",\n"
      "      \"Effect\": \"Allow\",\n"
      "      \"Action\": \"acm-pca:IssueCertificate\",\n"
      "      \"Resource\": \"*\",\n"
      "      \"Condition\": {\n"
      "        \"StringEquals\": {\n"
      "          \"acm-pca:TemplateArn\": \"arn:aws:acm-pca:::template/EndEntityCertificate/V1\"\n"
      "        }\n"
      "      }\n"
      "    },\n"
      "    {\n"
      "      \"Sid\": \"Look\",\n"
      "      \"Effect\": \"Allow\",\n"
      "      \"Action\": [\n"
      "        \"acm-pca:DescribeCertificateAuthority\",\n"
      "        \"acm-pca:GetCertificate\",\n"
      "        \"acm-pca:GetCertificateAuthorityCertificate\",\n"
      "        \"acm-pca:ListCertificateAuthorities\"\n"
      "      ],\n"
      "      \"Resource\": \"*\"\n"
      "    }\n") },
  { "auditor", ESP_POLICY_IDENTITY, NC_ ("starter of a policy", "Read everything, change nothing"),
    POLICY ("    {\n"
            "      \"Sid\": \"Look\",\n"
            "      \"Effect\": \"Allow\",\n"
            "      \"Action\": [\n"
            "        \"acm-pca:CreateCertificateAuthorityAuditReport\",\n"
            "        \"acm-pca:Describe*\",\n"
            "        \"acm-pca:Get*\",\n"
            "        \"acm-pca:List*\",\n"
            "        \"espalier:DescribeVault\",\n"
            "        \"espalier:Get*\",\n"
            "        \"espalier:List*\",\n"
            "        \"espalier:Verify*\",\n"
            "        \"iam:Get*\",\n"
            "        \"iam:List*\",\n"
            "        \"organizations:List*\",\n"
            "        \"ram:Get*\"\n"
            "      ],\n"
            "      \"Resource\": \"*\"\n"
            "    }\n") },
  { "supplier", ESP_POLICY_IDENTITY,
    NC_ ("starter of a policy", "Accept shares of others, and use their CAs"),
    POLICY ("    {\n"
            "      \"Sid\": \"Invitations\",\n"
            "      \"Effect\": \"Allow\",\n"
            "      \"Action\": [\n"
            "        \"ram:AcceptResourceShareInvitation\",\n"
            "        \"ram:GetPermission\",\n"
            "        \"ram:GetResourceShares\",\n"
            "        \"ram:RejectResourceShareInvitation\"\n"
            "      ],\n"
            "      \"Resource\": \"*\"\n"
            "    },\n"
            "    {\n"
            "      \"Sid\": \"AsFarAsSharesGo\",\n"
            "      \"Effect\": \"Allow\",\n"
            "      \"Action\": [\n"
            "        \"acm-pca:DescribeCertificateAuthority\",\n"
            "        \"acm-pca:GetCertificate\",\n"
            "        \"acm-pca:GetCertificateAuthorityCertificate\",\n"
            "        \"acm-pca:IssueCertificate\",\n"
            "        \"acm-pca:ListCertificateAuthorities\",\n"
            "        \"acm-pca:ListTags\",\n"
            "        \"acm-pca:RevokeCertificate\"\n"
            "      ],\n"
            "      \"Resource\": \"*\"\n"
            "    },\n"
            "    {\n"
            "      \"Sid\": \"OwnRequests\",\n"
            "      \"Effect\": \"Allow\",\n"
            "      \"Action\": [\n"
            "        \"espalier:DescribeVault\",\n"
            "        \"espalier:ListSigningRequests\",\n"
            "        \"espalier:UpdateOwnIdentity\",\n"
            "        \"espalier:WithdrawRequest\"\n"
            "      ],\n"
            "      \"Resource\": \"*\"\n"
            "    }\n") },
  { "approver", ESP_POLICY_IDENTITY, NC_ ("starter of a policy", "Approve what others ask for"),
    POLICY ("    {\n"
            "      \"Sid\": \"SecondPerson\",\n"
            "      \"Effect\": \"Allow\",\n"
            "      \"Action\": [\n"
            "        \"acm-pca:DescribeCertificateAuthority\",\n"
            "        \"acm-pca:ListCertificateAuthorities\",\n"
            "        \"espalier:Approve\",\n"
            "        \"espalier:DescribeVault\",\n"
            "        \"espalier:ListApprovals\",\n"
            "        \"espalier:UpdateOwnIdentity\"\n"
            "      ],\n"
            "      \"Resource\": \"*\"\n"
            "    }\n") },
  { "own-tags", ESP_POLICY_IDENTITY,
    NC_ ("starter of a policy", "Only CAs with the same team as the person"),
    POLICY ("    {\n"
            "      \"Sid\": \"OwnTeam\",\n"
            "      \"Effect\": \"Allow\",\n"
            "      \"Action\": [\n"
            "        \"acm-pca:DescribeCertificateAuthority\",\n"
            "        \"acm-pca:GetCertificate\",\n"
            "        \"acm-pca:IssueCertificate\",\n"
            "        \"acm-pca:RevokeCertificate\"\n"
            "      ],\n"
            "      \"Resource\": \"*\",\n"
            "      \"Condition\": {\n"
            "        \"StringEquals\": {\n"
            "          \"aws:ResourceTag/team\": \"${aws:PrincipalTag/team}\"\n"
            "        }\n"
            "      }\n"
            "    }\n") },
  { "required-tag", ESP_POLICY_GUARDRAIL, NC_ ("starter of a policy", "Every new CA needs a tag"),
    POLICY ("    {\n"
            "      \"Sid\": \"NewCAsHaveTheTag\",\n"
            "      \"Effect\": \"Deny\",\n"
            "      \"Action\": \"acm-pca:CreateCertificateAuthority\",\n"
            "      \"Resource\": \"*\",\n"
            "      \"Condition\": {\n"
            "        \"Null\": {\n"
            "          \"aws:RequestTag/team\": \"true\"\n"
            "        }\n"
            "      }\n"
            "    }\n") },
  { "tag-protection", ESP_POLICY_GUARDRAIL,
    NC_ ("starter of a policy", "Nobody changes a tag, except in one role"),
    POLICY ("    {\n"
            "      \"Sid\": \"TheTagStays\",\n"
            "      \"Effect\": \"Deny\",\n"
            "      \"Action\": [\n"
            "        \"acm-pca:TagCertificateAuthority\",\n"
            "        \"acm-pca:UntagCertificateAuthority\"\n"
            "      ],\n"
            "      \"Resource\": \"*\",\n"
            "      \"Condition\": {\n"
            "        \"ForAnyValue:StringEquals\": {\n"
            "          \"aws:TagKeys\": \"team\"\n"
            "        },\n"
            "        \"ArnNotLike\": {\n"
            "          \"aws:PrincipalArn\": \"arn:aws:iam::*:role/TagAdmin\"\n"
            "        }\n"
            "      }\n"
            "    }\n") },
  { "keep-root", ESP_POLICY_GUARDRAIL, NC_ ("starter of a policy", "No CA is deleted"),
    POLICY ("    {\n"
            "      \"Sid\": \"KeepCAs\",\n"
            "      \"Effect\": \"Deny\",\n"
            "      \"Action\": \"acm-pca:DeleteCertificateAuthority\",\n"
            "      \"Resource\": \"*\"\n"
            "    }\n") },
  { "share-issue", ESP_POLICY_TEMPLATE, NC_ ("starter of a policy", "Issue with one template"),
    POLICY (
      "    {\n"
      "      \"Effect\": \"Allow\",\n"
      "      \"Action\": [\n"
      "        \"acm-pca:DescribeCertificateAuthority\",\n"
      "        \"acm-pca:GetCertificate\",\n"
      "        \"acm-pca:GetCertificateAuthorityCertificate\",\n"
      "        \"acm-pca:IssueCertificate\"\n"
      "      ],\n"
      "      \"Condition\": {\n"
      "        \"StringEqualsIfExists\": {\n"
      "          \"acm-pca:TemplateArn\": \"arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1\"\n"
      "        }\n"
      "      }\n"
      "    }\n") },
};

GMenu *
console_policy_starters_menu (EspPolicyKind kind, const char *action)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (starters); i++)
    {
      g_autoptr (GMenuItem) item = NULL;

      if (starters[i].kind != kind)
        continue;
      item = g_menu_item_new (g_dpgettext2 (NULL, "starter of a policy", starters[i].label), NULL);
      g_menu_item_set_action_and_target (item, action, "s", starters[i].id);
      g_menu_append_item (menu, item);
    }
  return menu;
}

const char *
console_policy_starters_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (starters); i++)
    if (g_strcmp0 (starters[i].id, id) == 0)
      return starters[i].text;
  return NULL;
}

const char *
console_policy_starters_blank (EspPolicyKind kind)
{
  if (kind == ESP_POLICY_TEMPLATE)
    return console_policy_starters_find ("share-issue");
  if (kind == ESP_POLICY_GUARDRAIL)
    return console_policy_starters_find ("required-tag");
  return POLICY ("    {\n"
                 "      \"Effect\": \"Allow\",\n"
                 "      \"Action\": [\n"
                 "        \"acm-pca:DescribeCertificateAuthority\",\n"
                 "        \"acm-pca:ListCertificateAuthorities\"\n"
                 "      ],\n"
                 "      \"Resource\": \"*\"\n"
                 "    }\n");
}
