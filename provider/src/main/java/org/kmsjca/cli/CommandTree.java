package org.kmsjca.cli;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The commands below {@code kms}. Picocli looks at each parameter of each command, which takes as
 * long as a short command itself: the one command that is named is built, or else all of them.
 */
final class CommandTree {
    private static final List<Class<? extends CommandGroup>> GROUPS =
            List.of(
                    KeyCommand.class,
                    AliasCommand.class,
                    TagCommand.class,
                    CryptoCommand.class,
                    AuditCommand.class,
                    RootCommand.class,
                    StoreCommand.class,
                    HsmCommand.class);

    /** Those that speak of the others. */
    private static final Set<String> OF_ALL = Set.of("help", "completion");

    private CommandTree() {}

    /** Adds the command that the arguments begin with; when they begin with none, all. */
    static void addTo(CommandLine program, String... arguments) {
        String first = word(arguments, 0);
        Optional<Class<? extends CommandGroup>> named =
                GROUPS.stream().filter(group -> name(group).equals(first)).findFirst();
        if (named.isPresent()) {
            addGroup(program, named.get(), word(arguments, 1));
        } else if (OF_ALL.contains(first) || !addMethod(program, first)) {
            GROUPS.forEach(group -> addGroup(program, group, ""));
            addMethods(program);
        }
    }

    private static String word(String[] arguments, int index) {
        return index < arguments.length ? arguments[index] : "";
    }

    private static String name(Class<?> group) {
        return group.getAnnotation(Command.class).name();
    }

    private static void addGroup(
            CommandLine program, Class<? extends CommandGroup> group, String command) {
        CommandLine added = new CommandLine(group);
        if (!addMethod(added, command)) {
            addMethods(added);
        }
        // Now, as what is inherited is handed down to all that a command has when it is added.
        program.addSubcommand(name(group), added);
    }

    /** Adds the one command of a method; false when there is none of that name. */
    private static boolean addMethod(CommandLine parent, String name) {
        for (Method method : methods(parent)) {
            if (method.getAnnotation(Command.class).name().equals(name)) {
                parent.addSubcommand(name, new CommandLine(method));
                return true;
            }
        }
        return false;
    }

    private static void addMethods(CommandLine parent) {
        for (Method method : methods(parent)) {
            CommandLine command = new CommandLine(method);
            parent.addSubcommand(command.getCommandName(), command);
        }
    }

    /** Those of the classes above first; picocli itself finds none of these later. */
    private static List<Method> methods(CommandLine parent) {
        List<Method> methods = new ArrayList<>();
        Class<?> type = parent.getCommand().getClass();
        while (type != Object.class) {
            methods.addAll(0, CommandLine.getCommandMethods(type, null));
            type = type.getSuperclass();
        }
        return methods;
    }
}
