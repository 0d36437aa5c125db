package org.kmsjca.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.MethodEntryEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.MethodEntryRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Counts what a reader must know to follow a call: the top-level classes of org.kmsjca that it
 * enters and the methods that it calls there, on the calling thread, once the call is warm. Prints
 * one line per call and level; with {@code -v} each method entered, in order.
 *
 * <p>Traces a {@link TracedProgram} in a JVM of its own by the Java Debug Interface. Arguments:
 * {@code [-v] [SOFTWARE|HSM] [call ...]}; HSM needs SoftHSM and the variable SOFTHSM2_CONF.
 */
public final class CallTrace {
    private static final List<String> CALLS =
            List.of(
                    "Cipher.init",
                    "Cipher.doFinal",
                    "Signature.sign",
                    "Kms.createKey",
                    "KeyStore.setKeyEntry+store");

    private final List<String> entered = new ArrayList<>();
    private boolean running = true;

    private CallTrace() {}

    public static void main(String[] args) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(args));
        boolean verbose = arguments.remove("-v");
        List<String> levels = new ArrayList<>(List.of("SOFTWARE", "HSM"));
        levels.removeIf(level -> !arguments.contains(level));
        arguments.removeAll(levels);
        for (String level : levels.isEmpty() ? List.of("SOFTWARE", "HSM") : levels) {
            for (String call : arguments.isEmpty() ? CALLS : arguments) {
                List<String> entered = new CallTrace().trace(call, level);
                System.out.printf(
                        "%-28s %-9s %3d classes, %4d methods%n",
                        call, level, classes(entered).size(), entered.size());
                if (verbose) {
                    classes(entered).forEach(name -> System.out.println("    class " + name));
                    entered.forEach(method -> System.out.println("    " + method));
                }
            }
        }
    }

    private static Set<String> classes(List<String> entered) {
        return entered.stream()
                .map(method -> method.substring(0, method.indexOf(':')).split("\\$", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<String> trace(String call, String level) throws Exception {
        LaunchingConnector connector = Bootstrap.virtualMachineManager().defaultConnector();
        Map<String, Connector.Argument> settings = connector.defaultArguments();
        settings.get("main").setValue(TracedProgram.class.getName() + " " + call + " " + level);
        settings.get("options").setValue("-cp " + System.getProperty("java.class.path"));
        VirtualMachine machine = connector.launch(settings);
        ClassPrepareRequest program = machine.eventRequestManager().createClassPrepareRequest();
        program.addClassFilter(TracedProgram.class.getName());
        program.enable();
        MethodEntryRequest methods = machine.eventRequestManager().createMethodEntryRequest();
        methods.addClassFilter("org.kmsjca.*");
        methods.addClassExclusionFilter("org.kmsjca.bench.*");
        methods.setSuspendPolicy(EventRequest.SUSPEND_NONE);
        while (running) {
            EventSet events = machine.eventQueue().remove();
            for (Event event : events) {
                take(event, methods);
            }
            if (running) {
                events.resume();
            }
        }
        String failure = new String(machine.process().getErrorStream().readAllBytes(), UTF_8);
        if (entered.isEmpty()) {
            throw new IllegalStateException(call + " at " + level + " was not traced: " + failure);
        }
        return entered;
    }

    private void take(Event event, MethodEntryRequest methods) {
        if (event instanceof ClassPrepareEvent prepared) {
            // A method entry request for these two would have the whole warm-up interpreted.
            for (String mark : List.of("begin", "end")) {
                Method method = prepared.referenceType().methodsByName(mark).get(0);
                prepared.virtualMachine()
                        .eventRequestManager()
                        .createBreakpointRequest(method.location())
                        .enable();
            }
        } else if (event instanceof BreakpointEvent mark) {
            methods.disable();
            if (mark.location().method().name().equals("begin")) {
                methods.addThreadFilter(mark.thread());
                methods.enable();
            }
        } else if (event instanceof MethodEntryEvent entry) {
            entered.add(entry.method().declaringType().name() + ":" + entry.method().name());
        } else if (event instanceof VMDisconnectEvent) {
            running = false;
        }
    }
}
