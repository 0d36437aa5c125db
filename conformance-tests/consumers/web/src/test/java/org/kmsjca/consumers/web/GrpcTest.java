package org.kmsjca.consumers.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.Tls;

class GrpcTest {
    @RegisterExtension
    static final Consumer GRPC =
            Consumer.of(
                    "gRPC",
                    NettyServerBuilder.class,
                    "GrpcSslContexts.configure(SslContextBuilder.forServer(factory), SslProvider.JDK)");

    private static final MethodDescriptor<String, String> ECHO =
            MethodDescriptor.<String, String>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("letters/echo")
                    .setRequestMarshaller(new Text())
                    .setResponseMarshaller(new Text())
                    .build();

    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static ServerServiceDefinition echo() {
        return ServerServiceDefinition.builder("letters")
                .addMethod(
                        ECHO,
                        ServerCalls.asyncUnaryCall(
                                (request, observer) -> {
                                    observer.onNext(request);
                                    observer.onCompleted();
                                }))
                .build();
    }

    private static void call(Server server, TlsChannelCredentials.Builder credentials)
            throws Exception {
        server.start();
        ManagedChannel channel =
                Grpc.newChannelBuilder(
                                "localhost:" + server.getPort(),
                                credentials.trustManager(Tls.trustManager()).build())
                        .build();
        try {
            assertThat(
                            ClientCalls.blockingUnaryCall(
                                    channel,
                                    ECHO,
                                    CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                                    "Dear Sir"))
                    .isEqualTo("Dear Sir");
        } finally {
            channel.shutdownNow();
            server.shutdownNow();
        }
    }

    @Test
    void serves() {
        GRPC.worksAtBothLevels(
                "a server with a KeyManagerFactory and the JDK's engine",
                level ->
                        call(
                                NettyServerBuilder.forPort(0)
                                        .sslContext(
                                                GrpcSslContexts.configure(
                                                                SslContextBuilder.forServer(
                                                                        Tls.keyManagers(
                                                                                Cmk.of(
                                                                                        KeySpec
                                                                                                .EC_P256,
                                                                                        level))),
                                                                SslProvider.JDK)
                                                        .build())
                                        .addService(echo())
                                        .build(),
                                TlsChannelCredentials.newBuilder()));
        Cmk cmk = Cmk.of(KeySpec.EC_P256);
        // Without the option -Dio.netty.handler.ssl.noOpenSsl=true.
        GRPC.doesNotWork(
                "TlsServerCredentials with key managers where a native OpenSSL is on the class path",
                "StatusRuntimeException: UNAVAILABLE",
                () ->
                        call(
                                Grpc.newServerBuilderForPort(
                                                0,
                                                TlsServerCredentials.newBuilder()
                                                        .keyManager(
                                                                Tls.keyManagers(cmk)
                                                                        .getKeyManagers())
                                                        .trustManager(Tls.trustManager())
                                                        .clientAuth(ClientAuth.REQUIRE)
                                                        .build())
                                        .addService(echo())
                                        .build(),
                                TlsChannelCredentials.newBuilder()
                                        .keyManager(Tls.keyManagers(cmk).getKeyManagers())));
    }
}
