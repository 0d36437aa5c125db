package org.kmsjca.consumers.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.util.ssl.KeyStoreKeyManager;
import com.unboundid.util.ssl.SSLUtil;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.Tls;

class UnboundIdTest {
    @RegisterExtension
    static final Consumer LDAP =
            Consumer.of(
                    "UnboundID LDAP SDK",
                    LDAPConnection.class,
                    "new KeyStoreKeyManager(\"web.kms\", null, \"KMS\", \"web\")");

    private static void serve(String file, Cmk cmk) throws Exception {
        SSLUtil keys =
                new SSLUtil(
                        new KeyStoreKeyManager(file, null, "KMS", cmk.alias()), Tls.trustManager());
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=letters");
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPSConfig(
                        "ldaps",
                        InetAddress.getLoopbackAddress(),
                        0,
                        keys.createSSLServerSocketFactory(),
                        keys.createSSLSocketFactory()));
        InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
        server.startListening();
        try (LDAPConnection client =
                new LDAPConnection(
                        keys.createSSLSocketFactory(), "localhost", server.getListenPort())) {
            assertThat(client.getRootDSE()).isNotNull();
        } finally {
            server.shutDown(true);
        }
    }

    @Test
    void serves() {
        LDAP.worksAtBothLevels(
                "a server and a client with a descriptor",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_P256, level);
                    serve(cmk.descriptor().toString(), cmk);
                });
        LDAP.doesNotWork(
                "NONE in place of a descriptor",
                "NONE",
                () -> serve("NONE", Cmk.of(KeySpec.EC_P256)));
    }
}
