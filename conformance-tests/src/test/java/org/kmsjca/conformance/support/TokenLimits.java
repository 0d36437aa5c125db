package org.kmsjca.conformance.support;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.kmsjca.ProtectionLevel;
import org.opentest4j.TestAbortedException;

/**
 * Leaves out, at level HSM, what SoftHSM has no mechanism for. Of another token it is not known
 * beforehand: there the test runs, and is left out when a key was refused by the name of a
 * mechanism. {@code hsm.modules.SuiteOnModulesTest} lists these.
 */
public final class TokenLimits implements InvocationInterceptor {
    /** How messages of left-out tests begin. */
    static final String LACKS = "SoftHSM lacks ";

    private static final Pattern LACKED =
            Pattern.compile(
                    "SM[234]|ML.?DSA|HMAC_?SHA_?512[/_]|HMAC_?SHA3|^hmac$|empty message",
                    Pattern.CASE_INSENSITIVE);

    /** How the KMS refuses what a token lacks, and how another process of a test says so. */
    private static final Pattern REFUSED =
            Pattern.compile("UnsupportedOperation: (the token|HSM) |\"UnsupportedOperation\"");

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        proceed(invocation, method);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        proceed(invocation, method);
    }

    /** Keys that each test of a class makes first, and the token may lack. */
    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        try {
            invocation.proceed();
        } catch (Throwable e) {
            if (TestToken.isNamed() && isLack(e)) {
                throw new TestAbortedException("what each test needs", e);
            }
            throw e;
        }
    }

    private static void proceed(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method)
            throws Throwable {
        Optional<String> known =
                isHsm(method.getTarget().orElseThrow()) ? lack(method) : Optional.empty();
        if (known.isPresent()) {
            invocation.skip();
            throw new TestAbortedException(LACKS + known.get());
        }
        try {
            invocation.proceed();
        } catch (Throwable e) {
            if (isHsm(method.getTarget().orElseThrow()) && isLack(e)) {
                throw new TestAbortedException(String.valueOf(e.getMessage()), e);
            }
            if (TestToken.isNamed()
                    && method.getTarget().orElseThrow() instanceof SharedKms shared) {
                Optional<Exception> lack = shared.kms().lackBehind(e);
                if (lack.isPresent()) {
                    throw new TestAbortedException("a key that the token lacks", lack.get());
                }
            }
            throw e;
        }
    }

    private static boolean isHsm(Object test) {
        ProtectionLevel level =
                test instanceof SharedKms shared
                        ? shared.level
                        : test instanceof FreshKms fresh ? fresh.level : null;
        return level == ProtectionLevel.HSM;
    }

    private static Optional<String> lack(ReflectiveInvocationContext<Method> method) {
        for (var annotated :
                new AnnotatedElement[] {method.getExecutable(), method.getTargetClass()}) {
            SoftHsmLacks said = annotated.getAnnotation(SoftHsmLacks.class);
            if (said != null) {
                return Optional.of(said.value());
            }
        }
        if (TestToken.isNamed()) {
            return Optional.empty();
        }
        return method.getArguments().stream()
                .map(argument -> LACKED.matcher(String.valueOf(argument)))
                .filter(Matcher::find)
                .map(found -> found.group().toUpperCase(Locale.ROOT).replace('_', '-'))
                .findFirst();
    }

    /** Whether SoftHSM has no mechanism for what has that name. */
    public static boolean lacks(String name) {
        return !TestToken.isNamed() && LACKED.matcher(name).find();
    }

    /** Whether a key was refused by the name of one of these. */
    public static boolean isLack(Throwable refusal) {
        for (Throwable e = refusal; e != null; e = e.getCause()) {
            String message = String.valueOf(e.getMessage());
            if (message.contains(LACKS)) {
                return true;
            }
            if (TestToken.isNamed()
                    ? REFUSED.matcher(message).find()
                    : message.contains("UnsupportedOperation: the token")
                            && LACKED.matcher(message).find()) {
                return true;
            }
        }
        return false;
    }
}
