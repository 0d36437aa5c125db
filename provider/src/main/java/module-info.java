/** The KMS provider of the JCA. */
module org.kmsjca.provider {
    requires java.logging;
    requires java.sql;
    requires org.bouncycastle.provider;
    requires org.xerial.sqlitejdbc;
    requires static transitive org.jspecify;
    requires static info.picocli;
    requires static com.google.gson;

    exports org.kmsjca;

    provides java.security.Provider with
            org.kmsjca.KmsProvider;
}
