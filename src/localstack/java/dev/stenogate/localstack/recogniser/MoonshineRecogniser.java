package dev.stenogate.localstack.recogniser;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;

/**
 * Real recognition of English with Moonshine Tiny. The model is loaded once per process and shared;
 * decoding runs on a few threads of its own, never on that of the caller.
 */
public final class MoonshineRecogniser implements Recogniser {
  /** Decodes at the same time, over all utterances of the process; each takes one core. */
  private static final int THREADS_MAX = 2;

  /**
   * The stack of the thread that loads ONNX Runtime, in bytes of address space. 1.29 reads {@code
   * /proc/self/cmdline} with a recursive regular expression: 26 KB of class path overflow a stack
   * of 4 MiB, and the process dies without a word.
   */
  private static final long LOADER_STACK_BYTES = 64L << 20;

  private static MoonshineRecogniser shared;

  private final MoonshineModel model;
  private final ScheduledThreadPoolExecutor threads;

  private MoonshineRecogniser(MoonshineModel model) {
    this.model = model;
    ThreadFactory daemons = Thread.ofPlatform().daemon().name("moonshine-", 0).factory();
    threads =
        new ScheduledThreadPoolExecutor(
            Math.min(THREADS_MAX, Runtime.getRuntime().availableProcessors()), daemons);
    threads.setRemoveOnCancelPolicy(true);
  }

  /** The one of this process; the first call loads the model, in about a second, and blocks. */
  public static synchronized MoonshineRecogniser shared() {
    if (shared == null) {
      shared = new MoonshineRecogniser(onLargeStack(MoonshineModel::load));
    }
    return shared;
  }

  private static <T> T onLargeStack(Callable<T> task) {
    FutureTask<T> result = new FutureTask<>(task);
    new Thread(null, result, "moonshine-load", LOADER_STACK_BYTES).start();
    try {
      return result.get();
    } catch (Exception e) {
      throw new IllegalStateException("Moonshine does not load: " + e.getMessage(), e);
    }
  }

  @Override
  public Recognition open(Runnable progress) {
    return new MoonshineRecognition(model::transcribe, threads, System::nanoTime, progress);
  }
}
