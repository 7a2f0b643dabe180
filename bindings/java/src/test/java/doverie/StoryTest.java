// SPDX-License-Identifier: Apache-2.0
// Does Java tell the story as all other languages do?
package doverie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import story.Story;

class StoryTest {
  private static String expected() throws IOException {
    return Files.readString(Path.of(System.getProperty("doverie.root"), "examples/story.expected.txt"));
  }

  @Test
  void isToldToTheByte() throws IOException {
    assertEquals(expected(), Story.tell());
  }

  /** Prints the story, with what is young collected between every two calls, and everything at every hundredth. */
  static final class Collected {
    static volatile byte[] garbage;
    private static int calls;

    private static void collect() {
      if (++calls % 100 == 0) System.gc();
      else garbage = new byte[YOUNG];
    }

    public static void main(String[] arguments) {
      Calls.between = Collected::collect;
      Story.main(arguments);
      System.err.println("calls: " + calls);
    }
  }

  private static final int YOUNG = 2_000_000; // more than half of what -Xmn leaves for new objects

  private static String run(String program, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-XX:+UseSerialGC"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), told);
    return told;
  }

  @Test
  void isToldToTheByteWithTheCollectorBetweenEveryTwoCalls() throws IOException, InterruptedException {
    Path log = Files.createTempFile("gc", ".log");
    String told = run(Collected.class.getName(), "-Xmn3m", "-Xmx128m", "-Xlog:gc:file=" + log + ":none:filesize=0");
    assertTrue(told.startsWith(expected()), told);
    long calls = Long.parseLong(told.replaceAll("(?s).*calls: (\\d+)\\s*", "$1"));
    long collections = Files.readAllLines(log).stream().filter(line -> line.contains("Pause")).count();
    Files.delete(log);
    assertTrue(calls > 500 && collections >= calls, calls + " calls, " + collections + " collections");
  }

  /** What JNA's own code is warned of, is not ours; an error would end the process. */
  @Test
  void isToldUnderCheckedJni() throws IOException, InterruptedException {
    String told = run("story.Story", "-Xcheck:jni");
    assertFalse(told.contains("FATAL ERROR"), told);
    String text = told.lines().filter(line -> !line.startsWith("WARNING") && !line.startsWith("\tat "))
        .collect(Collectors.joining("\n", "", "\n"));
    assertTrue(text.contains(expected()), told);
  }

  /** The library of a debug build is larger than this heap. */
  @Test
  void isToldInASmallHeap() throws IOException, InterruptedException {
    assertEquals(expected(), run("story.Story", "-Xmx16m"));
  }

  @Test
  void leavesNothingOfTheHostsBehind() throws InterruptedException {
    Story.tell();
    for (int i = 0; i < 100 && Callbacks.held() > 0; ++i) {
      System.gc();
      Thread.sleep(20);
    }
    assertEquals(0, Callbacks.held());
  }
}
