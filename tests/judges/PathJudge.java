// SPDX-License-Identifier: GPL-3.0-or-later
// OpenJDK's PKIX as a judge of many paths in one process. A line of standard input is one path:
// ID <tab> plain|revocation <tab> ANCHOR <tab> LIST,LIST,… <tab> TARGET,ISSUER,… (files in DER, the anchor
// not in the path); the answer is ID <tab> good, or ID <tab> bad <tab> why.
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

public final class PathJudge {
    private static CertificateFactory factory;

    private static ByteArrayInputStream read(String file) throws Exception {
        return new ByteArrayInputStream(Files.readAllBytes(Path.of(file)));
    }

    private static void judge(String[] parts) throws Exception {
        X509Certificate anchor = (X509Certificate) factory.generateCertificate(read(parts[2]));
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
        List<Object> lists = new ArrayList<>();
        List<X509Certificate> path = new ArrayList<>();
        for (String file : parts[3].split(",")) {
            if (!file.isEmpty()) {
                lists.add(factory.generateCRL(read(file)));
            }
        }
        for (String file : parts[4].split(",")) {
            if (!file.isEmpty()) {
                path.add((X509Certificate) factory.generateCertificate(read(file)));
            }
        }
        parameters.setRevocationEnabled(parts[1].equals("revocation"));
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
        CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(path), parameters);
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line;
        factory = CertificateFactory.getInstance("X.509");
        while ((line = input.readLine()) != null) {
            String[] parts = line.split("\t", -1);
            try {
                judge(parts);
                System.out.println(parts[0] + "\tgood");
            } catch (Exception problem) {
                String why = String.valueOf(problem.getMessage()).replace('\n', ' ').replace('\t', ' ');
                System.out.println(parts[0] + "\tbad\t" + why);
            }
        }
    }
}
