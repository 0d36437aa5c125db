/**
 * The KMS provider of the JCA.
 *
 * <p>The PKCS#11 wrapper is an automatic module. Required for good, it would have to be there for
 * programs without an HSM, and would draw every other automatic module of their path into the
 * graph; so programs with an HSM add it: {@code --add-modules ipkcs11wrapper}. The databases'
 * drivers, of which a program needs one, come by themselves: they provide {@code java.sql.Driver}.
 */
@SuppressWarnings("requires-automatic")
module org.kmsjca.provider {
    requires java.logging;
    requires java.management;
    requires java.sql;
    requires jdk.jfr;
    requires static transitive org.jspecify;
    requires static ipkcs11wrapper;
    requires static org.checkerframework.checker.qual;
    requires static org.postgresql.jdbc;
    requires static org.xerial.sqlitejdbc;
    requires static info.picocli;
    requires static com.google.gson;

    exports org.kmsjca;

    provides java.security.Provider with
            org.kmsjca.KmsProvider;
}
