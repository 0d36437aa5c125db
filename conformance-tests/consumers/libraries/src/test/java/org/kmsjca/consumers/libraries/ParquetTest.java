package org.kmsjca.consumers.libraries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.crypto.ParquetCryptoRuntimeException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.TestKms;

/** Modular encryption by settings, with a KmsClient over the JCA. */
class ParquetTest {
    @RegisterExtension
    static final Consumer PARQUET =
            Consumer.of(
                    "Parquet, modular encryption",
                    ParquetWriter.class,
                    "parquet.encryption.kms.client.class=a KmsClient over Cipher AES/GCM/NoPadding",
                    "parquet.encryption.footer.key=web");

    private static final MessageType SCHEMA =
            MessageTypeParser.parseMessageType(
                    "message letter { required binary text (STRING); required int32 number; }");
    private static final String TEXT = "Dear Sir";

    /** The settings of Parquet's manual; the reader needs the first two only. */
    private static Configuration settings() {
        Configuration settings = new Configuration();
        settings.set(
                "parquet.crypto.factory.class",
                "org.apache.parquet.crypto.keytools.PropertiesDrivenCryptoFactory");
        settings.setClass(
                "parquet.encryption.kms.client.class", CmkKmsClient.class, CmkKmsClient.class);
        return settings;
    }

    private static void write(Path file, String algorithm, Cmk footer, Cmk column, boolean twice)
            throws IOException {
        Configuration settings = settings();
        settings.set("parquet.encryption.footer.key", footer.alias());
        settings.set("parquet.encryption.column.keys", column.alias() + ":text");
        settings.set("parquet.encryption.algorithm", algorithm);
        settings.setBoolean("parquet.encryption.double.wrapping", twice);
        try (ParquetWriter<Group> writer =
                ExampleParquetWriter.builder(new LocalOutputFile(file))
                        .withConf(settings)
                        .withType(SCHEMA)
                        .build()) {
            writer.write(new SimpleGroup(SCHEMA).append("text", TEXT).append("number", 7));
        }
    }

    private static Group read(Path file, Configuration settings) throws IOException {
        try (ParquetReader<Group> reader =
                new Groups(new LocalInputFile(file)).withConf(settings).build()) {
            return reader.read();
        }
    }

    private static final class Groups extends ParquetReader.Builder<Group> {
        Groups(InputFile file) {
            super(file);
        }

        @Override
        protected ReadSupport<Group> getReadSupport() {
            return new GroupReadSupport();
        }
    }

    private static void roundTrip(String algorithm, ProtectionLevel level, boolean twice)
            throws IOException {
        Path file =
                TestKms.get()
                        .directory()
                        .resolve(algorithm + "-" + level + "-" + twice + ".parquet");
        Cmk footer = Cmk.of(KeySpec.ALIYUN_AES_256, level);
        Cmk column = Cmk.of(KeySpec.ALIYUN_AES_128, level);
        write(file, algorithm, footer, column, twice);

        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes).startsWith("PARE").endsWith("PARE").doesNotContain(TEXT);
        Group letter = read(file, settings());
        assertThat(letter.getString("text", 0)).isEqualTo(TEXT);
        assertThat(letter.getInteger("number", 0)).isEqualTo(7);
        assertThatThrownBy(() -> read(file, new Configuration()))
                .isInstanceOf(ParquetCryptoRuntimeException.class);
    }

    @Test
    void files() {
        for (String algorithm : new String[] {"AES_GCM_V1", "AES_GCM_CTR_V1"}) {
            PARQUET.worksAtBothLevels(
                    algorithm + ", keys wrapped twice", level -> roundTrip(algorithm, level, true));
            PARQUET.worksAtBothLevels(
                    algorithm + ", keys wrapped once", level -> roundTrip(algorithm, level, false));
        }
    }
}
