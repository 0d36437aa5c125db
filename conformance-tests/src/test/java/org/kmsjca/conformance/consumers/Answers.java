package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What a child JVM found out, one line for each question; an exception is an answer too. */
record Answers(Map<String, String> byQuestion) {
    /** What is asked. */
    interface Question {
        Object ask() throws Exception;
    }

    /** Prints the answer; runs in the child. */
    @SuppressWarnings("SystemOut") // how the child answers
    static void print(String question, Question asked) {
        String answer;
        try {
            answer = String.valueOf(asked.ask());
        } catch (Exception e) {
            answer = withCauses(e);
        }
        System.out.println(question + "\t" + answer.replace('\n', ' '));
    }

    private static String withCauses(Throwable thrown) {
        String text = thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
        Throwable cause = thrown.getCause();
        return cause == null ? text : text + ", caused by " + withCauses(cause);
    }

    /** Reads what a child has printed. */
    static Answers of(Outcome outcome) {
        assertThat(outcome.succeeded()).as("%s", outcome).isTrue();
        Map<String, String> answers = new HashMap<>();
        for (String line : outcome.printed().lines().toList()) {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                answers.put(line.substring(0, tab), line.substring(tab + 1));
            }
        }
        return new Answers(answers);
    }

    String to(String question) {
        return Objects.requireNonNull(byQuestion.get(question), question);
    }
}
