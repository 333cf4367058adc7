package dev.stenogate.localstack.vllm;

import java.util.ArrayList;
import java.util.List;

/**
 * One connection, without its socket: reads events, queues audio, runs one generation at a time.
 * Lives on the engine's loop.
 */
final class RealtimeSession {
  /** The way back to the client. */
  interface Outbox {
    /** Sends one text frame. */
    void send(String json);

    /** False while the client does not read: no delta is made for it then. */
    boolean isWritable();

    /** Closes in good order. */
    void close(int code, String reason);

    /** Breaks the connection without a close frame. */
    void abort();
  }

  private static final int CLOSE_OVERLOADED = 1013;

  /** Audio queued before a commit, in samples: 30 minutes. vLLM has no bound and dies instead. */
  private static final long QUEUED_SAMPLES_MAX = 30L * 60 * 16_000;

  private final VllmOptions options;
  private final Engine engine;
  private final Outbox outbox;

  private boolean validated;
  private List<short[]> queue = new ArrayList<>();
  private long queuedSamples;
  private boolean endQueued;
  private Generation generation;

  RealtimeSession(VllmOptions options, Engine engine, Outbox outbox) {
    this.options = options;
    this.engine = engine;
    this.outbox = outbox;
  }

  /** One text frame of the client. */
  void onText(String text) {
    try {
      switch (ClientEvent.parse(text)) {
        case ClientEvent.Update update -> update(update);
        case ClientEvent.Append append -> hear(append.samples());
        case ClientEvent.Commit commit -> commit(commit);
      }
    } catch (BadEvent e) {
      outbox.send(ServerEvents.error(e.getMessage(), e.code()));
    }
    engine.offer(this);
  }

  private void update(ClientEvent.Update update) throws BadEvent {
    switch (options.compatibility()) {
      case V0_17 -> {
        if (!update.hasModel()) {
          throw new BadEvent("'model'", BadEvent.PROCESSING_ERROR);
        }
      }
      case LATEST -> {
        if (update.model() == null) {
          throw new BadEvent("Missing required field: model", "invalid_event");
        }
        if (!update.model().equals(options.model())) {
          throw new BadEvent(
              "The model `" + PythonValue.str(update.model()) + "` does not exist.",
              "model_not_found");
        }
      }
    }
    validated = true;
  }

  private void commit(ClientEvent.Commit commit) throws BadEvent {
    if (!validated) {
      BadEvent refusal =
          new BadEvent(
              "Model not validated. Make sure to validate the model by sending a session.update"
                  + " event.",
              "model_not_validated");
      switch (options.compatibility()) {
        case V0_17 -> outbox.send(ServerEvents.error(refusal.getMessage(), refusal.code()));
        case LATEST -> throw refusal;
      }
    }
    if (commit.isFinal()) {
      end();
    } else if (generation == null) {
      start();
    }
  }

  /** What comes after a queued end mark is lost: the queue is emptied when the generation ends. */
  private void hear(short[] samples) {
    if (generation != null) {
      generation.hear(samples);
    } else if (!endQueued) {
      queue.add(samples);
      queuedSamples += samples.length;
      if (queuedSamples > QUEUED_SAMPLES_MAX) {
        outbox.close(CLOSE_OVERLOADED, "audio queue full");
      }
    }
  }

  private void end() {
    if (generation != null) {
      generation.end();
    } else {
      endQueued = true;
    }
  }

  private void start() {
    generation = engine.generate(this);
    queue.forEach(generation::hear);
    if (endQueued) {
      generation.end();
    }
    queue = new ArrayList<>();
    queuedSamples = 0;
    endQueued = false;
  }

  /** Whether the next step of the engine can have this session in its batch. */
  boolean isReady() {
    return generation != null && generation.isReady() && outbox.isWritable();
  }

  /** The part of this session in one step of the engine. */
  void step(long nowNanos, FaultState faults) {
    if (generation == null || !generation.isReady()) {
      return; // Its generation failed while the step was under way, and another may have begun.
    }
    if (generation.contextTokens() > options.contextTokensMax()) {
      engine.die();
      return;
    }
    try {
      long stallAfterNanos = faults.stallAfter().toNanos();
      String delta = generation.next(nowNanos, faults.blank(), stallAfterNanos);
      outbox.send(ServerEvents.delta(delta));
    } catch (IllegalStateException e) {
      fail(e.getMessage());
      return;
    }
    engine.counters().delta();
    finishIfComplete(faults);
  }

  /** Sends the done of a generation that has said everything. */
  void finishIfComplete(FaultState faults) {
    if (generation != null && generation.isComplete() && !faults.withholdDone()) {
      String done = generation.done();
      stop(true); // First, so that who hears of it finds it counted.
      outbox.send(done);
    }
  }

  /** Ends the generation, if one runs, with an error event. */
  void fail(String message) {
    if (generation != null) {
      stop(false);
      outbox.send(ServerEvents.error(message, BadEvent.PROCESSING_ERROR));
    }
  }

  /** Puts the generation, if one runs, into a blank-token rut. */
  void goBlank() {
    if (generation != null) {
      generation.goBlank();
    }
  }

  /** The engine is dead. */
  void onEngineDead(String message) {
    if (generation != null) {
      stop(false);
    }
    outbox.send(ServerEvents.error(message, BadEvent.PROCESSING_ERROR));
  }

  /** The connection is gone. */
  void onClosed() {
    if (generation != null) {
      stop(false);
    }
    queue = new ArrayList<>();
    engine.leave(this);
  }

  Outbox outbox() {
    return outbox;
  }

  private void stop(boolean isDone) {
    generation.close();
    generation = null;
    engine.counters().generationEnded(isDone);
  }
}
