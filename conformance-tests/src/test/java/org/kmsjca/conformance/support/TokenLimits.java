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

/** Leaves out, at level HSM, what SoftHSM has no mechanism for. */
public final class TokenLimits implements InvocationInterceptor {
    /** How messages of left-out tests begin. */
    static final String LACKS = "SoftHSM lacks ";

    private static final Pattern LACKED =
            Pattern.compile(
                    "SM[234]|ML.?DSA|HMAC_?SHA_?512[/_]|HMAC_?SHA3|^hmac$|empty message",
                    Pattern.CASE_INSENSITIVE);

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

    private static void proceed(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method)
            throws Throwable {
        Optional<String> lack =
                isHsm(method.getTarget().orElseThrow()) ? lack(method) : Optional.empty();
        if (lack.isPresent()) {
            invocation.skip();
            throw new TestAbortedException(LACKS + lack.get());
        }
        try {
            invocation.proceed();
        } catch (Throwable e) {
            if (isHsm(method.getTarget().orElseThrow()) && isLack(e)) {
                throw new TestAbortedException(String.valueOf(e.getMessage()), e);
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
        return method.getArguments().stream()
                .map(argument -> LACKED.matcher(String.valueOf(argument)))
                .filter(Matcher::find)
                .map(found -> found.group().toUpperCase(Locale.ROOT).replace('_', '-'))
                .findFirst();
    }

    /** Whether SoftHSM has no mechanism for what has that name. */
    public static boolean lacks(String name) {
        return LACKED.matcher(name).find();
    }

    /** Whether a key was refused by the name of one of these. */
    public static boolean isLack(Throwable refusal) {
        for (Throwable e = refusal; e != null; e = e.getCause()) {
            String message = String.valueOf(e.getMessage());
            if (message.contains(LACKS)) {
                return true;
            }
            if (message.contains("UnsupportedOperation: the token")
                    && LACKED.matcher(message).find()) {
                return true;
            }
        }
        return false;
    }
}
